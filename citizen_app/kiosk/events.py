"""Facts about screens. Of visits there are none: what was sent has its own."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class KioskMade(Fact):
    """A screen was set up, waiting for its code to be typed."""

    label = _l("Hall screen set up")
    no_handler = True
    name: str


@event_kind
@dataclass(frozen=True)
class KioskBound(Fact):
    """The code was typed on a device: from now on it is the screen."""

    label = _l("Hall screen bound to a device")
    no_handler = True
    name: str


@event_kind
@dataclass(frozen=True)
class KioskEnded(Fact):
    """A device is the ward's screen no longer."""

    label = _l("Hall screen ended")
    no_handler = True
    name: str
