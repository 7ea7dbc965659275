"""A figure beside the one of the time before: only what is larger than chance is called a change.

Shares are compared by Newcombe's interval of a difference, made of both Wilson intervals (Newcombe 1998,
method 10); means in the same way; medians by whether their intervals touch; counts by their square roots,
whose chance is about the same at any size.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from citizen_app.metrics.catalogue import Kind
from citizen_app.metrics.intervals import Z
from citizen_app.metrics.periods import Period
from citizen_app.metrics.values import Value

ROOT_SPREAD = math.sqrt(0.5)  # of the difference of two square roots of counts
LEAST_COUNT = 5


def period_before(period: Period, today: dt.date) -> Period:
    """Return the time of the same kind before; of a running one only as many days as have passed."""
    last = period.first - dt.timedelta(days=1)
    if "Q" in period.name:
        before = Period.quarter(last)
    elif period.name.isdecimal():
        before = Period.year(last)
    elif period.name.endswith("-months"):
        before = Period.last_months(last, int(period.name.split("-")[0]))
    elif period.first == period.last:
        before = Period.day(last)
    else:
        before = Period.month(last)
    if period.last <= today:
        return before
    passed = max(today - period.first, dt.timedelta())
    return Period(before.name, before.first, min(before.last, before.first + passed))


@dataclass(frozen=True)
class Change:
    """A figure now and before; `is_real` where the difference is larger than chance explains."""

    now: Value
    before: Value
    is_real: bool

    @property
    def difference(self) -> float:
        """Return how much the figure rose (or, below 0, fell); 0 where there are not two."""
        if self.now.value is None or self.before.value is None:
            return 0.0
        return self.now.value - self.before.value

    @property
    def is_better(self) -> bool | None:
        """Return whether it changed for the better; None without a change or a better direction."""
        direction = self.now.indicator.direction
        if not self.is_real or direction == "=":
            return None
        return (self.difference > 0) == (direction == "+")


def compare(now: Value, before: Value) -> Change:
    """Compare two figures of one indicator."""
    return Change(now, before, _is_real(now, before))


def _is_real(now: Value, before: Value) -> bool:
    if now.value is None or before.value is None or now.value == before.value:
        return False
    kind = now.indicator.kind
    if kind in {Kind.COUNT, Kind.STOCK}:
        return counts_differ(now.num, before.num)
    if kind in {Kind.SPREAD, Kind.TOP} or None in (now.low, now.high, before.low, before.high):
        return False
    if kind == Kind.DAYS:
        return bool(now.low > before.high or now.high < before.low)  # type: ignore[operator]
    low, high = difference_interval(now, before)
    return low > 0 or high < 0


def counts_differ(now: int, before: int) -> bool:
    """Return whether two counts differ by more than chance; very small ones never do."""
    if max(now, before) < LEAST_COUNT:
        return False
    return abs(math.sqrt(max(now, 0)) - math.sqrt(max(before, 0))) > Z * ROOT_SPREAD


def difference_interval(now: Value, before: Value) -> tuple[float, float]:
    """Return the interval of now - before from the intervals of both; both must have a figure."""
    a, a_low, a_high = _figures(now)
    b, b_low, b_high = _figures(before)
    low = a - b - math.hypot(a - a_low, b_high - b)
    high = a - b + math.hypot(a_high - a, b - b_low)
    return low, high


def _figures(value: Value) -> tuple[float, float, float]:
    if value.value is None or value.low is None or value.high is None:
        raise ValueError(f"{value.indicator.code} has no figure to compare")
    return value.value, value.low, value.high
