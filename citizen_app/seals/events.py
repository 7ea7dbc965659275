"""Facts of the seals."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class LogFaultFound(Fact):
    """The event log was compared with its seals, and something does not agree."""

    label = _l("The event log does not agree with its seals")
    fault_count: int
    seal_number: int
