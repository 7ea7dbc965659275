"""From a value to a place on paper, and round numbers for an axis."""

from __future__ import annotations

import math
from dataclasses import dataclass

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """A straight line of values `low` to `high` laid on `start` to `end` (px; end may lie before start)."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value, to a tenth of a pixel; values outside are put at the ends."""
        inside = min(max(value, self.low), self.high)
        share = (inside - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def ticks(low: float, high: float, most: int = 5) -> tuple[float, ...]:
    """Return round numbers, evenly apart and at most `most`, that enclose low and high.

    Raises ValueError unless low < high.
    """
    if not low < high:
        raise ValueError(f"an axis from {low} to {high}")
    size = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (size * one * ten for ten in (1, 10) for one in STEPS):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first + 1 <= most:
            return tuple(round(index * step, 10) for index in range(first, last + 1))
    raise AssertionError("ten times the step is always enough")


def decimals(values: tuple[float, ...]) -> int:
    """Return how many decimals it takes to tell ticks apart."""
    return next((n for n in range(4) if all(abs(round(v, n) - v) < 1e-9 for v in values)), 4)
