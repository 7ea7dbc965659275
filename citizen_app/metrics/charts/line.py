"""A value over time, with the middle and the range of others behind it where there are some.

    chart = line_chart(points, breaks={2018}, layout=NARROW, text=number_text)

All coordinates are px of the layout's own drawing area. Where a break lies, or a point has no value, the
line has a gap: nothing is drawn between two points that cannot be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from citizen_app.metrics.charts.scale import Scale, decimals, ticks

Text = Callable[[float, int], str]
# Half the width of what stands for a point that has no neighbour to be joined with.
ALONE = 4.0


@dataclass(frozen=True)
class Layout:
    """A drawing area: its size, the room around the plot, the room that a label below wants."""

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
class Point:
    """A value (None: not published), and the middle and range of those it is compared with, if any.

    `at` counts years, or months and quarters running on; `label` is its words where they are not the number.
    """

    at: int
    value: float | None
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    label: str = ""


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
    points: Sequence[Point],
    *,
    breaks: Collection[int],
    layout: Layout,
    text: Text,
    ends: tuple[float, float] | None = None,
) -> LineChart:
    """Return the chart of points in order; `breaks` are those (`at`) that differ from the one before.

    `text` writes a number with so many decimals. `ends` are values that the axis encloses in any case,
    such as 0 and 1 for shares. Raises ValueError where there is nothing to draw.
    """
    values = [v for p in points for v in (p.low, p.high, p.value) if v is not None]
    if not values:
        raise ValueError("a chart of nothing")
    low, high = min([*values, *(ends or ())]), max([*values, *(ends or ())])
    steps = ticks(low, high if high > low else low + 1, layout.most_ticks)
    y = Scale(steps[0], steps[-1], layout.height - layout.bottom, layout.top)
    x = _across(points, layout)
    runs = list(_runs(points, breaks))
    middles = [_known([(p.at, p.middle) for p in run]) for run in runs]
    lines = [_known([(p.at, p.value) for p in run]) for run in runs]
    return LineChart(
        layout=layout,
        y_ticks=tuple(Tick(y.at(step), text(step, decimals(steps))) for step in steps),
        x_ticks=_labels(points, breaks, x, layout),
        bands=tuple(band for run in runs if (band := _band(run, x, y))),
        middles=tuple(_path(part, x, y) for found in middles for part in found),
        # A point without neighbours has a dot and no line.
        lines=tuple(_path(part, x, y) for found in lines for part in found if len(part) > 1),
        dots=tuple((x.at(p.at), y.at(p.value)) for p in points if p.value is not None),
        breaks=tuple(
            round((x.at(place - 1) + x.at(place)) / 2, 1)
            for place in sorted(breaks)
            if points[0].at < place <= points[-1].at
        ),
        last=_last(points, x, y, layout, text),
    )


def _across(points: Sequence[Point], layout: Layout) -> Scale:
    first, last = points[0].at, points[-1].at
    left, right = layout.left + 12, layout.width - layout.right - 12
    return Scale(first, max(last, first + 1), left, right)


def _runs(points: Sequence[Point], breaks: Collection[int]) -> Iterator[list[Point]]:
    """Yield the stretches of points that can be compared."""
    run: list[Point] = []
    for point in points:
        if run and (point.at in breaks or point.at != run[-1].at + 1):
            yield run
            run = []
        run.append(point)
    yield run


def _known(pairs: Sequence[tuple[int, float | None]]) -> Iterator[list[tuple[int, float]]]:
    """Yield the stretches in which there is a value everywhere."""
    part: list[tuple[int, float]] = []
    for at, value in pairs:
        if value is not None:
            part.append((at, value))
        elif part:
            yield part
            part = []
    if part:
        yield part


def _path(pairs: Sequence[tuple[int, float]], x: Scale, y: Scale) -> str:
    if len(pairs) == 1:  # a dash instead of a line
        at, height = x.at(pairs[0][0]), y.at(pairs[0][1])
        return f"{at - ALONE:g},{height:g} {at + ALONE:g},{height:g}"
    return " ".join(f"{x.at(at):g},{y.at(value):g}" for at, value in pairs)


def _band(run: Sequence[Point], x: Scale, y: Scale) -> str:
    """Return the outline of a run's range, "" where it is not known throughout."""
    known = [(p.at, p.low, p.high) for p in run if p.low is not None and p.high is not None]
    if len(known) < len(run):
        return ""
    if len(known) == 1:
        at, low, high = known[0]
        left, right = f"{x.at(at) - ALONE:g}", f"{x.at(at) + ALONE:g}"
        top, bottom = f"{y.at(high):g}", f"{y.at(low):g}"
        return f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}"
    there = [f"{x.at(at):g},{y.at(high):g}" for at, _, high in known]
    back = [f"{x.at(at):g},{y.at(low):g}" for at, low, _ in reversed(known)]
    return " ".join([*there, *back])


def _labels(
    points: Sequence[Point], breaks: Collection[int], x: Scale, layout: Layout
) -> tuple[Tick, ...]:
    """Label the ends first, then the points of breaks, then others, as far as there is room."""
    words = {p.at: p.label or str(p.at) for p in points}
    wanted = [points[-1].at, points[0].at, *(p.at for p in points if p.at in breaks), *words]
    kept: list[int] = []
    for place in dict.fromkeys(wanted):
        if all(abs(x.at(place) - x.at(other)) >= layout.label_room for other in kept):
            kept.append(place)
    return tuple(Tick(x.at(place), words[place], place in breaks) for place in sorted(kept))


def _last(points: Sequence[Point], x: Scale, y: Scale, layout: Layout, text: Text) -> Dot | None:
    """Return the newest value with its words on the side of it that its line does not come from."""
    known = [(p.at, p.value) for p in points if p.value is not None]
    if not known:
        return None
    (place, value), before = known[-1], known[-2:][0][1]
    at, height = x.at(place), y.at(value)
    room_below = height + 20 <= layout.height - layout.bottom
    text_y = height + 20 if value < before and room_below else height - 10
    return Dot(at, height, text(value, 2), at + 12, round(text_y, 1), "end")
