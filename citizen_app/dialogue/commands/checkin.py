"""At the door: marks that a phone sends, now or when it has a signal again, each taken exactly once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.dialogue import policies_attendance as policies
from citizen_app.dialogue import queries_attendance as queries
from citizen_app.dialogue import queries_door
from citizen_app.dialogue.commands.register import lock_places
from citizen_app.dialogue.events_attendance import AttendanceMarked
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_attendance import (
    MOST_WALK_INS,
    Attendance,
    CheckIn,
    CheckInKind,
    DoorDuty,
)
from citizen_app.wards.models import Neighbourhood

LONGEST_NAME = 120
DONE, ALREADY, KEPT = "done", "already", "kept"
UNKNOWN, ELSEWHERE, REFUSED = "unknown", "elsewhere", "refused"
OFF_DUTY = "off_duty"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One thing done at the door. `id` is made by the phone; `at` is when it was done there.

    `code` names a registration (mark, undo); `target` is the id of the mark to undo.
    """

    id: str
    kind: str
    at: dt.datetime
    code: str = ""
    target: str = ""
    name: str = ""
    neighbourhood_id: int | None = None
    people: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a mark; `at` is the moment that counts, the first one."""

    id: str
    outcome: str
    code: str = ""
    at: dt.datetime | None = None
    is_new: bool = False


def take_marks(actor: Actor, session: Session, marks: Iterable[Mark]) -> list[Outcome]:
    """Do what was done at the door, in its order; what was taken before is only answered again.

    Of a helper it takes what they did while they were appointed, and lets them undo their own marks alone.
    """
    lock_places(session)
    duties = queries_door.duties_of(actor, session)
    if not policies.may_bring_marks(actor, session, duties):
        raise NotAllowed()
    if not policies.door_is_open(session):
        raise Invalid("", _l("People cannot be checked in for this session now."))
    is_staff = policies.can_list(actor, session)
    taken = [(one, _take(actor, session, one, None if is_staff else duties)) for one in marks]
    new = [mark.kind for mark, outcome in taken if outcome.is_new]
    if new:
        fact = AttendanceMarked(
            marked=new.count(CheckInKind.MARK),
            walk_ins=new.count(CheckInKind.WALK_IN),
            undone=new.count(CheckInKind.UNDO),
            people=queries.counts_of(session).present,
        )
        record(fact, actor=actor, ward_id=session.ward_id, subject=session)
    return [outcome for _mark, outcome in taken]


def _take(actor: Actor, session: Session, mark: Mark, duties: Sequence[DoorDuty] | None) -> Outcome:
    known = queries.find_check_in(session, mark.id)
    if known is not None:
        registration = known.attendance.registration
        code = registration.code if registration is not None else ""
        return Outcome(mark.id, known.outcome, code, known.attendance.at)
    at: dt.datetime | None = min(max(mark.at, policies.door_opens_at(session)), clock.now())
    if duties is not None and at is not None:
        at = policies.at_in_duty(duties, at)
    if at is None:
        return Outcome(mark.id, OFF_DUTY, mark.code[:20])
    if mark.kind == CheckInKind.MARK:
        return _mark(actor, session, mark, at)
    if mark.kind == CheckInKind.WALK_IN:
        return _walk_in(actor, session, mark, at)
    if mark.kind == CheckInKind.UNDO and (duties is None or _is_own(actor, session, mark)):
        return _undo(actor, session, mark, at)
    return Outcome(mark.id, REFUSED)


def _mark(actor: Actor, session: Session, mark: Mark, at: dt.datetime) -> Outcome:
    registration = queries.find_registration(mark.code)
    if registration is None:
        return Outcome(mark.id, UNKNOWN, mark.code[:20])
    if registration.session_id != session.id:
        return Outcome(mark.id, ELSEWHERE, registration.code)
    known = _attendance_of(session, registration.code)
    if known is not None and known.undone_at is None:
        known.at = min(known.at, at)  # on two phones: the first time counts
        return _keep(actor, session, mark, known, ALREADY, at, registration.code)
    people = mark.people or registration.people
    if not 1 <= people <= MOST_WALK_INS:
        return Outcome(mark.id, REFUSED, registration.code)
    if known is None:
        known = Attendance(session_id=session.id, registration_id=registration.id)
        known.neighbourhood_id = registration.neighbourhood_id
        db.session.add(known)
    known.people, known.at, known.undone_at = people, at, None
    return _keep(actor, session, mark, known, DONE, at, registration.code)


def _walk_in(actor: Actor, session: Session, mark: Mark, at: dt.datetime) -> Outcome:
    name, people = nfc(mark.name).strip(), 1 if mark.people is None else mark.people
    place = db.session.get(Neighbourhood, mark.neighbourhood_id) if mark.neighbourhood_id else None
    wrong_place = mark.neighbourhood_id and (place is None or place.ward_id != session.ward_id)
    if wrong_place or not 1 <= people <= MOST_WALK_INS or len(name) > LONGEST_NAME:
        return Outcome(mark.id, REFUSED)
    attendance = Attendance(
        session_id=session.id,
        neighbourhood_id=place.id if place is not None else None,
        people=people,
        name=name,
        at=at,
    )
    db.session.add(attendance)
    return _keep(actor, session, mark, attendance, DONE, at)


def _is_own(actor: Actor, session: Session, mark: Mark) -> bool:
    target = queries.find_check_in(session, mark.target)
    return target is not None and target.account_id == actor.account_id


def _undo(actor: Actor, session: Session, mark: Mark, at: dt.datetime) -> Outcome:
    target = queries.find_check_in(session, mark.target) if mark.target else None
    attendance = target.attendance if target is not None else _attendance_of(session, mark.code)
    if attendance is None:
        return Outcome(mark.id, UNKNOWN, mark.code[:20])
    code = attendance.registration.code if attendance.registration is not None else ""
    if attendance.undone_at is not None:
        return _keep(actor, session, mark, attendance, ALREADY, at, code)
    still = _take_back(attendance, target)
    if still:  # another phone marked the same person: only this phone's mistake is taken back
        attendance.at = min(still)
        return _keep(actor, session, mark, attendance, KEPT, at, code)
    attendance.undone_at = at
    return _keep(actor, session, mark, attendance, DONE, at, code)


def _take_back(attendance: Attendance, target: CheckIn | None) -> list[dt.datetime]:
    """Take one mark back, or all of them; return the times of those that still hold."""
    marks = db.session.scalars(
        select(CheckIn).where(
            CheckIn.attendance_id == attendance.id, CheckIn.kind != CheckInKind.UNDO
        )
    ).all()
    for one in marks:
        if target is None or one.id == target.id:
            one.is_undone = True
    return [one.at for one in marks if not one.is_undone]


def _attendance_of(session: Session, code: str) -> Attendance | None:
    registration = queries.find_registration(code)
    if registration is None or registration.session_id != session.id:
        return None
    return db.session.scalar(
        select(Attendance).where(Attendance.registration_id == registration.id)
    )


def _keep(
    actor: Actor,
    session: Session,
    mark: Mark,
    attendance: Attendance,
    outcome: str,
    at: dt.datetime,
    code: str = "",
) -> Outcome:
    db.session.flush()
    check_in = CheckIn(
        session_id=session.id,
        mark_id=mark.id,
        kind=mark.kind,
        outcome=outcome,
        attendance_id=attendance.id,
        account_id=actor.account_id,
        at=at,
        received_at=clock.now(),
    )
    db.session.add(check_in)
    db.session.flush()
    return Outcome(mark.id, outcome, code, attendance.at, is_new=outcome == DONE)
