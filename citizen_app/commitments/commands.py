"""Making, keeping and redating commitments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from citizen_app.commitments import policies
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
from citizen_app.commitments.models import Commitment, DateChange
from citizen_app.commitments.workflow import machine
from citizen_app.core import clock, ids
from citizen_app.core.access import authorize
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import Fact, lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.core.workflow import check_version
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
) -> Commitment:
    """Promise something with a date.

    `subject` is what it is made in; whoever may publish that may promise in it, and its date was checked
    there. Made by hand it needs the right to keep commitments.
    """
    if subject is None:
        authorize(actor, Permission.COMMITMENT_KEEP, ward.id)
        check_date(ward.id, due_on)
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
    )
    db.session.add(commitment)
    db.session.flush()
    fact = CommitmentMade(
        commitment.code, due_on.isoformat(), department_id, commitment.subject_type
    )
    _record(fact, actor, commitment)
    return commitment


def start_commitment(actor: Actor, commitment: Commitment, *, version: int | None = None) -> None:
    """Say that work on it has begun."""
    _open(commitment, version)
    machine.apply(actor, commitment, "start")
    _record(CommitmentStarted(commitment.code), actor, commitment)


def finish_commitment(
    actor: Actor, commitment: Commitment, *, outcome: str, version: int | None = None
) -> None:
    """Say that it is done, and what was done."""
    _open(commitment, version)
    if not nfc(outcome).strip():
        raise Invalid("outcome", _l("Please say what was done."))
    machine.apply(actor, commitment, "finish")
    commitment.outcome = nfc(outcome).strip()
    commitment.done_at, commitment.done_on = clock.now(), clock.today()
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
    _open(commitment, version)
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
    _open(commitment, version)
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


def remind(commitment: Commitment, when: str) -> None:
    """Note that the owner is to be reminded, `before` or `after` the date."""
    fact = CommitmentReminded(commitment.code, when, commitment.due_on.isoformat())
    _record(fact, SYSTEM, commitment)


def _open(commitment: Commitment, version: int | None) -> None:
    lock_wards([commitment.ward_id])
    check_version(commitment, version)


def _record(fact: Fact, actor: Actor, commitment: Commitment) -> None:
    db.session.flush()
    record(fact, actor=actor, ward_id=commitment.ward_id, subject=commitment)
