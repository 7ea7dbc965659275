"""What is published of a wave, worked out from its answers: pure, no database, the same twice.

Shares are whole percents, scores have two decimals: finer figures would say nothing more and let a
reader reckon back to single answers.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from citizen_app.metrics.intervals import wilson
from citizen_app.metrics.papi.formula import sub_score
from citizen_app.surveys.grouping import Parts, join_small
from citizen_app.surveys.questionnaire import Question, Questionnaire, Rules, Score
from citizen_app.surveys.weighting import effective_size, trimmed_weights

VARIABLES = ("neighbourhood", "sex", "age_group")
Population = Mapping[str, Mapping[str, int]]
Row = tuple[float, float]  # what an answer counts, its weight


@dataclass(frozen=True)
class Given:
    """One person's ordinary answers; `groups` has what they said of themselves, by variable."""

    channel: str
    choices: Mapping[str, str]
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Weighting:
    """A weight for each answer, the parts that were used, and what all of it is worth in equal answers."""

    weights: list[float]
    strata: list[tuple[int, ...]]
    variables: list[str]

    @property
    def size(self) -> float:
        """Return the effective number of answers."""
        return effective_size(self.weights)


def figures_of(
    asked: Questionnaire,
    given: Sequence[Given],
    sensitive: Mapping[str, Mapping[str, int]],
    population: Population,
    rules: Rules,
) -> dict[str, Any]:
    """Return the figures of a wave as they are published."""
    channels = Counter(one.channel for one in given)
    is_enough = len(given) >= rules.least_answers
    weighting = weigh(given, population, rules) if is_enough else None
    questions = {q.code: _question(q, given, weighting, rules) for q in asked.ordinary}
    return {
        "answers": len(given),
        "channels": dict(sorted(channels.items())),
        "is_enough": is_enough,
        "questions": questions,
        "scores": {s.sub: _score(s, asked, given, weighting, rules) for s in asked.scores},
        "sensitive": {
            q.code: count_sensitive(q, sensitive.get(q.code, {}), rules) for q in asked.sensitive
        },
        "weighted_by": weighting.variables if weighting else [],
        "worth": round(weighting.size) if weighting else None,
    }


def _question(
    question: Question, given: Sequence[Given], weighting: Weighting | None, rules: Rules
) -> dict[str, Any] | None:
    """Return a question's figure, or None when too few people are behind it."""
    counted = [
        (i, value)
        for i, g in enumerate(given)
        if (value := question.value_of(g.choices)) is not None
    ]
    if len(counted) < rules.least_answers:
        return None
    weights = _weights_for([i for i, _value in counted], weighting, rules)
    return {
        "n": len(counted),
        "raw": _percents([(value, 1.0) for _i, value in counted]),
        "weighted": weights
        and _percents([(v, w) for (_i, v), w in zip(counted, weights, strict=True)]),
        "by_channel": _by_channel([(given[i].channel, value) for i, value in counted], rules),
    }


def _by_channel(rows: Sequence[tuple[str, float]], rules: Rules) -> list[dict[str, Any]]:
    """Return the share by channel, small channels joined; nothing when there is one part only."""
    parts = join_small(Counter(channel for channel, _value in rows), rules.least_answers)
    if len(parts) < 2:
        return []
    told = []
    for part in parts:
        inside = [(value, 1.0) for channel, value in rows if channel in part]
        told.append({"channels": list(part), "n": len(inside), "raw": _percents(inside)})
    return told


def _score(
    score: Score,
    asked: Questionnaire,
    given: Sequence[Given],
    weighting: Weighting | None,
    rules: Rules,
) -> dict[str, Any] | None:
    """Return a sub-dimension's score, or None when one of its questions has too few answers."""
    by_code = {question.code: question for question in asked.questions}
    raw: list[list[float]] = []
    weighted: list[list[float]] | None = []
    for code in score.items:
        rows = [
            (i, v)
            for i, g in enumerate(given)
            if (v := by_code[code].value_of(g.choices)) is not None
        ]
        if len(rows) < rules.least_answers:
            return None
        raw.append(list(_share([(value, 1.0) for _i, value in rows])))
        weights = _weights_for([i for i, _value in rows], weighting, rules)
        if weights is None or weighted is None:
            weighted = None
        else:
            pairs = [(v, w) for (_i, v), w in zip(rows, weights, strict=True)]
            weighted.append(list(_share(pairs)))
    return {"raw": _scored(raw, score.size), "weighted": weighted and _scored(weighted, score.size)}


def _scored(shares: Sequence[Sequence[float]], size: int) -> list[float]:
    """Return score, least and most. The interval takes all items low or all high: rather too wide."""
    return [round(sub_score([share[place] for share in shares], size), 2) for place in range(3)]


