"""Reading who of the helpers is at which door, and what they did there. Nothing here writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotAllowed
from citizen_app.dialogue import policies_attendance as policies
from citizen_app.dialogue.models import KNOWN, Session
from citizen_app.dialogue.models_attendance import (
    Attendance,
    CheckIn,
    CheckInKind,
    DoorDuty,
    Registration,
)
from citizen_app.wards.models import Neighbourhood


@dataclass(frozen=True)
class WalkIn:
    """People who came without registering, as one helper counted them; `id` is the number of the mark."""

    id: str
    people: int
    neighbourhood: str
    at: dt.datetime


def duties_of(actor: Actor, session: Session) -> Sequence[DoorDuty]:
    """Return the actor's duties at a session's door, those that are over included."""
    if actor.account_id is None or actor.is_staff:
        return ()
    query = select(DoorDuty).where(DoorDuty.session_id == session.id)
    query = query.where(DoorDuty.account_id == actor.account_id).order_by(DoorDuty.id)
    return db.session.scalars(query.options(joinedload(DoorDuty.session))).all()


def session_of_duty(actor: Actor, code: str) -> Session | None:
    """Return the session with a code if the actor is or was put at its door, else None."""
    parsed = ids.parse_code("DT", code)
    if parsed is None or actor.account_id is None or actor.is_staff:
        return None
    query = select(Session).join(DoorDuty, DoorDuty.session_id == Session.id)
    query = query.where(Session.code == parsed, DoorDuty.account_id == actor.account_id)
    return db.session.scalars(query.options(joinedload(Session.ward)).limit(1)).first()


def list_duties(actor: Actor, session: Session) -> Sequence[DoorDuty]:
    """Return who was put at a session's door, those who are there first; for the ward's staff."""
    if not policies.can_list(actor, session):
        raise NotAllowed()
    query = select(DoorDuty).where(DoorDuty.session_id == session.id)
    query = query.options(joinedload(DoorDuty.account), joinedload(DoorDuty.session))
    return db.session.scalars(query.order_by(DoorDuty.ended_at.is_not(None), DoorDuty.id)).all()


def sessions_on_duty(actor: Actor) -> list[Session]:
    """Return the announced sessions at whose door the actor is or will be, the next first."""
    if actor.account_id is None or actor.is_staff:
        return []
    query = select(DoorDuty).join(DoorDuty.session).where(Session.state.in_(KNOWN))
    query = query.where(DoorDuty.account_id == actor.account_id, DoorDuty.ended_at.is_(None))
    query = query.where(Session.ends_at > clock.now() - policies.LIST_KEPT)
    loaded = query.options(contains_eager(DoorDuty.session).joinedload(Session.ward))
    duties = db.session.scalars(loaded.order_by(Session.starts_at, Session.id)).all()
    return [duty.session for duty in duties if policies.is_on_duty(actor, [duty])]


def own_marks(actor: Actor, session: Session) -> dict[str, str]:
    """Return the marks of the actor that still hold, by the code of the registration."""
    query = select(Registration.code, CheckIn.mark_id).select_from(CheckIn)
    query = query.join(Attendance, Attendance.id == CheckIn.attendance_id)
    query = query.join(Registration, Registration.id == Attendance.registration_id)
    query = query.where(CheckIn.session_id == session.id, CheckIn.account_id == actor.account_id)
    query = query.where(CheckIn.kind == CheckInKind.MARK, CheckIn.is_undone.is_(False))
    query = query.where(Attendance.undone_at.is_(None))
    return dict(list(db.session.execute(query.order_by(CheckIn.id))))


def own_walk_ins(actor: Actor, session: Session) -> list[WalkIn]:
    """Return those without registration whom the actor counted, the first first."""
    query = select(CheckIn.mark_id, Attendance.people, Neighbourhood.name, Attendance.at)
    query = query.select_from(CheckIn).join(Attendance, Attendance.id == CheckIn.attendance_id)
    query = query.outerjoin(Neighbourhood, Neighbourhood.id == Attendance.neighbourhood_id)
    query = query.where(CheckIn.session_id == session.id, CheckIn.account_id == actor.account_id)
    query = query.where(CheckIn.kind == CheckInKind.WALK_IN, Attendance.undone_at.is_(None))
    rows = db.session.execute(query.order_by(CheckIn.id))
    return [WalkIn(number, people, place or "", at) for number, people, place, at in rows]
