"""Sums of many groups at once: several indicators, groups or wards in one question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.metrics.catalogue import Indicator, Kind
from citizen_app.metrics.models import MetricSum
from citizen_app.metrics.periods import Period
from citizen_app.metrics.suppression import letter
from citizen_app.metrics.values import Counted, Value, ever, make_value, within

WARD = ("w",)
PARTS = ("n", "d", "f")


class Group(NamedTuple):
    """Where something was counted: a ward, or a neighbourhood (n), department (d) or field (f) of it."""

    ward_id: int
    indicator: str
    dimension: str = "w"
    part: str = ""


def count_groups(
    ward_ids: Collection[int],
    codes: Collection[str],
    span: Period,
    dimensions: Sequence[str] = WARD,
    *,
    everything: bool = False,
) -> dict[Group, Counted]:
    """Return what the sums hold in a span of days, by group; one question, whatever their number.

    What everyone may read; `everything` is for those inside (metrics/suppression.py).
    """
    if not ward_ids or not codes:
        return {}
    letters = {letter(one, everything=everything): one for one in dimensions}
    columns = (
        MetricSum.ward_id,
        MetricSum.indicator,
        MetricSum.dimension,
        MetricSum.part,
        MetricSum.bin,
    )
    rows = db.session.execute(
        select(*columns, func.sum(MetricSum.num), func.sum(MetricSum.den))
        .where(
            MetricSum.ward_id.in_(sorted(ward_ids)),
            MetricSum.indicator.in_(sorted(codes)),
            MetricSum.dimension.in_(letters),
            within(span),
        )
        .group_by(*columns)
    )
    found: dict[Group, tuple[int, int, Counter[int]]] = {}
    for ward_id, code, dimension, part, place, num, den in rows:
        group = Group(ward_id, code, letters[dimension], part)
        before = found.setdefault(group, (0, 0, Counter()))
        before[2][place] += int(den)
        found[group] = (before[0] + int(num), before[1] + int(den), before[2])
    return {group: Counted(num, den, +bins) for group, (num, den, bins) in found.items()}


def values_in_groups(
    ward_ids: Collection[int],
    indicators: Iterable[Indicator],
    period: Period,
    dimensions: Sequence[str] = WARD,
    *,
    everything: bool = False,
) -> dict[Group, Value]:
    """Return the figures of several indicators by group; two questions. Spreads and tops are left out."""
    span = period.until(clock.today())
    wanted = [one for one in indicators if one.kind not in {Kind.SPREAD, Kind.TOP}]
    values: dict[Group, Value] = {}
    for is_stock in (False, True):
        some = {one.code: one for one in wanted if (one.kind == Kind.STOCK) == is_stock}
        days = ever(span) if is_stock else span
        found = count_groups(ward_ids, some.keys(), days, dimensions, everything=everything)
        for group, counted in found.items():
            one = some[group.indicator]
            values[group] = make_value(one, period, counted, part=group.part)
    return values
