"""One value on a line from the lowest to the highest of others, with their middle and middle half.

strip = position_strip(value, low=..., q1=..., middle=..., q3=..., high=..., layout=NARROW_STRIP)
"""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.metrics.charts.scale import Scale

# Half of what a label of a few letters takes: it is kept inside the drawing.
HALF_LABEL = 46


@dataclass(frozen=True)
class StripLayout:
    """A drawing area with one line across it."""

    name: str
    width: int
    height: int
    side: int
    line: int


NARROW_STRIP = StripLayout("narrow", 300, 74, 12, 38)
WIDE_STRIP = StripLayout("wide", 640, 74, 14, 38)


@dataclass(frozen=True)
class Strip:
    """Places on the line, in px; the label places are moved inside where they would be cut off."""

    layout: StripLayout
    start: float
    end: float
    q1: float
    q3: float
    middle: float
    middle_label: float
    value: float | None
    value_label: float | None


def position_strip(
    value: float | None,
    *,
    low: float,
    q1: float,
    middle: float,
    q3: float,
    high: float,
    layout: StripLayout,
) -> Strip:
    """Return the strip; `value` None leaves the mark out. Raises ValueError unless low < high."""
    if not low < high:
        raise ValueError(f"a line from {low} to {high}")
    line = Scale(low, high, layout.side, layout.width - layout.side)
    at = None if value is None else line.at(value)
    return Strip(
        layout=layout,
        start=line.at(low),
        end=line.at(high),
        q1=line.at(q1),
        q3=line.at(q3),
        middle=line.at(middle),
        middle_label=_inside(line.at(middle), layout, spare=44),
        value=at,
        value_label=None if at is None else _inside(at, layout, spare=0),
    )


def _inside(at: float, layout: StripLayout, *, spare: int) -> float:
    """Move a label so far in that it fits; `spare` is kept free at both ends for the labels there."""
    least = HALF_LABEL + spare
    return round(min(max(at, least), layout.width - least), 1)
