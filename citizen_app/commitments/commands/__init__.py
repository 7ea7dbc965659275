"""Making, keeping and redating commitments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from citizen_app.accounts.queries import people_with
from citizen_app.commitments import policies
from citizen_app.commitments.commands.checking import refuse_personal_data
from citizen_app.commitments.commands.evidence import (
    NO_EVIDENCE,
    Evidence,
    add_evidence,
    shows_work,
)
from citizen_app.commitments.commands.opening import open_commitment
from citizen_app.commitments.commands.opening import record_fact as _record
from citizen_app.commitments.events import (
    CommitmentDateAsked,
    CommitmentDateChanged,
    CommitmentDateRefused,
    CommitmentDone,
    CommitmentMade,
    CommitmentReminded,
    CommitmentShown,
    CommitmentStarted,
)
from citizen_app.commitments.models import Commitment, DateChange, Milestone
from citizen_app.commitments.workflow import machine
from citizen_app.core import clock, ids
from citizen_app.core.access import authorize
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import Fact, lock_wards
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward


def check_date(ward_id: int, day: dt.date, *, field: str = "due_on") -> None:
    """Raise Invalid unless `day` is a working day of the ward after today."""
    if day <= clock.today():
        raise Invalid(field, _l("Please choose a day after today."))
    if not wards.calendar_of(ward_id).is_working_day(day):
        raise Invalid(field, _l("The office does not work on that day. Please choose another."))


def make_commitment(
    actor: Actor,
    ward: Ward,
    *,
    text: str,
    due_on: dt.date,
    department_id: int | None = None,
    head_id: int | None = None,
    is_public: bool = True,
    subject: Any = None,
    key: str = "",
    is_checked: bool = False,
) -> Commitment:
    """Promise something with a date.

    `subject` is what it is made in; whoever may publish that may promise in it, and its date was checked
    there. Made by hand it needs the right to keep commitments; `key` is made by the form: what is sent
    twice with it is made once.
    """
    digest = ids.token_digest(f"{ward.id} {actor.account_id} {key}") if key else None
    if subject is None:
        authorize(actor, Permission.COMMITMENT_KEEP, ward.id)
        lock_wards([ward.id])
        known = select(Commitment).where(Commitment.made_key == digest)
        if digest is not None and (made := db.session.scalar(known)) is not None:
            return made
        _check_by_hand(ward, text, due_on, department_id, head_id)
        if is_public:
            refuse_personal_data(ward, is_checked, text=text)
    commitment = Commitment(
        code=ids.new_code("CK"),
        ward_id=ward.id,
        text=nfc(text).strip(),
        department_id=department_id,
        head_id=head_id,
        first_due_on=due_on,
        due_on=due_on,
        is_public=is_public,
        subject_type=subject.__tablename__ if subject is not None else "",
        subject_id=subject.id if subject is not None else None,
        made_at=clock.now(),
        made_key=digest,
    )
    db.session.add(commitment)
    db.session.flush()
    fact = CommitmentMade(
        commitment.code, due_on.isoformat(), department_id, commitment.subject_type, is_public
    )
    _record(fact, actor, commitment)
    return commitment


def _check_by_hand(
    ward: Ward, text: str, due_on: dt.date, department_id: int | None, head_id: int | None
) -> None:
    """Raise Invalid for what somebody typed: no words, a day that does not fit, people of elsewhere."""
    if not nfc(text).strip():
        raise Invalid("text", _l("Please say what is promised."))
    check_date(ward.id, due_on)
    if department_id is not None:
        wards.get_department(ward.id, department_id)
    keepers = people_with(Permission.COMMITMENT_KEEP, ward.id)
    if head_id is not None and head_id not in {account.id for account in keepers}:
        raise Invalid("head", _l("Choose somebody of the ward who can report on it."))


def start_commitment(actor: Actor, commitment: Commitment, *, version: int | None = None) -> None:
    """Say that work on it has begun."""
    open_commitment(commitment, version)
    machine.apply(actor, commitment, "start")
    _record(CommitmentStarted(commitment.code), actor, commitment)


def finish_commitment(
    actor: Actor,
    commitment: Commitment,
    *,
    outcome: str,
    evidence: Evidence = NO_EVIDENCE,
    is_checked: bool = False,
    version: int | None = None,
) -> None:
    """Say that it is done, what was done, and show it; those who asked may speak about it from now on.

    At least one photo or file must show the work; one from before a reopening does not. `is_checked`: what
    looks like personal data in the words stays on purpose.
    """
    open_commitment(commitment, version)
    if not nfc(outcome).strip():
        raise Invalid("outcome", _l("Please say what was done."))
    if commitment.is_public:
        refuse_personal_data(commitment.ward, is_checked, outcome=outcome)
    if not machine.may(actor, commitment, "finish"):
        machine.apply(actor, commitment, "finish")  # says why not
    if evidence:
        add_evidence(actor, commitment, evidence)
    if not shows_work(commitment):
        words = _l("Please add at least one photo or file that shows what was done.")
        raise Invalid("after", words)
    machine.apply(actor, commitment, "finish")
    commitment.outcome = nfc(outcome).strip()
    commitment.done_at, commitment.done_on = clock.now(), clock.today()
    commitment.done_by_id = actor.account_id
    commitment.round += 1
    commitment.confirmed_count = commitment.disputed_count = 0
    fact = CommitmentDone(commitment.code, not policies.is_late(commitment))
    _record(fact, actor, commitment)


def ask_date(
    actor: Actor,
    commitment: Commitment,
    *,
    wanted: dt.date,
    reason: str,
    version: int | None = None,
) -> DateChange:
    """Ask for another date; nothing changes until a second person agrees."""
    open_commitment(commitment, version)
    machine.apply(actor, commitment, "ask_date")
    check_date(commitment.ward_id, wanted, field="wanted")
    if wanted == commitment.due_on:
        raise Invalid("wanted", _l("That is the date it has already."))
    change = DateChange(
        commitment_id=commitment.id,
        before=commitment.due_on,
        wanted=wanted,
        reason=nfc(reason).strip(),
        outcome="open",
        asked_by_id=actor.account_id,
        asked_at=clock.now(),
    )
    commitment.date_changes.append(change)
    db.session.flush()
    _record(CommitmentDateAsked(commitment.code, wanted.isoformat()), actor, commitment)
    return change


def decide_date(
    actor: Actor, commitment: Commitment, *, is_granted: bool, version: int | None = None
) -> None:
    """Agree to the date that somebody else asked for, or keep the one there is."""
    open_commitment(commitment, version)
    machine.apply(actor, commitment, "grant_date" if is_granted else "refuse_date")
    change = policies.open_wish(commitment)
    assert change is not None, "the workflow lets nobody get here without a wish"
    change.decided_by_id, change.decided_at = actor.account_id, clock.now()
    change.outcome = "granted" if is_granted else "refused"
    fact: Fact = CommitmentDateRefused(commitment.code, change.wanted.isoformat())
    if is_granted:
        check_date(commitment.ward_id, change.wanted, field="wanted")
        commitment.due_on = change.wanted
        before = change.before.isoformat()
        fact = CommitmentDateChanged(commitment.code, change.wanted.isoformat(), before)
    _record(fact, actor, commitment)


def show_commitments_of(actor: Actor, subject: Any, *, is_public: bool) -> None:
    """Let the commitments made in a thing follow it into the public or out of it."""
    rows = db.session.scalars(
        select(Commitment).where(
            Commitment.subject_type == subject.__tablename__,
            Commitment.subject_id == subject.id,
            Commitment.is_public.is_not(is_public),
        )
    )
    for commitment in rows:
        commitment.is_public = is_public
        _record(CommitmentShown(commitment.code, is_public), actor, commitment)


def remind(commitment: Commitment, when: str, milestone: Milestone | None = None) -> None:
    """Note that the owner is to be reminded, `before` or `after` the date, of it or of a milestone."""
    due_on = commitment.due_on if milestone is None else milestone.due_on
    number = None if milestone is None else milestone.id
    fact = CommitmentReminded(commitment.code, when, due_on.isoformat(), number)
    _record(fact, SYSTEM, commitment)
