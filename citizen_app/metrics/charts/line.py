"""A value over the years, with the middle and the range of others behind it.

    chart = line_chart(points, breaks={2018}, layout=NARROW, text=number_text)

All coordinates are px of the layout's own drawing area. Where a break lies, or a year has no value, the
line has a gap: nothing is drawn between two years that cannot be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from citizen_app.metrics.charts.scale import Scale, decimals, ticks

Text = Callable[[float, int], str]
# Half the width of what stands for a year that has no neighbour to be joined with.
ALONE = 4.0


@dataclass(frozen=True)
class Layout:
    """A drawing area: its size, the room around the plot, the room that a year's label wants."""

    name: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    label_room: int
    most_ticks: int


# Drawn at about their own size or larger, so that text is never smaller than 12 px, not even on a screen
# of 320 px. Which one is seen, and how large its letters are, is decided by the style sheet.
NARROW = Layout("narrow", 300, 230, 36, 14, 24, 28, 38, 6)
WIDE = Layout("wide", 640, 280, 44, 20, 24, 30, 42, 7)


@dataclass(frozen=True)
class YearPoint:
    """A year's value (None: not published), and the middle and range of those it is compared with."""

    year: int
    value: float | None
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Tick:
    """A label on an axis and its place."""

    at: float
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Dot:
    """A marked point and the words beside it."""

    x: float
    y: float
    text: str
    text_x: float
    text_y: float
    anchor: str


@dataclass(frozen=True)
class LineChart:
    """Everything a template needs to write the drawing; paths are lists of "x,y" pairs."""

    layout: Layout
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    bands: tuple[str, ...]
    middles: tuple[str, ...]
    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    breaks: tuple[float, ...]
    last: Dot | None

    @property
    def plot_right(self) -> int:
        """Return where the plot ends on the right."""
        return self.layout.width - self.layout.right

    @property
    def plot_bottom(self) -> int:
        """Return where the plot ends below."""
        return self.layout.height - self.layout.bottom


def line_chart(
    points: Sequence[YearPoint], *, breaks: Collection[int], layout: Layout, text: Text
) -> LineChart:
    """Return the chart of consecutive years; `breaks` are years that differ from the one before.

    `text` writes a number with so many decimals. Raises ValueError without a point.
    """
    if not points:
        raise ValueError("a chart of no years")
    values = [v for p in points for v in (p.low, p.high, p.value) if v is not None]
    low, high = min(values), max(values)
    steps = ticks(low, high if high > low else low + 1, layout.most_ticks)
    y = Scale(steps[0], steps[-1], layout.height - layout.bottom, layout.top)
    x = _years(points, layout)
    whole = list(_runs(points, breaks))
    shown = [part for run in whole for part in _without_holes(run)]
    return LineChart(
        layout=layout,
        y_ticks=tuple(Tick(y.at(step), text(step, decimals(steps))) for step in steps),
        x_ticks=_year_ticks(points, breaks, x, layout),
        bands=tuple(_band(run, x, y) for run in whole),
        middles=tuple(_path([(p.year, p.middle) for p in run], x, y) for run in whole),
        lines=tuple(
            _path([(p.year, p.value or 0.0) for p in run], x, y) for run in shown if len(run) > 1
        ),
        dots=tuple((x.at(p.year), y.at(p.value)) for p in points if p.value is not None),
        breaks=tuple(
            round((x.at(year - 1) + x.at(year)) / 2, 1)
            for year in sorted(breaks)
            if points[0].year < year <= points[-1].year
        ),
        last=_last(points, x, y, layout, text),
    )


def _years(points: Sequence[YearPoint], layout: Layout) -> Scale:
    first, last = points[0].year, points[-1].year
    left, right = layout.left + 12, layout.width - layout.right - 12
    return Scale(first, max(last, first + 1), left, right)


def _runs(points: Sequence[YearPoint], breaks: Collection[int]) -> Iterator[list[YearPoint]]:
    """Yield the stretches of years that can be compared."""
    run: list[YearPoint] = []
    for point in points:
        if run and (point.year in breaks or point.year != run[-1].year + 1):
            yield run
            run = []
        run.append(point)
    yield run


def _without_holes(run: Sequence[YearPoint]) -> Iterator[list[YearPoint]]:
    """Yield the stretches of a run in which every year has a value."""
    part: list[YearPoint] = []
    for point in run:
        if point.value is not None:
            part.append(point)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _path(pairs: Sequence[tuple[int, float]], x: Scale, y: Scale) -> str:
    if len(pairs) == 1:  # a dash instead of a line
        at, height = x.at(pairs[0][0]), y.at(pairs[0][1])
        return f"{at - ALONE:g},{height:g} {at + ALONE:g},{height:g}"
    return " ".join(f"{x.at(year):g},{y.at(value):g}" for year, value in pairs)


def _band(run: Sequence[YearPoint], x: Scale, y: Scale) -> str:
    if len(run) == 1:
        at, top, bottom = x.at(run[0].year), y.at(run[0].high), y.at(run[0].low)
        left, right = f"{at - ALONE:g}", f"{at + ALONE:g}"
        return f"{left},{top:g} {right},{top:g} {right},{bottom:g} {left},{bottom:g}"
    there = [f"{x.at(p.year):g},{y.at(p.high):g}" for p in run]
    back = [f"{x.at(p.year):g},{y.at(p.low):g}" for p in reversed(run)]
    return " ".join([*there, *back])


def _year_ticks(
    points: Sequence[YearPoint], breaks: Collection[int], x: Scale, layout: Layout
) -> tuple[Tick, ...]:
    """Label the ends first, then the years of breaks, then others, as far as there is room."""
    years = [p.year for p in points]
    ends = [years[-1], years[0]]
    wanted = [*ends, *(y for y in years if y in breaks), *years]
    kept: list[int] = []
    for year in dict.fromkeys(wanted):
        if all(abs(x.at(year) - x.at(other)) >= layout.label_room for other in kept):
            kept.append(year)
    return tuple(Tick(x.at(year), str(year), year in breaks) for year in sorted(kept))


def _last(
    points: Sequence[YearPoint], x: Scale, y: Scale, layout: Layout, text: Text
) -> Dot | None:
    """Return the newest value with its words on the side of it that its line does not come from."""
    known = [(p.year, p.value) for p in points if p.value is not None]
    if not known:
        return None
    (year, value), before = known[-1], known[-2:][0][1]
    at, height = x.at(year), y.at(value)
    room_below = height + 20 <= layout.height - layout.bottom
    text_y = height + 20 if value < before and room_below else height - 10
    return Dot(at, height, text(value, 2), at + 12, round(text_y, 1), "end")
