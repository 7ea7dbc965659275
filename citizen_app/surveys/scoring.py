"""The scale on which a ward's own answers are shown: PAPI's, by the formula of metrics/papi."""

from __future__ import annotations

LOWEST, SPAN = 1, 9  # a dimension goes from 1 to 10


def scale_of(size: int) -> tuple[float, float]:
    """Return the least and the most that a sub-dimension can score; `size` is how many its dimension has.

    With 4 the scale is 0.25 to 2.5, with 3 0.33 to 3.33, with 2 0.5 to 5.
    """
    return LOWEST / size, (LOWEST + SPAN) / size
