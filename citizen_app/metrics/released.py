"""What was released of the hidden things of a ward (metrics/releasing.py), as it is kept and as sums."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from citizen_app.core.db import db
from citizen_app.metrics.models import MetricReleased
from citizen_app.metrics.sums import Key, Sums

READ = 2000
Name = tuple[str, int]
Adds = dict[int, tuple[int, int]]  # by bin: numerator, denominator


def released_sums(ward_id: int) -> dict[tuple[str, dt.date, int], tuple[int, int]]:
    """Return what was released of a ward's hidden things: (num, den) by indicator, month and bin."""
    found: dict[tuple[str, dt.date, int], tuple[int, int]] = {}
    for pieces in pieces_of(ward_id).values():
        for indicator, month, place, num, den in pieces:
            key = (indicator, dt.date.fromisoformat(month), place)
            before = found.get(key, (0, 0))
            found[key] = (before[0] + num, before[1] + den)
    return {key: pair for key, pair in sorted(found.items()) if pair != (0, 0)}


def sums_of_released(ward_id: int) -> Sums:
    """Return the same as the keys of the sums have it."""
    sums = Sums()
    for (indicator, month, place), (num, den) in released_sums(ward_id).items():
        add_adds(sums, indicator, month, {place: (num, den)})
    return sums


def pieces_of(ward_id: int) -> dict[Name, list[Any]]:
    """Return the released pieces of each thing: [indicator, month, bin, numerator, denominator]."""
    query = select(
        MetricReleased.subject_type, MetricReleased.subject_id, MetricReleased.pieces
    ).where(MetricReleased.ward_id == ward_id)
    rows = db.session.execute(query.execution_options(yield_per=READ))
    return {(row[0], row[1]): row[2] for row in rows}


def add_adds(sums: Sums, indicator: str, month: dt.date, adds: Adds) -> None:
    """Add what pieces of one indicator come to; a month's stand on its first day."""
    for place, (num, den) in adds.items():
        for grain in ("d", "m"):
            key = Key(indicator, "w", "", grain, month, place)
            sums.num[key] += num
            sums.den[key] += den
