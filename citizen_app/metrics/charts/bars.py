"""A bar from nought to a value, with a mark where the middle of others lies.

The words and numbers stand in the page beside it, so that long ones can wrap; the bar only shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.metrics.charts.scale import Scale

WIDTH, HEIGHT = 300, 22


@dataclass(frozen=True)
class Bar:
    """Widths and places in px of a drawing of WIDTH x HEIGHT; `mark` is None where nothing is compared."""

    length: float
    mark: float | None
    width: int = WIDTH
    height: int = HEIGHT


def bar(value: float, *, most: float = 1.0, mark: float | None = None) -> Bar:
    """Return the bar of a value between 0 and `most`. Raises ValueError for a value outside."""
    if not 0 <= value <= most:
        raise ValueError(f"{value} is not between 0 and {most}")
    line = Scale(0, most, 0, WIDTH)
    # The mark is 3 px wide and stays inside.
    place = None if mark is None else min(max(line.at(mark), 1.5), WIDTH - 1.5)
    return Bar(line.at(value), place)
