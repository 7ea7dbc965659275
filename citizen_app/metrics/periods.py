"""Days, months, quarters, years and twelve months on end, by the local calendar."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
MONTH = re.compile(r"(\d{4})-(\d{2})")
QUARTER = re.compile(r"(\d{4})-Q([1-4])")
YEAR = re.compile(r"(\d{4})")
QUARTER_MONTHS, YEAR_MONTHS = 3, 12


@dataclass(frozen=True)
class Period:
    """Local days from `first` to `last`, both counted; `name` as an address has it."""

    name: str
    first: dt.date
    last: dt.date

    @classmethod
    def of_months(cls, name: str, first: dt.date, months: int) -> Period:
        """Return so many whole months from the first day of one."""
        return cls(name, first, add_months(first, months) - dt.timedelta(days=1))

    @classmethod
    def day(cls, day: dt.date) -> Period:
        """Return one day."""
        return cls(day.isoformat(), day, day)

    @classmethod
    def month(cls, day: dt.date) -> Period:
        """Return the month of a day."""
        return cls.of_months(f"{day:%Y-%m}", day.replace(day=1), 1)

    @classmethod
    def quarter(cls, day: dt.date) -> Period:
        """Return the quarter of a day."""
        number = (day.month - 1) // QUARTER_MONTHS
        first = dt.date(day.year, number * QUARTER_MONTHS + 1, 1)
        return cls.of_months(f"{day.year}-Q{number + 1}", first, QUARTER_MONTHS)

    @classmethod
    def year(cls, day: dt.date) -> Period:
        """Return the calendar year of a day."""
        return cls.of_months(f"{day.year}", dt.date(day.year, 1, 1), YEAR_MONTHS)

    @classmethod
    def last_months(cls, day: dt.date, months: int) -> Period:
        """Return so many months that end with a day."""
        first = add_months(day.replace(day=1), -months)
        start = min(day.day, _days_in(first))
        return cls(f"{months}-months", first.replace(day=start) + dt.timedelta(days=1), day)

    def until(self, day: dt.date) -> Period:
        """Return the part up to a day: what lies ahead has not happened."""
        return Period(self.name, self.first, min(self.last, day))

    def split(self) -> tuple[list[dt.date], list[tuple[dt.date, dt.date]]]:
        """Return the whole months in it, by their first day, and the spans of days left over."""
        months, spans = [], []
        day = self.first
        while day <= self.last:
            end = add_months(day.replace(day=1), 1) - dt.timedelta(days=1)
            if day.day == 1 and end <= self.last:
                months.append(day)
            else:
                spans.append((day, min(end, self.last)))
            day = end + dt.timedelta(days=1)
        return months, spans


def add_months(first: dt.date, months: int) -> dt.date:
    """Return the first day of the month so many months after the one that begins on `first`."""
    number = first.year * YEAR_MONTHS + first.month - 1 + months
    return dt.date(number // YEAR_MONTHS, number % YEAR_MONTHS + 1, 1)


def _days_in(first: dt.date) -> int:
    return (add_months(first, 1) - first).days


def parse_period(name: str) -> Period | None:
    """Return the period that an address names, or None: 2026-11-27, 2026-11, 2026-Q4, 2026."""
    try:
        if found := DAY.fullmatch(name):
            return Period.day(dt.date(*map(int, found.groups())))
        if found := MONTH.fullmatch(name):
            return Period.month(dt.date(int(found[1]), int(found[2]), 1))
        if found := QUARTER.fullmatch(name):
            return Period.quarter(dt.date(int(found[1]), int(found[2]) * QUARTER_MONTHS, 1))
        if found := YEAR.fullmatch(name):
            return Period.year(dt.date(int(found[1]), 1, 1))
    except ValueError:
        return None
    return None
