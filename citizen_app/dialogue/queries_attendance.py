"""Reading who comes: places, one registration, the door's list, the numbers that everyone may see."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from citizen_app.core import ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotAllowed, NotFound
from citizen_app.core.text import fold
from citizen_app.dialogue import policies_attendance as policies
from citizen_app.dialogue import queries_door
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_attendance import (
    Attendance,
    CheckIn,
    Registration,
    RegistrationContact,
)
from citizen_app.wards.models import Neighbourhood

LEAST_SHOWN = 5
MOST_FOUND = 20
WHOLE = (
    joinedload(Registration.contact),
    joinedload(Registration.neighbourhood),
    joinedload(Registration.session).joinedload(Session.ward),
)


@dataclass(frozen=True)
class Places:
    """How full a session is, in people."""

    capacity: int | None
    taken: int
    waiting: int

    @property
    def free(self) -> int | None:
        """Return the places left, None where nobody counts them."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)


@dataclass(frozen=True)
class Row:
    """One registration as the door needs it: the least that finds a person. `at`: when they came."""

    code: str
    name: str
    neighbourhood: str
    people: int
    state: str
    at: dt.datetime | None


@dataclass(frozen=True)
class Counts:
    """People, not registrations."""

    present: int
    walk_ins: int
    registered: int
    waiting: int


@dataclass(frozen=True)
class PublicNumbers:
    """Who came, by neighbourhood, with small numbers joined. `total` None: fewer than five."""

    total: int | None
    rows: Sequence[tuple[str, int]]
    others: int


def places_taken(session: Session) -> int:
    """Return how many people have a place."""
    return places_of(session).taken


def places_of(session: Session) -> Places:
    """Return how full a session is."""
    query = (
        select(Registration.state, func.sum(Registration.people))
        .where(Registration.session_id == session.id)
        .group_by(Registration.state)
    )
    people = {state: int(count) for state, count in db.session.execute(query)}
    return Places(session.capacity, people.get("placed", 0), people.get("waiting", 0))


def public_part(session: Session) -> dict[str, Any]:
    """Return what a session's public page says of coming: places before it, numbers after it."""
    opened = policies.is_open(session)
    return {
        "is_open": opened,
        "places": places_of(session) if opened else None,
        "numbers": public_numbers(session),
    }


def find_registration(code: str | None) -> Registration | None:
    """Return the registration with a code as typed, or None."""
    parsed = ids.parse_code("DK", code or "")
    if parsed is None:
        return None
    query = select(Registration).where(Registration.code == parsed)
    return db.session.scalar(query.options(*WHOLE))


def get_registration(actor: Actor, code: str) -> Registration:
    """Return a registration that the actor may see, or raise NotFound."""
    registration = find_registration(code)
    if registration is None or not policies.may_open(actor, registration):
        raise NotFound()
    return registration


def has_pin(registration: Registration, pin: str, secret: str) -> bool:
    """Return whether `pin` opens the registration."""
    return bool(registration.pin_digest) and hmac.compare_digest(
        ids.keyed_digest(secret, registration.code, pin), registration.pin_digest
    )


def place_in_line(registration: Registration) -> int:
    """Return which turn somebody on the waiting list has, from 1."""
    query = select(func.count()).where(
        Registration.session_id == registration.session_id,
        Registration.state == "waiting",
        Registration.id <= registration.id,
    )
    return int(db.session.scalar(query) or 0)


def list_registrations(actor: Actor, session: Session) -> Sequence[Registration]:
    """Return the registrations of a session with names and needs, in their order."""
    if not policies.can_list(actor, session):
        raise NotAllowed()
    query = select(Registration).where(Registration.session_id == session.id)
    return db.session.scalars(query.options(*WHOLE).order_by(Registration.id)).all()


