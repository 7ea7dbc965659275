"""What the pages of the indices show, put together from figures, words and charts; no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import local_name, number_text
from citizen_app.metrics.catalogue import CATALOGUE, THEMES, Indicator, Kind
from citizen_app.metrics.charts.bars import Bar, bar
from citizen_app.metrics.charts.strip import NARROW_STRIP, WIDE_STRIP, Strip, position_strip
from citizen_app.metrics.index import words
from citizen_app.metrics.index.comparing import Sensitivity
from citizen_app.metrics.index.goalposts import GOALPOSTS
from citizen_app.metrics.index.method import WORST, Part, Scored, Seen
from citizen_app.metrics.index.queries import WardIndex
from citizen_app.metrics.periods import Period
from citizen_app.metrics.values import Value
from citizen_app.metrics.words import THEME_LABELS, figure_text

HIGHEST = 100


@dataclass(frozen=True)
class PartView:
    """An indicator of an index: what was counted, what it scores; `note`: why it has no figure."""

    indicator: Indicator
    figure: str
    counted: str
    score: str
    note: str


@dataclass(frozen=True)
class ThemeView:
    """A theme of the motto with its score, and the indicators that make it; `bar` None without a score."""

    label: object
    score: str
    bar: Bar | None
    is_lacking: bool
    parts: Sequence[PartView]


@dataclass(frozen=True)
class OtherWay:
    """What the index would be under another choice, and by how many points that moves it."""

    label: str
    points: str
    change: int


@dataclass(frozen=True)
class IndexView:
    """An index of a ward as pages show it; `points` is "" where there is none."""

    name: str
    label: object
    about: object
    points: str
    sureness: str
    standing: str
    steadiness: str
    similar: str
    compared: int
    few_cases: str
    strips: Sequence[Strip]
    themes: Sequence[ThemeView]
    lacking: Sequence[object]
    other_ways: Sequence[OtherWay]
    random_low: str
    random_high: str


def index_view(of: WardIndex) -> IndexView:
    """Return what is shown of an index."""
    index, found = of.measured.index, of.measured.sensitivity
    standing = of.standing
    return IndexView(
        name=of.measured.name,
        label=words.INDEX_LABELS[of.measured.name],
        about=words.ABOUT[of.measured.name],
        points=words.points_text(index.value),
        sureness=words.interval_text(index),
        standing=words.standing_text(standing) if standing else "",
        steadiness=words.steadiness_text(standing) if standing else "",
        similar=words.class_text(*of.similar),
        compared=of.compared,
        few_cases=_few_cases(of),
        strips=_strips(of),
        themes=[_theme(of, theme) for theme in _themes_of(of)],
        lacking=[THEME_LABELS[theme] for theme in index.lacking],
        other_ways=_other_ways(index.value, found) if found and index.value is not None else [],
        random_low=words.points_text(found.random[0]) if found else "",
        random_high=words.points_text(found.random[1]) if found else "",
    )


def _few_cases(of: WardIndex) -> str:
    if of.measured.cases >= GOALPOSTS.least_cases:
        return ""
    return _(
        "Only %(n)s reports were due in this time. Below %(least)s a ward is compared with no other.",
        n=number_text(of.measured.cases),
        least=number_text(GOALPOSTS.least_cases),
    )


def _strips(of: WardIndex) -> list[Strip]:
    index = of.measured.index
    if index.value is None or index.low is None or index.high is None:
        return []
    return [
        position_strip(
            index.value,
            low=0,
            q1=index.low,
            middle=index.value,
            q3=index.high,
            high=HIGHEST,
            layout=layout,
        )
        for layout in (NARROW_STRIP, WIDE_STRIP)
    ]


def _themes_of(of: WardIndex) -> list[str]:
    present = {part.theme for part in of.measured.index.parts}
    return [theme for theme in THEMES if theme in present]


def _theme(of: WardIndex, theme: str) -> ThemeView:
    index = of.measured.index
    score = index.themes.get(theme)
    parts = [_part(of, part) for part in index.parts if part.theme == theme]
    return ThemeView(
        label=THEME_LABELS[theme],
        score=words.points_text(score),
        bar=bar(score, most=HIGHEST) if score is not None else None,
        is_lacking=theme in index.lacking,
        parts=parts,
    )


def _part(of: WardIndex, part: Scored) -> PartView:
    indicator, seen = CATALOGUE[part.code], of.measured.seen[part.code]
    note = str(words.STATES.get(part.state, ""))
    return PartView(
        indicator=indicator,
        figure=figure_text(_value(indicator, of.measured.period, seen, part.value)),
        counted=_counted_text(indicator, seen) if part.value is not None else "",
        score=words.points_text(part.score),
        note=note,
    )


def _value(indicator: Indicator, period: Period, seen: Seen, value: float | None) -> Value:
    return Value(indicator, period, seen.num, seen.den, value, None, None)


def _counted_text(indicator: Indicator, seen: Seen) -> str:
    if indicator.kind == Kind.COUNT:
        return ""
    if indicator.kind in {Kind.DAYS, Kind.MARK}:
        return number_text(seen.den)
    return _("%(num)s of %(den)s", num=number_text(seen.num), den=number_text(seen.den))


def _other_ways(value: float, found: Sensitivity) -> list[OtherWay]:
    """Return the other choices, the one that moves the index most first."""
    ways = [_way(_("Themes added up instead of multiplied"), found.arithmetic, value)]
    ways += [
        _way(_("Without: %(name)s", name=local_name(CATALOGUE[code])), other, value)
        for code, other in found.without.items()
    ]
    return sorted(ways, key=lambda way: -abs(way.change))


def _way(label: str, other: float, value: float) -> OtherWay:
    return OtherWay(label, words.points_text(other), round(other) - round(value))


@dataclass(frozen=True)
class GoalpostRow:
    """An indicator's goalposts in words, and why they lie there; `is_choice`: missing, it counts as 0."""

    indicator: Indicator
    theme: object
    worst: str
    best: str
    minimum: int
    is_choice: bool
    reason: str


def goalpost_rows(name: str) -> list[GoalpostRow]:
    """Return the goalposts of an index, theme by theme."""
    ordered = sorted(GOALPOSTS.parts[name], key=lambda part: THEMES.index(part.theme))
    return [
        GoalpostRow(
            indicator=CATALOGUE[part.code],
            theme=THEME_LABELS[part.theme],
            worst=_goal(part, part.worst),
            best=_goal(part, part.best),
            minimum=part.minimum,
            is_choice=part.if_missing == WORST,
            reason=GOALPOSTS.reasons[name][part.code],
        )
        for part in ordered
    ]


def _goal(part: Part, value: float) -> str:
    indicator = CATALOGUE[part.code]
    period = Period.day(GOALPOSTS.since)
    return figure_text(Value(indicator, period, 0, 0, value, None, None))
