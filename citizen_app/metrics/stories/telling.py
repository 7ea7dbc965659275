"""Shapes that all stories share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from citizen_app.core import clock
from citizen_app.core.calendar import WorkingCalendar

CalendarOf = Callable[[int], WorkingCalendar]
# Days beyond this one count as this one: a distribution has an end.
MOST_DAYS = 250


class Line(NamedTuple):
    """One event as a story reads it; `at` is aware, `ward_id` may be None."""

    at: dt.datetime
    ward_id: int | None
    kind: str
    channel: str
    facts: dict[str, Any]


class Share(NamedTuple):
    """What one thing adds to one indicator on one local day.

    `bin` is the place in a distribution (working days, marks from 1 to 5), 0 where there is none.
    """

    indicator: str
    day: dt.date
    num: int
    den: int
    bin: int = 0


class Seen(StrEnum):
    """Who may know of a thing: everyone, not everyone, or nobody has decided yet."""

    PUBLIC = "public"
    HIDDEN = "hidden"
    UNDECIDED = "undecided"
    # Not public any more: whoever kept an earlier page knows what it adds.
    ONCE_PUBLIC = "once"
    # Was public and stands in another public case now; what it adds was on its page and changes no more.
    MERGED = "merged"


@dataclass(frozen=True)
class Told:
    """What a thing adds in all, and where: its ward, and its neighbourhood, department and field.

    The parts are as they stand now: a case that was handed on counts where it went. `seen` says who may
    know of the thing itself (`Seen`).
    """

    ward_id: int
    shares: tuple[Share, ...]
    neighbourhood: str = ""
    department: str = ""
    field: str = ""
    seen: str = Seen.PUBLIC

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Return the groups that it counts in: (dimension, part), the whole ward first."""
        named = [("n", self.neighbourhood), ("d", self.department), ("f", self.field)]
        return [("w", ""), *[(dimension, part) for dimension, part in named if part]]


def left_in(ward_id: int, shares: Sequence[Share], field: str = "") -> Told:
    """Return what a thing leaves behind in a ward that handed it on; its row stands in another ward."""
    return Told(ward_id, tuple(shares), field=field, seen=Seen.HIDDEN)


def day_of(line: Line) -> dt.date:
    """Return the local day of an event."""
    return clock.local_date(line.at)


def moment_of(text: str) -> dt.datetime:
    """Return a moment that an event kept as text."""
    return dt.datetime.fromisoformat(text)


def first_of(lines: Sequence[Line], *kinds: str) -> Line | None:
    """Return the first event of some kinds."""
    return next((line for line in lines if line.kind in kinds), None)


def last_ward(lines: Sequence[Line]) -> int | None:
    """Return the ward that holds the thing now."""
    return next((line.ward_id for line in reversed(lines) if line.ward_id is not None), None)


def overdue_span(indicator: str, due: dt.date, ended: dt.date | None) -> tuple[Share, ...]:
    """Return the steps of a stock: one more from the day after the limit, one less from the end on."""
    if ended is not None and ended <= due:
        return ()
    begins = Share(indicator, due + dt.timedelta(days=1), 1, 0)
    return (begins,) if ended is None else (begins, Share(indicator, ended, -1, 0))