def list_for_door(actor: Actor, session: Session) -> list[Row]:
    """Return who is expected, and who of them is there: for the ward's staff and helpers at the door."""
    if not policies.may_have_list(actor, session, queries_door.duties_of(actor, session)):
        raise NotAllowed()
    there = (Attendance.registration_id == Registration.id) & Attendance.undone_at.is_(None)
    query = (
        select(
            Registration.code,
            RegistrationContact.name,
            Neighbourhood.name,
            Registration.people,
            Registration.state,
            Attendance.at,
        )
        .outerjoin(RegistrationContact, RegistrationContact.registration_id == Registration.id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Registration.neighbourhood_id)
        .outerjoin(Attendance, there)
        .where(Registration.session_id == session.id)
        .order_by(Registration.id)
    )
    return [
        Row(code, name or "", place or "", people, state, at)
        for code, name, place, people, state, at in db.session.execute(query)
        if state != "cancelled" or at is not None
    ]


def find_at_door(actor: Actor, session: Session, typed: str) -> list[Row]:
    """Return who a typed code or part of a name means."""
    rows, code, wanted = list_for_door(actor, session), ids.parse_code("DK", typed), fold(typed)
    found = [
        row for row in rows if row.code == code or (wanted.strip() and wanted in fold(row.name))
    ]
    return found[:MOST_FOUND]


def counts_of(session: Session) -> Counts:
    """Return the figures of the door."""
    walked = func.sum(Attendance.people).filter(Attendance.registration_id.is_(None))
    came, walk_ins = db.session.execute(
        select(func.coalesce(func.sum(Attendance.people), 0), func.coalesce(walked, 0)).where(
            Attendance.session_id == session.id, Attendance.undone_at.is_(None)
        )
    ).one()
    places = places_of(session)
    return Counts(int(came), int(walk_ins), places.taken, places.waiting)


def find_check_in(session: Session, mark_id: str) -> CheckIn | None:
    """Return what was done under a number, or None."""
    query = select(CheckIn).where(CheckIn.session_id == session.id, CheckIn.mark_id == mark_id)
    loaded = joinedload(CheckIn.attendance).joinedload(Attendance.registration)
    return db.session.scalar(query.options(loaded))


def needs_of(registrations: Iterable[Registration]) -> dict[str, int]:
    """Return how many of those who are coming asked for what."""
    coming = [r.contact for r in registrations if r.state != "cancelled" and r.contact]
    return {
        "interpreter": sum(contact.needs_interpreter for contact in coming),
        "wheelchair": sum(contact.needs_wheelchair for contact in coming),
        "other": sum(bool(contact.needs_other) for contact in coming),
    }


def public_numbers(session: Session) -> PublicNumbers | None:
    """Return attendance by neighbourhood without names, or None while it must not be shown."""
    if not policies.numbers_are_public(session):
        return None
    query = (
        select(Neighbourhood.name, func.sum(Attendance.people))
        .select_from(Attendance)
        .outerjoin(Neighbourhood, Neighbourhood.id == Attendance.neighbourhood_id)
        .where(Attendance.session_id == session.id, Attendance.undone_at.is_(None))
        .group_by(Neighbourhood.name)
    )
    return join_small({name: int(count) for name, count in db.session.execute(query)})


def join_small(counts: dict[str | None, int]) -> PublicNumbers:
    """Join numbers below five into one row ("other neighbourhoods"; None, unknown, belongs there too).

    The joined row is itself five or more, else the total minus the rows would give it away; so the next
    smallest neighbourhood goes in with them until it is.
    """
    total = sum(counts.values())
    if total < LEAST_SHOWN:
        return PublicNumbers(None, (), 0)
    by_size = sorted(((n, name) for name, n in counts.items() if name is not None), reverse=True)
    shown = [(name, n) for n, name in by_size if n >= LEAST_SHOWN]
    others = total - sum(n for _name, n in shown)
    while 0 < others < LEAST_SHOWN:
        others += shown.pop()[1]
    return PublicNumbers(total, sorted(shown, key=lambda row: (-row[1], row[0])), others)
