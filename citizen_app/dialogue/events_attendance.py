"""Facts of who comes to a session: numbers and codes, nobody's name."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class DialogueRegistered(Fact):
    """Somebody registered for so many people and has a place or waits for one."""

    label = _l("Registered for the dialogue")
    no_handler = True
    code: str
    people: int
    has_place: bool
    has_contact: bool
    through: str


@event_kind
@dataclass(frozen=True)
class RegistrationCancelled(Fact):
    """Somebody gave their place back."""

    label = _l("Registration for the dialogue cancelled")
    no_handler = True
    code: str
    people: int


@event_kind
@dataclass(frozen=True)
class PlaceGiven(Fact):
    """Somebody on the waiting list has a place now."""

    label = _l("Place given from the waiting list")
    code: str
    people: int


@event_kind
@dataclass(frozen=True)
class AttendanceMarked(Fact):
    """At the door so many arrivals were marked and undone; `people` present in all afterwards."""

    label = _l("Attendance marked")
    no_handler = True
    marked: int
    walk_ins: int
    undone: int
    people: int


@event_kind
@dataclass(frozen=True)
class RegistrationsErased(Fact):
    """Names, contact data and needs of so many registrations and walk-ins were erased."""

    label = _l("Personal data of registrations erased")
    count: int


@event_kind
@dataclass(frozen=True)
class DoorHelperAppointed(Fact):
    """The ward put a helper at the door of the session."""

    label = _l("Helper appointed to the door of the dialogue")
    no_handler = True
    helper_id: int


@event_kind
@dataclass(frozen=True)
class DoorHelperEnded(Fact):
    """A helper is not at the door any more; `duty_ended`: ward, membership."""

    label = _l("Helper's duty at the door ended")
    no_handler = True
    helper_id: int
    duty_ended: str
