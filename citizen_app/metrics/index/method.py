"""The composite indices: arithmetic on plain data, standard library alone, so that anybody can redo it.

docs/adr/0023 argues each choice. In short: each indicator is laid between two fixed goalposts (0 to 100),
indicators weigh alike within a theme, themes are joined by a geometric mean. The interval comes from
drawing each indicator anew from its own sums; chance is `random.Random(seed).random()` and nothing else,
a sequence that Python keeps from version to version, so the same sums give the same interval everywhere.

    index_of(parts, {"A1": Seen(45, 50), ...}, seed="26743|democracy|12-months", rules=Rules())
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from statistics import NormalDist

SHARE, SPREAD, COUNT, DAYS, MARK = "share", "spread", "count", "days", "mark"
MEASURED, LEFT_OUT, WORST = "measured", "left_out", "worst"
EXACT = 60  # up to this size counts are drawn exactly, beyond it by the normal distribution
NORMAL = NormalDist()


@dataclass(frozen=True)
class Part:
    """An indicator of an index: its theme there, its goalposts (shares as 0 to 1), what if it is missing.

    `worst` scores 0 and `best` 100, whichever is larger. `if_missing`: "left_out" where nothing happened
    that could be counted; "worst" where the ward itself decides whether it is measured. `settles`: where
    it scores 0, nothing else of its theme could be counted, and the theme is 0 (no dialogue was held).
    """

    code: str
    theme: str
    kind: str
    worst: float
    best: float
    minimum: int
    if_missing: str
    settles: bool = False


@dataclass(frozen=True)
class Seen:
    """What was counted: numerator, denominator, and for days and marks how often each came."""

    num: int
    den: int
    bins: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """The numbers of the method; `floor`: where a theme of score 0 lies when themes are multiplied."""

    simulations: int = 1000
    floor: float = 10.0
    least_measured: float = 0.5
    weight_spread: float = 0.5
    weightings: int = 200


@dataclass(frozen=True)
class Scored:
    """A part with its value and its score from 0 to 100; both None where it is left out."""

    code: str
    theme: str
    value: float | None
    score: float | None
    state: str


@dataclass(frozen=True)
class Index:
    """An index (0 to 100) and its 95 % interval; None where a theme (`lacking`) is measured too little."""

    value: float | None
    low: float | None
    high: float | None
    themes: Mapping[str, float]
    parts: tuple[Scored, ...]
    lacking: tuple[str, ...]


def index_of(parts: Sequence[Part], seen: Mapping[str, Seen], *, seed: str, rules: Rules) -> Index:
    """Return the index of a ward from its sums."""
    ordered = sorted(parts, key=lambda part: part.code)
    scored = tuple(score_of(part, seen.get(part.code, Seen(0, 0))) for part in ordered)
    lacking = tuple(lacking_themes(ordered, scored, rules))
    themes = theme_scores(scored)
    if lacking:
        return Index(None, None, None, themes, scored, lacking)
    value = joined(themes, rules)
    drawn = sorted(_simulated(ordered, scored, seen, seed, rules))
    low, high = ends_of(drawn, 0.95)
    return Index(value, min(low, value), max(high, value), themes, scored, ())


def score_of(part: Part, seen: Seen) -> Scored:
    """Return a part's score; below its minimum sample it is missing."""
    value = value_of(part, seen)
    if value is not None:
        return Scored(part.code, part.theme, value, normalised(part, value), MEASURED)
    if part.if_missing == WORST:
        return Scored(part.code, part.theme, None, 0.0, WORST)
    return Scored(part.code, part.theme, None, None, LEFT_OUT)


def value_of(part: Part, seen: Seen) -> float | None:
    """Return a share, a mean mark, a median of days or a count; None below the minimum sample."""
    if part.kind == COUNT:
        return float(seen.num)
    if seen.den < max(1, part.minimum):
        return None
    if part.kind == DAYS:
        return float(quantile(seen.bins, 0.5))
    return seen.num / seen.den


def normalised(part: Part, value: float) -> float:
    """Return where a value lies between the goalposts: 0 to 100, no more and no less."""
    share = (value - part.worst) / (part.best - part.worst)
    return 100.0 * min(1.0, max(0.0, share))


def lacking_themes(parts: Sequence[Part], scored: Sequence[Scored], rules: Rules) -> Iterator[str]:
    """Yield the themes of which too small a part is measured: one that is lacking is not replaced."""
    pairs = zip(parts, scored, strict=True)
    settled = {one.theme for part, one in pairs if part.settles and one.score == 0}
    for theme in sorted({one.theme for one in scored} - settled):
        states = [one.state for one in scored if one.theme == theme]
        if states.count(MEASURED) < rules.least_measured * len(states):
            yield theme


