"""Reading the indices: of one ward over a time, and of all wards of the city beside each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.metrics.index.comparing import Standing
from citizen_app.metrics.index.goalposts import GOALPOSTS, INDICES
from citizen_app.metrics.index.measuring import Measured, is_long_enough, measure
from citizen_app.metrics.index.stored import (
    class_of,
    may_be_placed,
    period_of,
    standing_in,
    unpacked,
)
from citizen_app.metrics.models import MetricIndex
from citizen_app.metrics.periods import Period
from citizen_app.wards.models import Ward


@dataclass(frozen=True)
class WardIndex:
    """An index of a ward, and where the ward stands; `similar`: its class as (kind of unit, band)."""

    ward: Ward
    measured: Measured
    standing: Standing | None
    similar: tuple[str, int]
    compared: int
    at: dt.datetime | None


def indices_of(ward: Ward, period: Period) -> list[WardIndex]:
    """Return both indices of a ward, democracy first; none for a time much shorter than twelve months.

    The twelve months up to today are read as they were kept; another time is worked out now, without
    a standing, because the others were not worked out for it.
    """
    if not is_long_enough(period):
        return []
    if period == period_of(clock.today()):
        kept = _kept_of(ward)
        if len(kept) == len(INDICES):
            return kept
    return [WardIndex(ward, one, None, class_of(ward), 0, None) for one in measure(ward, period)]


def _kept_of(ward: Ward) -> list[WardIndex]:
    query = select(MetricIndex).where(
        MetricIndex.ward_id == ward.id,
        MetricIndex.day == clock.today(),
        MetricIndex.digest == GOALPOSTS.digest,
    )
    rows = {row.name: row for row in db.session.scalars(query)}
    return [_ward_index(rows[name], ward) for name in INDICES if name in rows]


def _ward_index(row: MetricIndex, ward: Ward) -> WardIndex:
    compared = (row.standing or {}).get("wards", 0)
    return WardIndex(ward, unpacked(row), standing_in(row), class_of(ward), compared, row.at)


@dataclass(frozen=True)
class SimilarWards:
    """Wards that are compared with each other: `groups` from the highest on, each by name of the ward.

    Within a group no order means anything. `apart`: wards of the class in no group, because they have
    no index, too few reports were due, or too few wards of the class have an index.
    """

    unit: str
    band: int
    groups: Sequence[Sequence[WardIndex]]
    apart: Sequence[WardIndex]


def city_groups(name: str) -> list[SimilarWards]:
    """Return all open wards of the city by similar wards and groups, for one index; a single query.

    `name`: "democracy" or "transparency". Over the twelve months up to the last time the job ran
    (`WardIndex.measured.period`). Words for a class: metrics/index/words.py class_text(unit, band).
    """
    rows = db.session.execute(
        select(MetricIndex, Ward)
        .join(Ward, Ward.id == MetricIndex.ward_id)
        .where(MetricIndex.name == name, Ward.is_open)
        .order_by(Ward.folded, Ward.code)
    ).all()
    classes: dict[tuple[str, int], list[tuple[MetricIndex, WardIndex]]] = {}
    for row, ward in rows:
        classes.setdefault(class_of(ward), []).append((row, _ward_index(row, ward)))
    return [_similar(key, classes[key]) for key in sorted(classes)]


def _similar(
    key: tuple[str, int], members: Sequence[tuple[MetricIndex, WardIndex]]
) -> SimilarWards:
    placed = [one for row, one in members if one.standing is not None and may_be_placed(row)]
    numbers = sorted({one.standing.group for one in placed if one.standing})
    groups = [
        [one for one in placed if one.standing is not None and one.standing.group == number]
        for number in numbers
    ]
    return SimilarWards(*key, groups, [one for _row, one in members if one not in placed])
