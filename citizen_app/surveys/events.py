"""Facts about waves. There is none about an answer: the log has times, and answers must not."""

from __future__ import annotations

from dataclasses import dataclass, field

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class SurveyPlanned(Fact):
    """A wave was planned for a quarter."""

    label = _l("Survey planned")
    no_handler = True
    quarter: str
    opens_on: str
    closes_on: str


@event_kind
@dataclass(frozen=True)
class SurveyOpened(Fact):
    """A wave takes answers."""

    label = _l("Survey opened")
    no_handler = True
    public = True
    quarter: str


@event_kind
@dataclass(frozen=True)
class SurveyClosed(Fact):
    """A wave is over, its key is gone, its results are published; `is_early`: before its last day.

    `counts`: people by question as [those who say so, those counted], as far as the results publish it.
    """

    label = _l("Survey closed")
    no_handler = True
    public = True
    quarter: str
    is_early: bool
    counts: dict[str, list[int]] = field(default_factory=dict)


@event_kind
@dataclass(frozen=True)
class SurveyCardMade(Fact):
    """A card with a QR code was made."""

    label = _l("Survey card made")
    no_handler = True
    quarter: str
    channel: str


@event_kind
@dataclass(frozen=True)
class SurveyPopulationSet(Fact):
    """The numbers that answers are weighted to were entered."""

    label = _l("Population for the survey entered")
    no_handler = True
    groups: int
    source: str
