"""Facts of quarterly reports."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class QuarterReportAsked(Fact):
    """Somebody asked for the report of a quarter."""

    label = _l("Quarterly report asked for")
    code: str
    quarter: str
