"""Values of indicators: read from the sums, with how sure they are."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, func, or_, select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.metrics.catalogue import Indicator, Kind
from citizen_app.metrics.intervals import mean_interval, quantile, quantile_interval, wilson
from citizen_app.metrics.models import MetricCursor, MetricSum
from citizen_app.metrics.periods import Period
from citizen_app.metrics.suppression import letter
from citizen_app.wards.models import Neighbourhood, Ward

MEDIAN, SLOWEST_TENTH = 0.5, 0.9
LARGEST = 3
DIMENSIONS = ("w", "n", "d", "f")


@dataclass(frozen=True)
class Value:
    """One figure. `value` is None below the minimum sample, and where nothing was counted.

    Shares lie between 0 and 1; days are working days; `upper` is the 90th percentile of days.
    """

    indicator: Indicator
    period: Period
    num: int
    den: int
    value: float | None
    low: float | None
    high: float | None
    upper: float | None = None
    computed_at: dt.datetime | None = None
    part: str = ""
    # How often each number of days, or each mark, came; empty for shares and counts.
    bins: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_small(self) -> bool:
        """Return whether something was counted, but too little to say anything."""
        return self.value is None and self.den > 0


@dataclass(frozen=True)
class Counted:
    """What the sums hold for one indicator in one group."""

    num: int
    den: int
    bins: Mapping[int, int]


def value_of(
    indicator: Indicator, ward: Ward, period: Period, *, everything: bool = False
) -> Value:
    """Return an indicator of a whole ward in a period."""
    return values_of([indicator], ward, period, everything=everything)[indicator.code]


def values_of(
    indicators: Iterable[Indicator], ward: Ward, period: Period, *, everything: bool = False
) -> dict[str, Value]:
    """Return several indicators of a whole ward: a fixed number of questions, whatever their number.

    What everyone may read (metrics/suppression.py), or `everything` for those inside.
    """
    wanted = list(indicators)
    counted = counted_of(wanted, ward, period, everything=everything)
    cursor = db.session.get(MetricCursor, ward.id)
    at = cursor.at if cursor is not None else None
    return {one.code: make_value(one, period, counted[one.code], computed_at=at) for one in wanted}


def counted_of(
    indicators: Iterable[Indicator], ward: Ward, period: Period, *, everything: bool = False
) -> dict[str, Counted]:
    """Return what was counted for several indicators of a whole ward."""
    wanted, span = list(indicators), period.until(clock.today())
    whole = letter("w", everything=everything)
    counted = _counted(ward.id, {source_of(one) for one in wanted}, span, whole)
    steps = {one.code for one in wanted if one.kind == Kind.STOCK}
    stocks = _counted(ward.id, steps, ever(span), whole)
    by_place = _by_neighbourhood(wanted, ward, span, everything)
    found: dict[str, Counted] = {}
    for one in wanted:
        of_kind = stocks if one.kind == Kind.STOCK else counted
        found[one.code] = by_place.get(one.code) or of_kind.get((source_of(one), ""), _NOTHING)
    return found


def parts_of(
    indicator: Indicator,
    ward: Ward,
    period: Period,
    dimension: str,
    *,
    everything: bool = False,
) -> dict[str, Value]:
    """Return an indicator for each neighbourhood (n), department (d) or field (f) of a ward.

    For everyone they are counted from public things alone; `everything` is for those inside.
    """
    span = period.until(clock.today())
    if indicator.kind == Kind.STOCK:
        span = ever(span)
    wanted = letter(dimension, everything=everything)
    counted = _counted(ward.id, {indicator.code}, span, wanted)
    return {
        part: make_value(indicator, period, one, part=part) for (_, part), one in counted.items()
    }


_NOTHING = Counted(0, 0, {})


def make_value(
    indicator: Indicator,
    period: Period,
    counted: Counted,
    *,
    part: str = "",
    computed_at: dt.datetime | None = None,
) -> Value:
    """Make the figure from what was counted.

    Sums that were spoilt, such as more in time than were due, give a figure at the end of the scale, so
    that the page with the alarm about them still opens.
    """
    num, den = counted.num, counted.den
    value, low, high, upper = None, None, None, None
    if indicator.kind in {Kind.COUNT, Kind.STOCK}:
        value = float(num)
    elif den >= max(1, indicator.minimum):
        if indicator.kind in {Kind.SHARE, Kind.SPREAD, Kind.TOP}:
            value = min(max(num / den, 0.0), 1.0)
            low, high = wilson(value, den)
        elif not counted.bins:
            pass
        elif indicator.kind == Kind.MARK:
            value, low, high = mean_interval(counted.bins)
        else:
            value = float(quantile(counted.bins, MEDIAN))
            low, high = quantile_interval(counted.bins, MEDIAN)
            upper = float(quantile(counted.bins, SLOWEST_TENTH))
    bins = counted.bins if indicator.kind in {Kind.DAYS, Kind.MARK} else {}
    return Value(indicator, period, num, den, value, low, high, upper, computed_at, part, bins)


def source_of(indicator: Indicator) -> str:
    """Return the code under which shares of an indicator are kept: another one's, for some."""
    return indicator.of or indicator.code


