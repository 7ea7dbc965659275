"""Other weights, and wards beside each other: plain data and the standard library alone, as method.py.

Wards are put into groups, not into ranks: within a group nobody is surely better than another.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citizen_app.metrics.index.method import Rules, Scored, ends_of, joined, theme_scores


@dataclass(frozen=True)
class Sensitivity:
    """What the index would be under other choices; `random` holds 90 % of the random weightings."""

    arithmetic: float
    without: Mapping[str, float]
    random: tuple[float, float]


@dataclass(frozen=True)
class Placed:
    """A ward among similar ones: its parts, its index and interval."""

    name: str
    parts: Sequence[Scored]
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Standing:
    """A ward's group (1 is the highest), of how many, and in which share of other weightings it moves."""

    group: int
    groups: int
    same: float
    higher: float
    lower: float


Choice = Mapping[str, float] | None


def sensitivity_of(parts: Sequence[Scored], *, seed: str, rules: Rules) -> Sensitivity:
    """Return how far a ward's index hangs on the choices that were made."""
    themes = theme_scores(parts)
    scored = [one for one in parts if one.score is not None]
    return Sensitivity(
        arithmetic=sum(themes.values()) / len(themes),
        without={one.code: _without(scored, one.code, rules) for one in scored},
        random=ends_of(sorted(_weighted(scored, w, rules) for w in weightings(seed, rules)), 0.9),
    )


def _without(scored: Sequence[Scored], code: str, rules: Rules) -> float:
    left = [one for one in scored if one.code != code]
    return joined(theme_scores(left), rules) if left else 0.0


class Weighting(dict[str, float]):
    """Weights by code or theme, drawn when they are first asked for: the same seed gives the same."""

    def __init__(self, seed: str, spread: float) -> None:
        super().__init__()
        self.seed, self.spread = seed, spread

    def __missing__(self, name: str) -> float:
        drawn = random.Random(f"{self.seed}|{name}").random()
        self[name] = 1 + self.spread * (2 * drawn - 1)
        return self[name]


def weightings(seed: str, rules: Rules) -> list[Weighting]:
    """Return weightings in which each weight is between half and one and a half of the equal one."""
    return [Weighting(f"{seed}|{n}", rules.weight_spread) for n in range(rules.weightings)]


def _weighted(parts: Sequence[Scored], weights: Weighting, rules: Rules) -> float:
    return joined(theme_scores(parts, weights), rules, weights)


def groups_of(wards: Sequence[tuple[str, float, float, float]]) -> dict[str, int]:
    """Return the group of each ward (name, value, low, high), from 1, the highest.

    The ward with the highest index opens a group; all whose interval reaches up to the lower end of
    its interval belong to it. The next one opens the next group.
    """
    found: dict[str, int] = {}
    number, reach = 0, float("inf")
    for name, _value, low, high in sorted(wards, key=lambda one: (-one[1], one[0])):
        if high < reach:
            number, reach = number + 1, low
        found[name] = number
    return found


def standings_of(wards: Sequence[Placed], *, seed: str, rules: Rules) -> dict[str, Standing]:
    """Return where similar wards stand, and how often they would stand elsewhere under other choices.

    Other choices: each indicator left out, the arithmetic mean, random weights. The width of an
    interval stays as it is; only its place moves. A ward moves when more or fewer wards stand in groups
    above its own: that others part from each other moves nobody else.
    """
    base = groups_of([(one.name, one.value, one.low, one.high) for one in wards])
    count = max(base.values(), default=0)
    ahead = _ahead(base)
    moved = [_ahead(_groups_with(wards, other)) for other in _other_choices(wards, seed, rules)]
    return {
        name: Standing(
            group,
            count,
            same=sum(one[name] == ahead[name] for one in moved) / len(moved),
            higher=sum(one[name] < ahead[name] for one in moved) / len(moved),
            lower=sum(one[name] > ahead[name] for one in moved) / len(moved),
        )
        for name, group in base.items()
    }


def _ahead(groups: Mapping[str, int]) -> dict[str, int]:
    """Return how many wards stand in groups above each."""
    return {name: sum(other < group for other in groups.values()) for name, group in groups.items()}


def _groups_with(wards: Sequence[Placed], values: Sequence[float]) -> dict[str, int]:
    return groups_of(
        [
            (one.name, value, one.low - one.value + value, one.high - one.value + value)
            for one, value in zip(wards, values, strict=True)
        ]
    )


def _other_choices(wards: Sequence[Placed], seed: str, rules: Rules) -> list[list[float]]:
    codes = sorted({part.code for one in wards for part in one.parts if part.score is not None})
    scored = [[part for part in one.parts if part.score is not None] for one in wards]
    themes = [theme_scores(parts) for parts in scored]
    return [
        [sum(found.values()) / len(found) for found in themes],
        *[[_without(parts, code, rules) for parts in scored] for code in codes],
        *[[_weighted(parts, w, rules) for parts in scored] for w in weightings(seed, rules)],
    ]
