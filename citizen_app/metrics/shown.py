"""Figures as charts and bars: the same for the pages, and for the files of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from citizen_app.core import clock
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import number_text
from citizen_app.metrics.catalogue import Indicator, Kind
from citizen_app.metrics.charts.bars import Bar, bar
from citizen_app.metrics.charts.line import NARROW, WIDE, Layout, LineChart, Point, Text, line_chart
from citizen_app.metrics.comparing import Change, compare
from citizen_app.metrics.periods import Period
from citizen_app.metrics.values import Value

LEAST_POINTS = 2
# "100%" wants more room than a score.
LAYOUTS = (replace(NARROW, left=46), replace(WIDE, left=54))
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Trend:
    """An indicator quarter by quarter, those with nothing to count left out; charts for each layout."""

    indicator: Indicator
    values: tuple[Value, ...]
    charts: tuple[LineChart, ...]

    @property
    def last(self) -> Value:
        """Return the newest quarter."""
        return self.values[-1]

    @property
    def change(self) -> Change | None:
        """Return the newest quarter beside the one before, where both have a figure."""
        some = [value for value in self.values if value.value is not None][-2:]
        return compare(some[1], some[0]) if len(some) == 2 and some[1] is self.last else None


def trend_view(
    indicator: Indicator, values: Sequence[Value], layouts: Sequence[Layout] = LAYOUTS
) -> Trend | None:
    """Return a trend with its drawings, or None where there is nothing to draw a line through."""
    known = [value for value in values if value.num or value.den]
    points = points_of(values)
    if len(points) < LEAST_POINTS:
        return None
    charts = tuple(
        line_chart(
            points, breaks=(), layout=layout, text=_text_of(indicator), ends=_ends(indicator)
        )
        for layout in layouts
    )
    return Trend(indicator, tuple(known), charts)


def points_of(values: Sequence[Value]) -> list[Point]:
    """Return the points of a line: quarters without a figure are left out, and the line has a gap."""
    return [
        Point(
            at,
            _scaled(value, value.value),
            _scaled(value, value.low),
            None,
            _scaled(value, value.high),
            quarter_mark(value.period),
        )
        for at, value in enumerate(values)
        if value.value is not None
    ]


def quarter_mark(period: Period) -> str:
    """Return a quarter as short as an axis needs it: IV/26."""
    return f"{ROMAN[int(period.name[-1]) - 1]}/{period.first.year % 100:02}"


def period_words(period: Period) -> str:
    """Return a time in words: a quarter, a year, a month, or its first and last day."""
    if "Q" in period.name:
        return _("Quarter %(number)s, %(year)s", number=period.name[-1], year=period.first.year)
    if period.name.isdecimal():
        return _("Year %(year)s", year=period.name)
    if period.name.endswith("-months"):
        return _("12 months")
    return _("Month %(number)s, %(year)s", number=period.first.month, year=period.first.year)


def up_to_today(period: Period) -> Period:
    """Return the part of a time that has passed."""
    return period.until(clock.today())


def _scaled(value: Value, figure: float | None) -> float | None:
    if figure is None:
        return None
    return 100 * figure if value.indicator.kind == Kind.SHARE else figure


def _text_of(indicator: Indicator) -> Text:
    def text(value: float, _decimals: int) -> str:
        shown = number_text(value, 0 if value == int(value) or indicator.kind == Kind.SHARE else 1)
        return f"{shown}%" if indicator.kind == Kind.SHARE else shown

    return text


def _ends(indicator: Indicator) -> tuple[float, float]:
    if indicator.kind == Kind.SHARE:
        return 0.0, 100.0
    # Things and days are counted whole: below five the axis would be cut into halves of them.
    return (1.0, 5.0) if indicator.kind == Kind.MARK else (0.0, 5.0)


@dataclass(frozen=True)
class Row:
    """A part of a ward beside the others: its name, its figure, its bar."""

    name: str
    value: Value
    bar: Bar


def rows_of(named: Sequence[tuple[str, Value]], whole: Value) -> list[Row]:
    """Return parts with bars; a mark stands where the whole ward lies, for shares."""
    if not named:
        return []
    if whole.indicator.kind == Kind.SHARE:
        return [Row(name, one, bar(one.value or 0.0, mark=whole.value)) for name, one in named]
    most = max(1.0, *(one.value or 0.0 for _name, one in named))
    return [Row(name, one, bar(max(0.0, one.value or 0.0), most=most)) for name, one in named]
