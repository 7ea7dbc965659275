"""What the PAPI pages show, put together from figures, words and charts; a ward's own figures are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from citizen_app.core.i18n import language, number_text
from citizen_app.metrics.charts.bars import Bar, bar
from citizen_app.metrics.charts.line import NARROW, WIDE, LineChart, Point, line_chart
from citizen_app.metrics.charts.strip import NARROW_STRIP, WIDE_STRIP, Strip, position_strip
from citizen_app.metrics.papi import reading
from citizen_app.metrics.papi.formula import lowest_and_highest
from citizen_app.metrics.papi.own import OwnValues
from citizen_app.metrics.papi.plain import PlainDimension, PlainPart, Telling, plain_words
from citizen_app.metrics.papi.reference import (
    LAST_YEAR,
    TOTAL,
    Break,
    Item,
    Part,
    Score,
    breaks_of,
    dimensions,
    items,
    items_of,
    parts_of,
    scores_of,
)


@dataclass(frozen=True)
class Series:
    """A code over the years: its scores, where they break, the drawing for narrow and wide screens."""

    code: str
    scores: tuple[Score, ...]
    breaks: tuple[Break, ...]
    charts: tuple[LineChart, ...]

    @property
    def last(self) -> Score:
        """Return the newest score."""
        return self.scores[-1]

    @property
    def break_years(self) -> dict[int, list[Break]]:
        """Return the breaks by year."""
        found: dict[int, list[Break]] = {}
        for one in self.breaks:
            found.setdefault(one.year, []).append(one)
        return found

    @property
    def highest(self) -> float:
        """Return the most points that were possible in the newest year."""
        return lowest_and_highest(self.code, self.last.year)[1]

    @property
    def standing(self) -> str:
        """Say how the city stands beside the country's middle."""
        return reading.standing_words(reading.standing_of(self.last))

    @property
    def group(self) -> str:
        """Say in which quarter of the provinces the city lies."""
        group = reading.group_of(self.last)
        return reading.group_words(group) if group else ""

    @property
    def change(self) -> str:
        """Say how it stands beside the first year measured in the same way."""
        return reading.change_words(self.scores)

    @property
    def is_measured(self) -> bool:
        """Say whether it was still measured in the newest year that there is."""
        return self.last.year == LAST_YEAR


@dataclass(frozen=True)
class ToldShare:
    """A telling question: what share of the city's people say it, beside the country's middle."""

    telling: Telling
    item: Item
    value: float
    bar: Bar


@dataclass(frozen=True)
class PartView:
    """A part as the page shows it."""

    part: Part
    plain: PlainPart
    series: Series
    told: tuple[ToldShare, ...]
    questions: tuple[Item, ...]
    own: OwnValues | None


@dataclass(frozen=True)
class DimensionView:
    """A dimension: itself, its strips; `parts` are left empty on the overview."""

    part: Part
    plain: PlainDimension
    series: Series
    strips: tuple[Strip, ...]
    parts: tuple[PartView, ...] = ()
    before: Part | None = None
    after: Part | None = None

    @property
    def unseen(self) -> tuple[PartView, ...]:
        """Return the parts that a ward's system does not see at all."""
        return tuple(
            view for view in self.parts if view.plain.sees == "none" and view.series.is_measured
        )

    @property
    def half_seen(self) -> tuple[PartView, ...]:
        """Return the parts of which a ward's system sees a piece."""
        return tuple(view for view in self.parts if view.plain.sees == "part")


@dataclass(frozen=True)
class Overview:
    """All dimensions in the newest year, and the total over the years."""

    year: int
    dimensions: tuple[DimensionView, ...]
    total: Series
    count: reading.Count


def overview() -> Overview:
    """Return what the first page shows."""
    shown = tuple(_dimension(part) for part in dimensions())
    last = [view.series.last for view in shown]
    return Overview(LAST_YEAR, shown, series_of(TOTAL), reading.count_standings(last))


def dimension_page(part: Part, own: Mapping[str, OwnValues] | None = None) -> DimensionView:
    """Return what the page of a dimension shows; `own`: what a ward measures beside each part."""
    own = own or {}
    plain = plain_words(part.code, language())
    order = dimensions()
    at = order.index(part)
    return _dimension(
        part,
        parts=tuple(_part_view(one, plain.parts[one.code], own) for one in parts_of(part.code)),
        before=order[at - 1] if at else None,
        after=order[at + 1] if at + 1 < len(order) else None,
    )


def _dimension(
    part: Part,
    *,
    parts: tuple[PartView, ...] = (),
    before: Part | None = None,
    after: Part | None = None,
) -> DimensionView:
    series = series_of(part.code)
    return DimensionView(
        part=part,
        plain=plain_words(part.code, language()),
        series=series,
        strips=strips_of(series.last),
        parts=parts,
        before=before,
        after=after,
    )


def _part_view(part: Part, plain: PlainPart, own: Mapping[str, OwnValues]) -> PartView:
    return PartView(
        part=part,
        plain=plain,
        series=series_of(part.code),
        told=tuple(shown for one in plain.told if (shown := _told(one))),
        questions=items_of(part.code),
        own=own.get(part.code),
    )


def _told(telling: Telling) -> ToldShare | None:
    item = items()[telling.item]
    if item.hcmc is None:
        return None
    return ToldShare(telling, item, item.hcmc, bar(item.hcmc, mark=item.median))


def series_of(code: str) -> Series:
    """Return a code's scores with their charts."""
    scores, breaks = scores_of(code), breaks_of(code)
    points = [Point(s.year, s.hcmc, s.low, s.median, s.high) for s in scores]
    years = {one.year for one in breaks}
    charts = tuple(
        line_chart(points, breaks=years, layout=layout, text=number_text)
        for layout in (NARROW, WIDE)
    )
    return Series(code, scores, breaks, charts)


def strips_of(score: Score) -> tuple[Strip, ...]:
    """Return where the city lies between the lowest and the highest province."""
    return tuple(
        position_strip(
            score.hcmc,
            low=score.low,
            q1=score.q1,
            middle=score.median,
            q3=score.q3,
            high=score.high,
            layout=layout,
        )
        for layout in (NARROW_STRIP, WIDE_STRIP)
    )


def share_text(value: float | None) -> str:
    """Return a share as a whole per cent; what rounds to nothing is "under 1%"."""
    if value is None:
        return ""
    return "< 1%" if 0 < value < 0.005 else f"{number_text(100 * value)}%"
