"""Working days: what a limit in days means (Labour Code art. 111-112; Civil Code art. 147-148).

The first day is not counted. A limit in calendar days that ends on a day off moves to the next
working day. Days come as data: this module knows no holiday.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

SATURDAY = 5
MOST_DAYS = 2000


@dataclass(frozen=True)
class WorkingCalendar:
    """Days off and make-up working days, by local date."""

    off: frozenset[dt.date] = field(default_factory=frozenset)
    worked: frozenset[dt.date] = field(default_factory=frozenset)

    def is_working_day(self, day: dt.date) -> bool:
        """Return whether the office works on `day`."""
        if day in self.worked:
            return True
        return day.weekday() < SATURDAY and day not in self.off

    def next_working_day(self, day: dt.date) -> dt.date:
        """Return `day` itself or the first working day after it."""
        for step in range(MOST_DAYS):
            candidate = day + dt.timedelta(days=step)
            if self.is_working_day(candidate):
                return candidate
        raise ValueError("the calendar has no working day")

    def add_working_days(self, start: dt.date, days: int) -> dt.date:
        """Return the last day of a limit of `days` working days that begins on `start`."""
        day = start
        for _ in range(days):
            day = self.next_working_day(day + dt.timedelta(days=1))
        return day

    def add_calendar_days(self, start: dt.date, days: int) -> dt.date:
        """Return the last day of a limit of `days` days that begins on `start`."""
        return self.next_working_day(start + dt.timedelta(days=days))

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """Return how many working days lie after `start` up to and with `end`; negative if before."""
        if end < start:
            return -self.working_days_between(end, start)
        span = (end - start).days
        return sum(self.is_working_day(start + dt.timedelta(days=n)) for n in range(1, span + 1))

    def days_off_between(self, start: dt.date, end: dt.date) -> list[dt.date]:
        """Return the listed holidays that fell on weekdays after `start` up to `end`."""
        return sorted(
            d
            for d in self.off
            if start < d <= end and not self.is_working_day(d) and d.weekday() < SATURDAY
        )
