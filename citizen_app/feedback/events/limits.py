"""Facts of the clock: limits set, extended, explained, neared; waiting for the sender."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class DueDateSet(Fact):
    """A limit was set or counted again; `reason`: submitted, forwarded, reopened, waiting, calendar."""

    label = _l("Limit set")
    no_handler = True
    public = True
    due_at: str
    previous: str | None
    reason: str
    days: int
    unit: str


@event_kind
@dataclass(frozen=True)
class DueDateExtended(Fact):
    """A leader extended the limit."""

    label = _l("Limit extended")
    public = True
    extension_id: int
    days: int
    due_at: str
    previous: str


@event_kind
@dataclass(frozen=True)
class SenderAsked(Fact):
    """The ward needs something more from the sender."""

    label = _l("The sender was asked for more")
    public = True
    clock_rests: bool


@event_kind
@dataclass(frozen=True)
class SenderReplied(Fact):
    """The sender added what was asked."""

    label = _l("The sender replied")
    public = True


@event_kind
@dataclass(frozen=True)
class WaitingEnded(Fact):
    """The ward went on without a reply."""

    label = _l("Work went on")
    no_handler = True


@event_kind
@dataclass(frozen=True)
class ExtensionAsked(Fact):
    """An officer asked for more time."""

    label = _l("More time asked for")
    extension_id: int
    days: int


@event_kind
@dataclass(frozen=True)
class ExtensionRefused(Fact):
    """A leader did not grant more time."""

    label = _l("More time not granted")
    extension_id: int


@event_kind
@dataclass(frozen=True)
class DelayExplained(Fact):
    """The ward said why an answer is late."""

    label = _l("Reason for the delay given")
    public = True


@event_kind
@dataclass(frozen=True)
class LimitNeared(Fact):
    """A rung of the ladder was reached: part of the time has passed, or days after the limit."""

    label = _l("Reminder of the limit")
    rung: str
    tell: str
    due_at: str


@event_kind
@dataclass(frozen=True)
class DigestDue(Fact):
    """A working day began: whoever has work waiting is told, once."""

    label = _l("Daily overview sent to staff")
    day: str