def _share(rows: Sequence[Row]) -> tuple[float, float, float]:
    weights = [weight for _value, weight in rows]
    share = sum(value * weight for value, weight in rows) / sum(weights)
    return share, *wilson(share, effective_size(weights))


def _percents(rows: Sequence[Row]) -> list[int]:
    """Return share, least and most in whole percents; the interval is rounded outwards."""
    share, low, high = _share(rows)
    return [round(100 * share), math.floor(100 * low), math.ceil(100 * high)]


def _weights_for(
    chosen: Sequence[int], weighting: Weighting | None, rules: Rules
) -> list[float] | None:
    """Return the weights of some answers; None where a group among them is too small to be told apart.

    Raw and weighted share together are two equations: with a group of one they would give its answer.
    """
    if weighting is None:
        return None
    for place in range(len(weighting.variables)):
        if min(Counter(weighting.strata[i][place] for i in chosen).values()) < rules.least_answers:
            return None
    return [weighting.weights[i] for i in chosen]


def weigh(given: Sequence[Given], population: Population, rules: Rules) -> Weighting | None:
    """Return weights by what is known of the ward's adults, or None where nothing can be used.

    A variable is used when at least two parts of it have the least number of answers. Who did not say
    makes a part of their own that is left as it is; if too few, they go with the largest part.
    """
    columns: list[list[int]] = []
    targets: list[Mapping[Hashable, float]] = []
    used: list[str] = []
    for variable in VARIABLES:
        made = _strata(variable, given, population.get(variable, {}), rules.least_answers)
        if made is not None:
            columns.append(made[0])
            targets.append(made[1])
            used.append(variable)
    if not used:
        return None
    strata = list(zip(*columns, strict=True))
    return Weighting(trimmed_weights(strata, targets, most=rules.most_weight), strata, used)


def _strata(
    variable: str, given: Sequence[Given], known: Mapping[str, int], least: int
) -> tuple[list[int], Mapping[Hashable, float]] | None:
    """Return each answer's part of a variable and the parts' shares; part -1: did not say."""
    said = [one.groups.get(variable, "") for one in given]
    said = [group if group in known else "" for group in said]
    counts = Counter(dict.fromkeys(known, 0))
    counts.update(group for group in said if group)
    parts = join_small(counts, least)
    if len(parts) < 2:
        return None
    place = {group: number for number, part in enumerate(parts) for group in part}
    silent = said.count("")
    largest = max(range(len(parts)), key=lambda n: sum(counts[group] for group in parts[n]))
    unsaid = -1 if silent >= least else largest
    column = [place[group] if group else unsaid for group in said]
    return column, _shares(parts, known, silent / len(given) if silent >= least else 0.0)


def _shares(parts: Parts, known: Mapping[str, int], silent: float) -> dict[Hashable, float]:
    total = sum(known.values())
    shares: dict[Hashable, float] = {
        number: (1 - silent) * sum(known[group] for group in part) / total
        for number, part in enumerate(parts)
    }
    return {**shares, -1: silent} if silent else shares


def count_sensitive(
    question: Question, counts: Mapping[str, int], rules: Rules
) -> dict[str, Any] | None:
    """Return what is told of a sensitive question: never a number of people from 1 to 4, on either side."""
    size = sum(counts.get(choice, 0) for choice in question.values)
    if size < rules.least_answers:
        return None
    people = sum(counts.get(choice, 0) for choice, value in question.values.items() if value)
    if 0 < people < rules.fewest_told:
        return {"n": size, "told": "under"}
    if 0 < size - people < rules.fewest_told:
        return {"n": size, "told": "over"}
    share = people / size
    low, high = wilson(share, size)
    percents = [round(100 * share), math.floor(100 * low), math.ceil(100 * high)]
    return {"n": size, "told": "exact", "people": people, "raw": percents}


def told_counts(figures: Mapping[str, Any], rules: Rules) -> dict[str, list[int]]:
    """Return [people who say so, people counted] by question: nothing that the published figures do not say.

    Ordinary questions are counted back from their whole percents. Of a sensitive one that is told as
    "fewer than" or "all but fewer than", the number next to that bound stands for what is not told.
    """
    counts = {}
    for code, told in {**figures["questions"], **figures["sensitive"]}.items():
        if told is not None:
            counts[code] = [_people(told, rules), told["n"]]
    return counts


def _people(told: Mapping[str, Any], rules: Rules) -> int:
    size = int(told["n"])
    if told.get("told") == "under":
        return rules.fewest_told - 1
    if told.get("told") == "over":
        return size - rules.fewest_told + 1
    if "people" in told:
        return int(told["people"])
    return round(size * int(told["raw"][0]) / 100)