def ever(span: Period) -> Period:
    """Return all days up to the end of a period: a stock is the sum of all its steps."""
    return Period(span.name, dt.date(2000, 1, 1), span.last)


def within(span: Period) -> ColumnElement[bool]:
    """Return which sums make a period: its whole months, and the days left over."""
    months, spans = span.split()
    month = and_(MetricSum.grain == "m", MetricSum.start.in_(months))
    days = [
        and_(MetricSum.grain == "d", MetricSum.start.between(first, last)) for first, last in spans
    ]
    return or_(month, *days)


def _counted(
    ward_id: int, codes: set[str], span: Period, dimension: str = "w"
) -> dict[tuple[str, str], Counted]:
    if not codes:
        return {}
    columns = (MetricSum.indicator, MetricSum.part, MetricSum.bin)
    rows = db.session.execute(
        select(*columns, func.sum(MetricSum.num), func.sum(MetricSum.den))
        .where(
            MetricSum.ward_id == ward_id,
            MetricSum.indicator.in_(sorted(codes)),
            MetricSum.dimension == dimension,
            within(span),
        )
        .group_by(*columns)
    )
    found: dict[tuple[str, str], tuple[int, int, Counter[int]]] = {}
    for code, part, place, num, den in rows:
        before = found.get((code, part), (0, 0, Counter()))
        before[2][place] += int(den)
        found[code, part] = (before[0] + int(num), before[1] + int(den), before[2])
    return {key: Counted(num, den, +bins) for key, (num, den, bins) in found.items()}


def _by_neighbourhood(
    wanted: Iterable[Indicator], ward: Ward, span: Period, everything: bool
) -> dict[str, Counted]:
    """Return those that look at neighbourhoods: how many have some, or what the largest ones have."""
    looking = [one for one in wanted if one.kind in {Kind.SPREAD, Kind.TOP}]
    if not looking:
        return {}
    active = select(func.count()).where(
        Neighbourhood.ward_id == ward.id, Neighbourhood.is_active.is_(True)
    )
    total = db.session.scalar(active) or 0
    part = letter("n", everything=everything)
    counted = _counted(ward.id, {source_of(one) for one in looking}, span, part)
    found: dict[str, Counted] = {}
    for one in looking:
        sizes = sorted(
            (of.num for (code, _), of in counted.items() if code == source_of(one)), reverse=True
        )
        if one.kind == Kind.TOP:
            found[one.code] = Counted(sum(sizes[:LARGEST]), sum(sizes), {})
        else:
            found[one.code] = Counted(min(sum(size > 0 for size in sizes), total), total, {})
    return found
