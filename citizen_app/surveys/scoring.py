"""PAPI's way of scoring: equal weights, each item put on 0 to 1, the dimension's scale shared out.

The formula was recovered from the published workbooks of 2022-2023: over 61 provinces it gives the
published score of ten sub-dimensions exactly. What is scored here is the ward's own measure, never PAPI.
"""

from __future__ import annotations

from collections.abc import Sequence

LOWEST, SPAN = 1, 9  # a dimension goes from 1 to 10


def normalise(value: float, low: float, high: float, *, reverse: bool = False) -> float:
    """Return a value as a place between its theoretical least (0) and most (1); reversed for bad things."""
    place = (value - low) / (high - low)
    return 1 - place if reverse else place


def sub_score(places: Sequence[float], size: int) -> float:
    """Return the score of a sub-dimension; `size` is how many sub-dimensions its dimension has.

    With 4 the scale is 0.25 to 2.5, with 3 0.33 to 3.33, with 2 0.5 to 5.
    """
    if not places:
        raise ValueError("a score needs at least one item")
    return (LOWEST + SPAN * sum(places) / len(places)) / size


def scale_of(size: int) -> tuple[float, float]:
    """Return the least and the most that a sub-dimension can score."""
    return LOWEST / size, (LOWEST + SPAN) / size
