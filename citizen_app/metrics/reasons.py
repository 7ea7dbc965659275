"""Where a change comes from: how much of it each neighbourhood, department and field accounts for.

What a part adds is exact, not an estimate: with the old figure of the whole as the measure, what a part
lies above or below it now, less what it did before, by its weight. All parts together make the change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from citizen_app.metrics.catalogue import Indicator, Kind
from citizen_app.metrics.values import Counted

# A part is named as a reason when it accounts for at least this share of the change.
NAMED = 0.3
MOST_NAMED = 2
LEAST = 5


@dataclass(frozen=True)
class Reason:
    """A part and the share of the change that it accounts for (1: all of it, above 1: others went back)."""

    part: str
    share: float
    now: Counted
    before: Counted


def reasons_for(
    indicator: Indicator, now: Mapping[str, Counted], before: Mapping[str, Counted]
) -> list[Reason]:
    """Return the parts that account for most of a change, the largest first; none below the sample."""
    contributions = contributions_of(indicator, now, before)
    whole = sum(contributions.values())
    if not whole:
        return []
    nothing = Counted(0, 0, {})
    found = [
        Reason(part, value / whole, now.get(part, nothing), before.get(part, nothing))
        for part, value in contributions.items()
        if value / whole >= NAMED
    ]
    known = [one for one in found if _is_enough(indicator, one)]
    return sorted(known, key=lambda one: -one.share)[:MOST_NAMED]


def _is_enough(indicator: Indicator, reason: Reason) -> bool:
    least = max(LEAST, indicator.minimum)
    sizes = [max(one.num, one.den) for one in (reason.now, reason.before)]
    if indicator.kind in {Kind.COUNT, Kind.STOCK}:
        return max(sizes) >= least
    return min(sizes) >= least


def contributions_of(
    indicator: Indicator, now: Mapping[str, Counted], before: Mapping[str, Counted]
) -> dict[str, float]:
    """Return what each part adds to the change of the whole: of the share, the mean, or the count."""
    parts = sorted(now.keys() | before.keys())
    if indicator.kind in {Kind.COUNT, Kind.STOCK}:
        return {part: _sum(indicator, now, part) - _sum(indicator, before, part) for part in parts}
    size_now, size_before = _size(now.values()), _size(before.values())
    if not size_now or not size_before:
        return {}
    old = sum(_sum(indicator, before, part) for part in parts) / size_before
    return {
        part: _excess(indicator, now, part, old) / size_now
        - _excess(indicator, before, part, old) / size_before
        for part in parts
    }


def _size(counted: Iterable[Counted]) -> int:
    return sum(one.den for one in counted)


def _sum(indicator: Indicator, counted: Mapping[str, Counted], part: str) -> float:
    """Return what is added up: of days and marks their sum, else the numerator."""
    one = counted.get(part)
    if one is None:
        return 0.0
    if indicator.kind in {Kind.DAYS, Kind.MARK}:
        return float(sum(value * count for value, count in one.bins.items()))
    return float(one.num)


def _excess(
    indicator: Indicator, counted: Mapping[str, Counted], part: str, measure: float
) -> float:
    one = counted.get(part)
    return 0.0 if one is None else _sum(indicator, counted, part) - measure * one.den
