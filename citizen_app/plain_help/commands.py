"""Writing down what somebody could not do, and what teams did."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from citizen_app.core import clock, ids
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.personal_data import find_personal_data
from citizen_app.core.text import nfc
from citizen_app.permissions import Permission
from citizen_app.plain_help.events import DifficultyRecorded, OutingRecorded, OutingsExported
from citizen_app.plain_help.models import PURPOSES, Difficulty, Outing
from citizen_app.plain_help.words import REASONS, STEPS, TASKS
from citizen_app.wards.models import Neighbourhood, Ward

DAYS_BACK = 31
# Nobody's name goes with it: whoever is signed in stays out of the log here.
ANYBODY = Actor()


def record_difficulty(
    ward: Ward | None,
    *,
    task: str,
    step: str,
    reason: str,
    neighbourhood: Neighbourhood | None,
    note: str,
    key: str,
) -> Difficulty:
    """Write down that somebody could not do a task; the same form sent twice counts once."""
    if task not in TASKS:
        raise Invalid("task", _l("Please choose what you wanted to do."))
    if reason not in REASONS:
        raise Invalid("reason", _l("Please choose a reason."))
    said = nfc(note).strip()
    check_names_nobody(said)
    digest = ids.token_digest(f"difficulty\x1f{key}")
    known = db.session.scalar(select(Difficulty).where(Difficulty.form_digest == digest))
    if known is not None:
        return known
    today = clock.today()
    row = Difficulty(
        ward_id=ward.id if ward is not None else None,
        neighbourhood_id=neighbourhood.id if neighbourhood is not None else None,
        task=task,
        step=step if step in STEPS else "",
        reason=reason,
        note=said,
        week=today - dt.timedelta(days=today.weekday()),
        form_digest=digest,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:  # the same form at two servers at once
        return db.session.scalars(select(Difficulty).where(Difficulty.form_digest == digest)).one()
    fact = DifficultyRecorded(task, reason, row.neighbourhood_id)
    record(fact, actor=ANYBODY, ward_id=row.ward_id, subject=row)
    return row


def check_names_nobody(said: str) -> None:
    """Raise Invalid for a text with a number, an address or an e-mail of somebody."""
    if find_personal_data(said):
        raise Invalid(
            "note",
            _l("Please take out phone numbers, addresses and names: nobody needs them here."),
        )


def record_outing(
    actor: Actor,
    ward: Ward,
    *,
    day: dt.date,
    purpose: str,
    people: int,
    helpers: int,
    neighbourhood: Neighbourhood | None,
    note: str,
    key: str,
) -> Outing:
    """Write down a visit, a training or a help point: counts, no names."""
    authorize(actor, Permission.HELP_KEEP, ward.id)
    if purpose not in PURPOSES:
        raise Invalid("purpose", _l("Please choose what it was for."))
    if day > clock.today():
        raise Invalid("day", _l("This day lies in the future."))
    if day < clock.today() - dt.timedelta(days=DAYS_BACK):
        words = _l("It can lie at most %(days)s days back. Please check the day.", days=DAYS_BACK)
        raise Invalid("day", words)
    said = nfc(note).strip()
    check_names_nobody(said)
    digest = ids.token_digest(f"outing\x1f{key}")
    known = db.session.scalar(select(Outing).where(Outing.form_digest == digest))
    if known is not None:
        return known
    row = Outing(
        ward_id=ward.id,
        neighbourhood_id=neighbourhood.id if neighbourhood is not None else None,
        day=day,
        purpose=purpose,
        people=people,
        helpers=helpers,
        note=said,
        recorded_by=actor.account_id,
        form_digest=digest,
    )
    db.session.add(row)
    db.session.flush()
    fact = OutingRecorded(purpose, people, row.neighbourhood_id)
    record(fact, actor=actor, ward_id=ward.id, subject=row)
    return row


def note_export(actor: Actor, ward: Ward, *, first: dt.date, last: dt.date) -> None:
    """Record that the log left the system."""
    authorize(actor, Permission.HELP_KEEP, ward.id)
    fact = OutingsExported(first.isoformat(), last.isoformat())
    record(fact, actor=actor, ward_id=ward.id, subject=ward)
