"""Facts about the phones of helpers."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class HelperPhoneAdded(Fact):
    """A helper made a phone ready to work without a signal."""

    label = _l("Helper's phone made ready for work without a signal")
    no_handler = True
    slips_of: str


@event_kind
@dataclass(frozen=True)
class HelperPhoneWipeAsked(Fact):
    """The ward asked for a phone to be emptied."""

    label = _l("Helper's phone to be emptied")
    no_handler = True
    slips_of: str


@event_kind
@dataclass(frozen=True)
class HelperPhoneWiped(Fact):
    """A phone was told, at its next contact, to empty itself; `wiped_for`: asked, membership."""

    label = _l("Helper's phone told to empty itself")
    no_handler = True
    slips_of: str
    wiped_for: str
