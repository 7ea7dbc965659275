"""Facts of requests for a dialogue: numbers and codes. Who asks is in no fact, and no fact names them."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class RequestSent(Fact):
    """Somebody asked for a dialogue on a subject."""

    label = _l("Request for a dialogue sent")
    public = True
    no_handler = True
    code: str


@event_kind
@dataclass(frozen=True)
class RequestApproved(Fact):
    """Everyone may read the request and join it."""

    label = _l("Request for a dialogue shown")
    public = True
    is_text_changed: bool


@event_kind
@dataclass(frozen=True)
class RequestRefused(Fact):
    """The request is not shown, on a named ground that the asker reads."""

    label = _l("Request for a dialogue not shown")
    public = True
    ground: str


@event_kind
@dataclass(frozen=True)
class RequestWithdrawn(Fact):
    """The asker took the request back before it was shown."""

    label = _l("Request for a dialogue withdrawn")
    public = True
    no_handler = True


@event_kind
@dataclass(frozen=True)
class RequestRefusalAppealed(Fact):
    """The asker objects to the refusal."""

    label = _l("Objection to the refusal")
    public = True


@event_kind
@dataclass(frozen=True)
class RequestAppealDecided(Fact):
    """Those who supervise decided: the refusal stands, or the request is shown."""

    label = _l("Objection decided")
    public = True
    outcome: str


@event_kind
@dataclass(frozen=True)
class RequestSupported(Fact):
    """One more asks for it: so many now."""

    label = _l("Request for a dialogue joined")
    no_handler = True
    count: int


@event_kind
@dataclass(frozen=True)
class RequestSupportTakenBack(Fact):
    """One less asks for it: so many now."""

    label = _l("Joining a request for a dialogue taken back")
    no_handler = True
    count: int


@event_kind
@dataclass(frozen=True)
class RequestListEntered(Fact):
    """A paper list was entered: lines, those that were new, and how many ask in all now."""

    label = _l("Paper list for a request entered")
    no_handler = True
    neighbourhood_id: int | None
    lines: int
    counted: int
    count: int


@event_kind
@dataclass(frozen=True)
class RequestReached(Fact):
    """As many voters ask as the law wants: the ward owes the dialogue, by a day."""

    label = _l("Enough voters ask for the dialogue")
    public = True
    count: int
    needed: int
    voters: int
    hold_by: str


@event_kind
@dataclass(frozen=True)
class RequestPlanned(Fact):
    """The ward plans the dialogue that was asked for."""

    label = _l("Dialogue that was asked for is planned")
    public = True
    no_handler = True
    session: str


@event_kind
@dataclass(frozen=True)
class RequestReleased(Fact):
    """The session was called off, so the request waits again."""

    label = _l("Request waits again: its dialogue was called off")
    public = True
    no_handler = True


@event_kind
@dataclass(frozen=True)
class RequestHeld(Fact):
    """The dialogue was held: the request is closed."""

    label = _l("Dialogue that was asked for was held")
    public = True
    no_handler = True
    is_in_time: bool


@event_kind
@dataclass(frozen=True)
class RequestExpired(Fact):
    """The time to join ended before enough had asked."""

    label = _l("Time to join the request ended")
    public = True
    count: int


@event_kind
@dataclass(frozen=True)
class RequestSupportersErased(Fact):
    """What pointed to those who asked was erased; the numbers stay."""

    label = _l("Who asked for a dialogue was erased")
    no_handler = True
    count: int
