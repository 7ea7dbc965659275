"""Facts about how wards are set up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class SettingChanged(Fact):
    """A setting of a ward was changed: `what` names it as thing.field, `name` says which thing.

    Old and new values are not personal.
    """

    label = _l("Setting changed")
    no_handler = True
    what: str
    old: Any
    new: Any
    name: str = ""


@event_kind
@dataclass(frozen=True)
class CalendarChanged(Fact):
    """A day off or make-up day was added, changed or removed; limits are counted again.

    `old` and `new` are off, worked or nothing; `name` is the day's name.
    """

    label = _l("Working calendar changed")
    day: str
    old: str
    new: str
    name: str = ""


@event_kind
@dataclass(frozen=True)
class VotersCounted(Fact):
    """The ward's number of voters on a day was entered, with its source."""

    label = _l("Number of voters entered")
    number: int
    number_before: int | None
    as_of: str
    source: str
