"""A score said in words: beside the middle of the country, and in which quarter of the provinces.

No rank and no second decimal in words: a survey of some hundred people a province does not carry them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from citizen_app.core.i18n import gettext as _
from citizen_app.metrics.papi.formula import comparable
from citizen_app.metrics.papi.reference import Score

# "About the same": less apart than this share of the distance that the middle half of provinces covers.
NEAR = 0.2


class Standing(StrEnum):
    """Where a value lies beside another."""

    HIGHER = "higher"
    NEAR = "near"
    LOWER = "lower"


class Group(StrEnum):
    """The quarter of the provinces that a score belongs to; PAPI's own maps use the same four."""

    TOP = "top"
    UPPER = "upper"
    LOWER = "lower"
    BOTTOM = "bottom"


def beside(value: float, other: float, width: float) -> Standing:
    """Compare two values; `width` is the distance between the provinces' lower and upper quarter."""
    if abs(value - other) < NEAR * width:
        return Standing.NEAR
    return Standing.HIGHER if value > other else Standing.LOWER


def standing_of(score: Score) -> Standing | None:
    """Return how the city stands beside the country’s middle, None where it has no score."""
    if score.hcmc is None:
        return None
    return beside(score.hcmc, score.median, score.q3 - score.q1)


def group_of(score: Score) -> Group | None:
    """Return the quarter that the city belongs to."""
    if score.hcmc is None:
        return None
    if score.hcmc >= score.q3:
        return Group.TOP
    if score.hcmc >= score.median:
        return Group.UPPER
    return Group.LOWER if score.hcmc >= score.q1 else Group.BOTTOM


def standing_words(standing: Standing | None) -> str:
    """Return the words for a standing."""
    return {
        Standing.HIGHER: _("higher than the country’s middle"),
        Standing.NEAR: _("about the country’s middle"),
        Standing.LOWER: _("lower than the country’s middle"),
        None: _("not published"),
    }[standing]


def group_words(group: Group) -> str:
    """Return the words for a quarter."""
    return {
        Group.TOP: _("in the quarter of provinces with the highest scores"),
        Group.UPPER: _("in the upper middle quarter of provinces"),
        Group.LOWER: _("in the lower middle quarter of provinces"),
        Group.BOTTOM: _("in the quarter of provinces with the lowest scores"),
    }[group]


@dataclass(frozen=True)
class Count:
    """How many dimensions stand where."""

    higher: int
    near: int
    lower: int


def count_standings(scores: Iterable[Score]) -> Count:
    """Count where the city stands."""
    found = [standing_of(score) for score in scores]
    return Count(*(found.count(one) for one in Standing))


def change_words(scores: tuple[Score, ...]) -> str:
    """Say how the last year stands beside the first one measured in the same way; "" if there is none."""
    last = scores[-1]
    run = [s for s in scores if s.hcmc is not None and comparable(s.code, s.year, last.year)]
    if last.hcmc is None or len(run) < 2 or run[0].hcmc is None:
        return ""
    standing = beside(last.hcmc, run[0].hcmc, last.q3 - last.q1)
    year = run[0].year
    return {
        Standing.HIGHER: _(
            "Higher than in %(year)s, the first year measured in the same way.", year=year
        ),
        Standing.NEAR: _(
            "About as in %(year)s, the first year measured in the same way.", year=year
        ),
        Standing.LOWER: _(
            "Lower than in %(year)s, the first year measured in the same way.", year=year
        ),
    }[standing]
