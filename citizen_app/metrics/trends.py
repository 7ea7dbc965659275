"""An indicator quarter by quarter."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

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
    """Return the value of each of the last quarters, the oldest first; one question.

    The running quarter is counted up to today. Spreads and tops have no trend: they are no sum over time.
    """
    if indicator.kind in {Kind.SPREAD, Kind.TOP}:
        return []
    this = Period.quarter(clock.today())
    periods = [
        Period.quarter(add_months(this.first, -QUARTER_MONTHS * back))
        for back in range(quarters - 1, -1, -1)
    ]
    since = BEGINNING if indicator.kind == Kind.STOCK else periods[0].first
    rows = db.session.execute(
        select(MetricSum.start, MetricSum.bin, func.sum(MetricSum.num), func.sum(MetricSum.den))
        .where(
            MetricSum.ward_id == ward.id,
            MetricSum.indicator == indicator.code,
            MetricSum.dimension == "w",
            MetricSum.grain == "d",
            MetricSum.start.between(since, clock.today()),
        )
        .group_by(MetricSum.start, MetricSum.bin)
    ).all()
    return [make_value(indicator, one, _within(rows, one, indicator)) for one in periods]


def _within(rows: Sequence[Any], period: Period, indicator: Indicator) -> Counted:
    num, den, bins = 0, 0, Counter[int]()
    first = BEGINNING if indicator.kind == Kind.STOCK else period.first
    for start, place, rows_num, rows_den in rows:
        if first <= start <= period.last:
            num, den = num + int(rows_num), den + int(rows_den)
            bins[place] += int(rows_den)
    return Counted(num, den, +bins)
