"""Steps on the way to what was promised: planned, reached, taken out."""

from __future__ import annotations

import datetime as dt

from citizen_app.commitments import policies
from citizen_app.commitments.commands.opening import open_commitment, record_fact
from citizen_app.commitments.events import MilestoneAdded, MilestoneDropped, MilestoneMarked
from citizen_app.commitments.models import Commitment, Milestone
from citizen_app.commitments.workflow import machine
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed, NotFound
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc

MOST = 12


def add_milestone(
    actor: Actor,
    commitment: Commitment,
    *,
    title: str,
    due_on: dt.date,
    version: int | None = None,
) -> Milestone:
    """Plan a step, by a day to come and not after the promise itself."""
    open_commitment(commitment, version)
    words = nfc(title).strip()
    if not words:
        raise Invalid("title", _l("Please say what is to be reached."))
    if due_on < clock.today():
        raise Invalid("due_on", _l("Please choose today or a day after it."))
    if due_on > max(commitment.due_on, clock.today()):
        raise Invalid("due_on", _l("A milestone lies before the date of the promise itself."))
    if len(commitment.milestones) >= MOST:
        raise Invalid("title", _l("12 milestones are enough for one promise."))
    machine.apply(actor, commitment, "add_milestone")
    milestone = Milestone(commitment_id=commitment.id, title=words, due_on=due_on)
    commitment.milestones.append(milestone)
    db.session.flush()
    fact = MilestoneAdded(commitment.code, milestone.id, due_on.isoformat())
    record_fact(fact, actor, commitment)
    return milestone


def mark_milestone(
    actor: Actor,
    commitment: Commitment,
    milestone_id: int,
    *,
    is_done: bool,
    version: int | None = None,
) -> None:
    """Say that a step was reached, or that it is not reached after all."""
    open_commitment(commitment, version)
    milestone = _milestone(commitment, milestone_id)
    if (milestone.done_on is not None) == is_done:
        return  # a second press changes nothing
    machine.apply(actor, commitment, "mark_milestone")
    milestone.done_on = clock.today() if is_done else None
    record_fact(MilestoneMarked(commitment.code, milestone.id, is_done), actor, commitment)


def drop_milestone(
    actor: Actor, commitment: Commitment, milestone_id: int, *, version: int | None = None
) -> None:
    """Take out a step that was planned by mistake; one whose day has come stays, reached or not."""
    open_commitment(commitment, version)
    milestone = _milestone(commitment, milestone_id)
    if not policies.is_coming(milestone):
        raise NotAllowed(_l("A milestone that was reached, or whose day has come, stays readable."))
    machine.apply(actor, commitment, "drop_milestone")
    commitment.milestones.remove(milestone)
    record_fact(MilestoneDropped(commitment.code, milestone_id), actor, commitment)


def _milestone(commitment: Commitment, milestone_id: int) -> Milestone:
    found = next((one for one in commitment.milestones if one.id == milestone_id), None)
    if found is None:
        raise NotFound()
    return found