def theme_scores(
    scored: Sequence[Scored], weights: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Return the mean score of each theme over its parts that have one; equal weights without others."""
    sums: dict[str, list[float]] = {}
    for one in scored:
        if one.score is not None:
            weight = 1.0 if weights is None else weights[one.code]
            total = sums.setdefault(one.theme, [0.0, 0.0])
            total[0] += weight * one.score
            total[1] += weight
    return {theme: total / weight for theme, (total, weight) in sums.items() if weight}


def joined(
    themes: Mapping[str, float], rules: Rules, weights: Mapping[str, float] | None = None
) -> float:
    """Return the geometric mean of the themes, on a scale from the floor to 100 and back again."""
    span = 100.0 - rules.floor
    total = logs = 0.0
    for theme, score in themes.items():
        weight = 1.0 if weights is None else weights[theme]
        logs += weight * math.log(rules.floor + span * score / 100.0)
        total += weight
    return 100.0 * (math.exp(logs / total) - rules.floor) / span


def ends_of(ordered: Sequence[float], share: float) -> tuple[float, float]:
    """Return the ends between which this share of sorted values lies."""
    cut = round((1.0 - share) / 2 * len(ordered))
    return ordered[cut], ordered[-1 - cut]


# Drawing anew ------------------------------------------------------------------------------------------


def _simulated(
    parts: Sequence[Part],
    scored: Sequence[Scored],
    seen: Mapping[str, Seen],
    seed: str,
    rules: Rules,
) -> Iterator[float]:
    """Yield the index with each measured part drawn anew; what is missing stays as it is."""
    rng = random.Random(seed)
    sizes: dict[str, int] = {}
    sums: dict[str, list[float]] = {}
    for part, one in zip(parts, scored, strict=True):
        if one.score is None:
            continue
        sizes[one.theme] = sizes.get(one.theme, 0) + 1
        total = sums.setdefault(one.theme, [0.0] * rules.simulations)
        if one.state == MEASURED:
            for place, value in enumerate(drawn_of(part, seen[part.code], rng, rules.simulations)):
                total[place] += normalised(part, value)
    for place in range(rules.simulations):
        yield joined({theme: sums[theme][place] / sizes[theme] for theme in sums}, rules)


def drawn_of(part: Part, seen: Seen, rng: random.Random, times: int) -> list[float]:
    """Return a part's value so many times, as it would come out if all were counted once more.

    Shares: a binomial number, its chance moved by half a case towards one half (as Jeffreys' prior does),
    because five out of five are not certainty. Medians: a rank drawn around the middle. Marks: as often drawn
    as there are. Counts are what they are.
    """
    if part.kind == COUNT:
        return [float(seen.num)] * times
    if part.kind == DAYS:
        size = sum(seen.bins.values())
        return [
            float(quantile(seen.bins, 0.5 + 0.5 * _z(rng) / math.sqrt(size))) for _ in range(times)
        ]
    if part.kind == MARK:
        return _drawn_means(seen.bins, rng, times)
    chance = (seen.num + 0.5) / (seen.den + 1)
    return [count / seen.den for count in _drawn_counts(seen.den, chance, rng, times)]


def _drawn_counts(size: int, chance: float, rng: random.Random, times: int) -> list[int]:
    if size > EXACT:
        middle, spread = size * chance, math.sqrt(size * chance * (1 - chance))
        return [min(size, max(0, round(middle + spread * _z(rng)))) for _ in range(times)]
    terms = [math.comb(size, k) * chance**k * (1 - chance) ** (size - k) for k in range(size + 1)]
    heights = list(accumulate(terms))
    return [min(size, bisect_left(heights, rng.random())) for _ in range(times)]


def _drawn_means(bins: Mapping[int, int], rng: random.Random, times: int) -> list[float]:
    values = sorted(value for value, count in bins.items() if count > 0)
    size = sum(bins[value] for value in values)
    mean = sum(value * bins[value] for value in values) / size
    if size > EXACT:
        spread = math.sqrt(sum(bins[v] * (v - mean) ** 2 for v in values) / (size - 1) / size)
        return [min(values[-1], max(values[0], mean + spread * _z(rng))) for _ in range(times)]
    heights = list(accumulate(bins[value] / size for value in values))
    last = len(values) - 1
    return [
        sum(values[min(last, bisect_left(heights, rng.random()))] for _ in range(size)) / size
        for _ in range(times)
    ]


def _z(rng: random.Random) -> float:
    return NORMAL.inv_cdf(min(max(rng.random(), 1e-12), 1 - 1e-12))


def quantile(bins: Mapping[int, int], share: float) -> int:
    """Return the smallest value that at least this share of all lies at or below."""
    total = sum(bins.values())
    wanted, seen = max(1, min(total, math.ceil(share * total))), 0
    for value in sorted(bins):
        seen += bins[value]
        if seen >= wanted:
            return value
    raise ValueError("nothing was counted")
