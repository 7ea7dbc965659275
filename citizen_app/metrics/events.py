"""Facts of the figures."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class FiguresDiffered(Fact):
    """The figures of a ward were told anew from all events, and do not agree with the sums."""

    label = _l("The figures of the ward do not agree with what happened")
    things: int
    mismatches: int
