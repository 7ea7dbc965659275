"""Indicators quarter by quarter."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.metrics.catalogue import Indicator, Kind
from citizen_app.metrics.models import MetricSum
from citizen_app.metrics.periods import QUARTER_MONTHS, Period, add_months
from citizen_app.metrics.values import Counted, Value, make_value
from citizen_app.wards.models import Ward

QUARTERS = 8
BEGINNING = dt.date(2000, 1, 1)


def trend_of(indicator: Indicator, ward: Ward, quarters: int = QUARTERS) -> list[Value]:
    """Return the value of each of the last quarters, the oldest first."""
    return trends_of([indicator], ward, quarters)[indicator.code]


def trends_of(
    indicators: Sequence[Indicator], ward: Ward, quarters: int = QUARTERS
) -> dict[str, list[Value]]:
    """Return several indicators quarter by quarter; one question, from the sums by month.

    The running quarter is counted up to today. Spreads and tops have no trend: they are no sum over time.
    """
    today = clock.today()
    this = Period.quarter(today)
    periods = [
        Period.quarter(add_months(this.first, -QUARTER_MONTHS * back))
        for back in range(quarters - 1, -1, -1)
    ]
    stocks = any(one.kind == Kind.STOCK for one in indicators)
    since = BEGINNING if stocks else periods[0].first
    month = today.replace(day=1)
    columns = (MetricSum.indicator, MetricSum.start, MetricSum.bin)
    rows = db.session.execute(
        select(*columns, MetricSum.num, MetricSum.den).where(
            MetricSum.ward_id == ward.id,
            MetricSum.indicator.in_(sorted(one.code for one in indicators)),
            MetricSum.dimension == "w",
            or_(
                and_(MetricSum.grain == "m", MetricSum.start >= since, MetricSum.start < month),
                and_(MetricSum.grain == "d", MetricSum.start.between(month, today)),
            ),
        )
    ).all()
    return {
        one.code: []
        if one.kind in {Kind.SPREAD, Kind.TOP}
        else [make_value(one, period, _within(rows, period, one)) for period in periods]
        for one in indicators
    }


def _within(rows: Sequence[Any], period: Period, indicator: Indicator) -> Counted:
    num, den, bins = 0, 0, Counter[int]()
    first = BEGINNING if indicator.kind == Kind.STOCK else period.first
    for code, start, place, row_num, row_den in rows:
        if code == indicator.code and first <= start <= period.last:
            num, den = num + int(row_num), den + int(row_den)
            bins[place] += int(row_den)
    return Counted(num, den, +bins)
