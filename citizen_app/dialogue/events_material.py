"""Facts of what can be read before a session; titles and files stay in their tables."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class MaterialAdded(Fact):
    """Something to read was added; it is a file or a link."""

    label = _l("Reading material added")
    no_handler = True
    is_file: bool


@event_kind
@dataclass(frozen=True)
class MaterialRemoved(Fact):
    """Something to read was taken away."""

    label = _l("Reading material taken away")
    no_handler = True
    is_file: bool
