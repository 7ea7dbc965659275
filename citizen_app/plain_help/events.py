"""Facts about difficulties and outings: codes and counts only."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class DifficultyRecorded(Fact):
    """Somebody said that they could not do a task."""

    label = _l("Somebody could not do it")
    no_handler = True
    task: str
    why: str
    neighbourhood_id: int | None


@dataclass(frozen=True)
class Outing(Fact):
    """What an outing counts for from now on."""

    no_handler = True
    aim: str
    people: int
    neighbourhood_id: int | None
    team_id: int | None


@event_kind
@dataclass(frozen=True)
class OutingRecorded(Outing):
    """A visit, a training or a help point was written down."""

    label = _l("Visit or training written down")


@event_kind
@dataclass(frozen=True)
class OutingCorrected(Outing):
    """Who wrote an outing down has corrected it; what stands here holds from now on."""

    label = _l("Visit or training corrected")


@event_kind
@dataclass(frozen=True)
class OutingTakenBack(Outing):
    """Who wrote an outing down has taken it back: it no longer counts."""

    label = _l("Visit or training taken back")


@event_kind
@dataclass(frozen=True)
class OutingsExported(Fact):
    """The log of visits and training left the system."""

    label = _l("Log of visits and training exported")
    no_handler = True
    first_day: str
    last_day: str
