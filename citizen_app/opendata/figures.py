"""Values of the indicators in periods that are over, from a ward's sums by month."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from citizen_app.metrics.catalogue import CATALOGUE, Indicator, Kind
from citizen_app.metrics.periods import QUARTER_MONTHS, YEAR_MONTHS, Period, add_months
from citizen_app.metrics.sums import Sums
from citizen_app.metrics.values import LARGEST, Counted, Value, make_value
from citizen_app.opendata.recompute import EVERYWHERE
from citizen_app.opendata.rows import Row

MONTHS = 24
DECIMALS = 6


Cells = dict[str, dict[tuple[dt.date, int], list[int]]]
Counting = Callable[[Indicator, Period], Counted]


class Figures:
    """Sums by month of one ward after the other, and of all wards together."""

    def __init__(self) -> None:
        self.all: Cells = _empty()
        self.some_of_all: Counter[tuple[str, Period]] = Counter()
        self.total_of_all: Counter[tuple[str, Period]] = Counter()
        self.neighbourhoods = 0
        self.first = dt.date.max

    def counting(self, sums: Sums, neighbourhoods: int) -> Counting:
        """Return how to count in a ward, and keep what it adds to all wards."""
        cells, places = _empty(), dict[str, dict[tuple[dt.date, str], int]]()
        for key, num, den in sums.items():
            if key.grain == "m" and key.dimension == "w":
                _add(cells, key.indicator, (key.start, key.bin), num, den)
                _add(self.all, key.indicator, (key.start, key.bin), num, den)
            elif key.grain == "m" and key.dimension == "n":
                found = places.setdefault(key.indicator, {})
                found[key.start, key.part] = found.get((key.start, key.part), 0) + num
        self.neighbourhoods += neighbourhoods
        self.first = min(self.first, _first_month(cells))

        def counted(one: Indicator, period: Period) -> Counted:
            if one.kind not in BY_PLACE:
                return counted_in(cells, one, period)
            some, total = _by_place(one, places.get(one.of, {}), period, neighbourhoods)
            return Counted(some, total, {})

        return counted

    def rows_of_ward(self, ward_code: str, counted: Counting, today: dt.date) -> Iterator[Row]:
        """Yield a ward's values, since the first month in which a ward counted something."""
        for period in periods(self.first, today):
            for one in measured():
                found = counted(one, period)
                if one.kind in BY_PLACE:
                    self.some_of_all[one.code, period] += found.num
                    self.total_of_all[one.code, period] += found.den
                yield row_of(ward_code, make_value(one, period, found))

    def rows_of_all(self, today: dt.date) -> Iterator[Row]:
        """Yield the values of all wards together, once each ward was read."""
        for period in periods(self.first, today):
            for one in measured():
                found = counted_in(self.all, one, period)
                if one.kind in BY_PLACE:
                    some, total = self.some_of_all[one.code, period], self.neighbourhoods
                    if one.kind == Kind.TOP:
                        total = self.total_of_all[one.code, period]
                    found = Counted(some, total, {})
                yield row_of(EVERYWHERE, make_value(one, period, found))


BY_PLACE = frozenset({Kind.SPREAD, Kind.TOP})


def _empty() -> Cells:
    return defaultdict(lambda: defaultdict(lambda: [0, 0]))


def _add(cells: Cells, indicator: str, key: tuple[dt.date, int], num: int, den: int) -> None:
    cell = cells[indicator][key]
    cell[0] += num
    cell[1] += den


def _first_month(cells: Cells) -> dt.date:
    return min((start for found in cells.values() for start, _bin in found), default=dt.date.max)


def measured() -> Sequence[Indicator]:
    """Return the indicators that have values."""
    return [one for one in CATALOGUE.values() if one.is_measured]


def periods(first: dt.date, today: dt.date) -> list[Period]:
    """Return the months (of the last two years), quarters and years that are over, the oldest first.

    `first` is the first day of the month in which something was counted.
    """
    this = today.replace(day=1)
    if first >= this:
        return []
    found = []
    for back in range(1, MONTHS + 1):
        month = add_months(this, -back)
        if month >= first:
            found.append(Period.month(month))
    quarter = Period.quarter(add_months(Period.quarter(today).first, -QUARTER_MONTHS))
    while quarter.last >= first:
        found.append(quarter)
        quarter = Period.quarter(add_months(quarter.first, -QUARTER_MONTHS))
    year = Period.year(add_months(Period.year(today).first, -YEAR_MONTHS))
    while year.last >= first:
        found.append(year)
        year = Period.year(add_months(year.first, -YEAR_MONTHS))
    return sorted(found, key=lambda period: (period.last, period.first))


def counted_in(cells: Cells, one: Indicator, period: Period) -> Counted:
    """Return what was counted in a period; of a stock all steps up to its end."""
    num, den, bins = 0, 0, Counter[int]()
    for (start, place), cell in cells.get(one.code, {}).items():
        if start <= period.last and (one.kind == Kind.STOCK or start >= period.first):
            num, den = num + cell[0], den + cell[1]
            bins[place] += cell[1]
    return Counted(num, den, +bins)


def _by_place(
    one: Indicator, places: dict[tuple[dt.date, str], int], period: Period, neighbourhoods: int
) -> tuple[int, int]:
    """Return what looks at neighbourhoods: how many have some, or what the largest ones have."""
    found = Counter[str]()
    for (start, part), num in places.items():
        if period.first <= start <= period.last:
            found[part] += num
    sizes = sorted((num for num in found.values() if num > 0), reverse=True)
    if one.kind == Kind.TOP:
        return sum(sizes[:LARGEST]), sum(sizes)
    return min(neighbourhoods, len(sizes)), neighbourhoods


def row_of(ward_code: str, value: Value) -> Row:
    """Return a value as a row."""
    return {
        "ward_code": ward_code,
        "indicator": value.indicator.code,
        "version": value.indicator.version,
        "period": value.period.name,
        "first_day": value.period.first,
        "last_day": value.period.last,
        "num": value.num,
        "den": value.den,
        "value": _rounded(value.value),
        "low": _rounded(value.low),
        "high": _rounded(value.high),
        "upper": _rounded(value.upper),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)
