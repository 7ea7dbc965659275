"""Places at a session: asking for one, giving it back, the waiting list, erasing who it was.

The session's row is locked while places are counted (PostgreSQL; SQLite has one writer anyway), so
that two people in the same moment never get the last place both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from citizen_app.core import clock, ids
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.dialogue import policies_attendance as policies
from citizen_app.dialogue.events_attendance import (
    DialogueRegistered,
    PlaceGiven,
    RegistrationCancelled,
    RegistrationsErased,
)
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_attendance import (
    MOST_PEOPLE,
    Attendance,
    Channel,
    Registration,
    RegistrationContact,
)
from citizen_app.dialogue.queries_attendance import places_taken
from citizen_app.dialogue.workflow_attendance import State, machine
from citizen_app.permissions import Permission
from citizen_app.wards.models import Neighbourhood

PREFIX = "DK"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody fills in. `key` is made by the form: sent twice with it, it is one registration."""

    key: str
    name: str
    phone: str = ""
    email: str = ""
    neighbourhood: Neighbourhood | None = None
    people: int = 1
    needs_interpreter: bool = False
    needs_wheelchair: bool = False
    needs_other: str = ""


def register(
    actor: Actor, session: Session, asked: Request, *, secret: str
) -> tuple[Registration, str]:
    """Keep places, or a turn on the waiting list; return the registration and its PIN."""
    lock_places(session)
    digest = ids.keyed_digest(secret, "registration", asked.key, fingerprint(session, asked))
    pin = ids.pin_for(secret, digest)
    known = db.session.scalar(select(Registration).where(Registration.idempotency_digest == digest))
    if known is not None:
        return known, pin
    _check(session, asked)
    free = free_places(session)
    state = State.PLACED if free is None or asked.people <= free else State.WAITING
    registration = _new(actor, session, asked, digest, state)
    registration.pin_digest = ids.keyed_digest(secret, registration.code, pin)
    db.session.add(registration)
    db.session.flush()
    fact = DialogueRegistered(
        code=registration.code,
        people=registration.people,
        has_place=state == State.PLACED,
        has_contact=bool(asked.email or asked.phone),
        through=registration.channel,
    )
    record(fact, actor=actor, ward_id=session.ward_id, subject=registration)
    return registration, pin


def fingerprint(session: Session, asked: Request) -> str:
    """Return a digest of all that is sent: a page opened by "back" may carry the key of another one."""
    said = (
        session.code,
        nfc(asked.name).strip(),
        asked.phone,
        asked.email,
        str(asked.neighbourhood.id if asked.neighbourhood else ""),
        str(asked.people),
        str((asked.needs_interpreter, asked.needs_wheelchair)),
        nfc(asked.needs_other).strip(),
    )
    return ids.token_digest("\x1f".join(said))


def cancel_registration(actor: Actor, registration: Registration) -> None:
    """Give places back; they go to the first on the waiting list for whom they are enough."""
    session = registration.session
    lock_places(session)
    db.session.refresh(registration)
    machine.apply(actor, registration, "cancel_registration")
    registration.changed_at = clock.now()
    db.session.flush()
    fact = RegistrationCancelled(registration.code, registration.people)
    record(fact, actor=actor, ward_id=session.ward_id, subject=registration)
    give_places(session)


def give_places(session: Session) -> list[Registration]:
    """Give what is free to those who wait, in their order, passing over who needs more than there is."""
    lock_places(session)
    if not policies.is_open(session):
        return []
    free, given = free_places(session), []
    for waiting in _waiting(session):
        if free is not None and waiting.people > free:
            continue
        free = None if free is None else free - waiting.people
        machine.apply(SYSTEM, waiting, "give_place")
        waiting.changed_at = clock.now()
        db.session.flush()
        fact = PlaceGiven(waiting.code, waiting.people)
        record(fact, actor=SYSTEM, ward_id=session.ward_id, subject=waiting)
        given.append(waiting)
    return given


def erase_registration(actor: Actor, registration: Registration) -> None:
    """Erase name, contact and needs; the code keeps its place, the numbers stay."""
    if not policies.may_open(actor, registration):
        raise NotAllowed()
    if registration.contact is None:
        return
    registration.contact = None
    db.session.flush()
    ward_id = registration.session.ward_id
    record(RegistrationsErased(1), actor=actor, ward_id=ward_id, subject=registration)


def erase_session_people(session: Session) -> int:
    """Erase everybody of a session that is long over, PINs too; return how many had been named."""
    lock_wards([session.ward_id])
    named = db.session.scalars(
        select(Registration).where(
            Registration.session_id == session.id, Registration.pin_digest != ""
        )
    ).all()
    for registration in named:
        registration.contact, registration.pin_digest = None, ""
    walk_ins = db.session.scalars(
        select(Attendance).where(Attendance.session_id == session.id, Attendance.name != "")
    ).all()
    for one in walk_ins:
        one.name = ""
    db.session.flush()
    count = len(named) + len(walk_ins)
    if count:
        record(RegistrationsErased(count), actor=SYSTEM, ward_id=session.ward_id, subject=session)
    return count


def lock_places(session: Session) -> None:
    """Hold the session until the commit, and read it as it is now."""
    lock_wards([session.ward_id])  # in the order in which `record` would take it
    fields = ["state", "capacity", "starts_at", "version"]
    db.session.refresh(session, attribute_names=fields, with_for_update=True)


def free_places(session: Session) -> int | None:
    """Return how many places are left, None where nobody counts them."""
    if session.capacity is None:
        return None
    return max(0, session.capacity - places_taken(session))


def _check(session: Session, asked: Request) -> None:
    if not policies.is_open(session):
        raise Invalid("", _l("Registration is closed: the session has begun or is called off."))
    if not nfc(asked.name).strip():
        raise Invalid("name", _l("Please write your name."))
    if not 1 <= asked.people <= MOST_PEOPLE:
        raise Invalid("people", _l("From 1 to 5 people."))
    if asked.neighbourhood is not None and asked.neighbourhood.ward_id != session.ward_id:
        raise Invalid("neighbourhood", _l("This neighbourhood is not in the ward."))


def _new(actor: Actor, session: Session, asked: Request, digest: str, state: State) -> Registration:
    now = clock.now()
    return Registration(
        code=ids.new_code(PREFIX),
        session=session,
        idempotency_digest=digest,
        channel=channel_of(actor, session),
        helper_id=actor.account_id if channel_of(actor, session) != Channel.WEB else None,
        neighbourhood=asked.neighbourhood,
        people=asked.people,
        state=state,
        at=now,
        changed_at=now,
        contact=RegistrationContact(
            name=nfc(asked.name).strip(),
            phone=asked.phone,
            email=asked.email,
            needs_interpreter=asked.needs_interpreter,
            needs_wheelchair=asked.needs_wheelchair,
            needs_other=nfc(asked.needs_other).strip(),
        ),
    )


def channel_of(actor: Actor, session: Session) -> Channel:
    """Return how a registration by this actor comes.

    Helpers register others through their team (`teams.commands.filing`), which says so by the channel;
    by the public form everybody registers themselves.
    """
    if actor.is_staff:
        return Channel.COUNTER
    helps = actor.channel == Channel.HELPER and actor.may(
        Permission.REPORT_ON_BEHALF, session.ward_id
    )
    return Channel.HELPER if helps else Channel.WEB


def _waiting(session: Session) -> Sequence[Registration]:
    query = select(Registration).where(
        Registration.session_id == session.id, Registration.state == State.WAITING
    )
    return db.session.scalars(
        query.order_by(Registration.id).execution_options(populate_existing=True)
    ).all()
