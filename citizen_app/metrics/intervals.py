"""How sure a figure is: intervals at 95 %, from counts alone, so that anybody gets the same."""

from __future__ import annotations

import math
from collections.abc import Mapping

Z = 1.959964  # the standard normal distribution leaves 2.5 % beyond it


def wilson(share: float, size: float) -> tuple[float, float]:
    """Return Wilson's score interval of a share seen in `size` cases, within 0 and 1 (Wilson 1927).

    `size` need not be whole: weighted answers tell as much as fewer equal ones.
    """
    if size <= 0:
        return 0.0, 1.0
    z2 = Z * Z
    middle = (share + z2 / (2 * size)) / (1 + z2 / size)
    half = Z / (1 + z2 / size) * math.sqrt(share * (1 - share) / size + z2 / (4 * size * size))
    return max(0.0, middle - half), min(1.0, middle + half)


def quantile(counts: Mapping[int, int], share: float) -> int:
    """Return the smallest value that at least this share of all lies at or below."""
    total = sum(counts.values())
    wanted, seen = max(1, math.ceil(share * total)), 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= wanted:
            return value
    raise ValueError("nothing was counted")


def quantile_interval(counts: Mapping[int, int], share: float) -> tuple[int, int]:
    """Return an interval of a quantile from the order of the values: ranks by the binomial's normal form."""
    total = sum(counts.values())
    half = Z * math.sqrt(total * share * (1 - share))
    low = max(0.0, (total * share - half) / total)
    high = min(1.0, (total * share + half + 1) / total)
    return quantile(counts, low), quantile(counts, high)


def mean_interval(counts: Mapping[int, int]) -> tuple[float, float, float]:
    """Return (mean, low, high) of values by how often they came, within the smallest and largest seen."""
    total = sum(counts.values())
    mean = sum(value * count for value, count in counts.items()) / total
    if total < 2:
        return mean, mean, mean
    spread = sum(count * (value - mean) ** 2 for value, count in counts.items()) / (total - 1)
    half = Z * math.sqrt(spread / total)
    return mean, max(min(counts), mean - half), min(max(counts), mean + half)
