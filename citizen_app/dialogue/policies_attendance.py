"""Who may register, who sees a registration, and when the door's list is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.dialogue.models import KNOWN, Session
from citizen_app.dialogue.models_attendance import DoorDuty, Registration
from citizen_app.permissions import Permission, Role

DOOR_OPENS = dt.timedelta(hours=3)
# A phone that had no signal may bring its marks days later; after that the minutes are written.
LATE_PHONES = dt.timedelta(days=7)
LIST_KEPT = dt.timedelta(days=1)


def is_open(session: Session) -> bool:
    """Return whether people can register: announced, not begun."""
    return session.state == "announced" and clock.now() < session.starts_at


def can_list(actor: Actor, session: Session) -> bool:
    """Return whether the actor sees the names: whoever prepares this ward's dialogues."""
    return actor.may(Permission.DIALOGUE_PLAN, session.ward_id)


def may_open(actor: Actor, registration: Registration) -> bool:
    """Return whether the actor may see one registration: by code and PIN, or as the ward's staff."""
    return is_registered(actor, registration) or can_list(actor, registration.session)


def is_registered(actor: Actor, registration: Registration) -> bool:
    """Return whether the actor opened a registration by code and PIN, and is not who made it for another."""
    is_own = actor.account_id is None or actor.account_id != registration.helper_id
    return is_own and registration.code in actor.unlocked


def can_cancel(actor: Actor, registration: Any) -> bool:
    """Return whether the actor may give the place back, before the session begins."""
    return may_open(actor, registration) and clock.now() < registration.session.starts_at


def is_the_system(actor: Actor, _thing: Any) -> bool:
    """Return whether nobody in person acts: places are given in order, not by anyone's choice."""
    return actor.is_system


def door_opens_at(session: Session) -> dt.datetime:
    """Return from when people can be checked in: the day of the session, at the latest 3 hours before."""
    day = clock.start_of_day(clock.local_date(session.starts_at))
    return min(day, session.starts_at - DOOR_OPENS)


def door_is_open(session: Session) -> bool:
    """Return whether marks are taken now, those of phones that come late included."""
    until = session.ends_at + LATE_PHONES
    return session.state in KNOWN and door_opens_at(session) <= clock.now() <= until


def list_kept_until(session: Session) -> dt.datetime:
    """Return when a phone at the door must have forgotten its list of names."""
    return session.ends_at + LIST_KEPT


def can_appoint(actor: Actor, session: Session) -> bool:
    """Return whether the actor may put helpers at a session's door, or end that."""
    is_going = session.state not in {"cancelled", "published"}
    return can_list(actor, session) and is_going and clock.now() < list_kept_until(session)


def is_helper_of(actor: Actor, ward_id: int) -> bool:
    """Return whether the actor helps in a ward now, by the residents' door: every duty rests on that."""
    own = (grant for grant in actor.grants if grant.role == Role.HELPER)
    return not actor.is_staff and any(grant.ward_id == ward_id for grant in own)


def duty_until(duty: DoorDuty) -> dt.datetime:
    """Return when a duty is over: it was ended, or phones must have forgotten the list."""
    kept = list_kept_until(duty.session)
    return kept if duty.ended_at is None else min(kept, duty.ended_at)


def is_on_duty(actor: Actor, duties: Sequence[DoorDuty]) -> bool:
    """Return whether one of the actor's own duties at one session holds now."""
    return any(
        is_helper_of(actor, duty.session.ward_id)
        and duty.account_id == actor.account_id
        and clock.now() < duty_until(duty)
        for duty in duties
    )


def may_have_list(actor: Actor, session: Session, duties: Sequence[DoorDuty]) -> bool:
    """Return whether the actor sees who is expected at the door: staff, or a helper while it is open."""
    return can_list(actor, session) or (door_is_open(session) and is_on_duty(actor, duties))


def may_bring_marks(actor: Actor, session: Session, duties: Sequence[DoorDuty]) -> bool:
    """Return whether the actor's phone may bring marks: also what was done in a duty that is over."""
    return can_list(actor, session) or (is_helper_of(actor, session.ward_id) and bool(duties))


def at_in_duty(duties: Sequence[DoorDuty], at: dt.datetime) -> dt.datetime | None:
    """Return when something was done, None for what was done after the last duty was over.

    What a phone dates before the appointment was done with its list, so after it: its clock is wrong.
    """
    going = [max(at, duty.appointed_at) for duty in duties if at <= duty_until(duty)]
    return min(going, default=None)


def numbers_are_public(session: Session) -> bool:
    """Return whether attendance by neighbourhood is shown: afterwards only, since numbers that grow
    while people come would tell who just came."""
    is_over = session.state in {"closed", "published"} or clock.now() > session.ends_at
    return session.state in KNOWN and is_over
