"""How PAPI makes a score from answers; the survey of a ward uses the same scale for its own figures.

PAPI publishes no formula: it was recovered from the questions and scores of all provinces, 2018-2023.
A part's score is (1 + 9 x mean of its questions) / k, each question between 0 and 1, k the number of
parts in the dimension; a dimension (1-10) is the sum of its parts, the total the sum of its dimensions.
Parts whose questions go to some of the people only are scored person by person before the mean: these
cannot be worked out from published figures. What is worked out here from a ward's own answers is never
PAPI's: PAPI's sample is the province.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from citizen_app.metrics.papi.reference import TOTAL, Recipe, breaks_of, parts, recipes


class NotComparableError(ValueError):
    """The two years were measured in different ways."""


def normalise(value: float, low: float, high: float, *, reverse: bool = False) -> float:
    """Return where a value lies between the ends of its scale, 0 to 1; `reverse`: less is better.

    Raises ValueError for a value outside of its scale: a mistake, not an answer.
    """
    if not low < high:
        raise ValueError(f"a scale from {low} to {high}")
    if not low <= value <= high:
        raise ValueError(f"{value} is not between {low} and {high}")
    place = (value - low) / (high - low)
    return 1 - place if reverse else place


def sub_score(normalised_items: Sequence[float], k: int, *, share: float | None = None) -> float:
    """Return a part's score from 1/k to 10/k, from questions between 0 and 1, each counting the same.

    `k` is the number of parts in the dimension. `share` is the lowest score where it is not 1/k:
    PAPI rounds a third to .33 in some parts. Raises ValueError for no question or one out of bounds.
    """
    if not normalised_items:
        raise ValueError("a part needs at least one question")
    if k < 1:
        raise ValueError(f"a dimension of {k} parts")
    if any(not 0 <= item <= 1 for item in normalised_items):
        raise ValueError(f"not all between 0 and 1: {list(normalised_items)}")
    mean = sum(normalised_items) / len(normalised_items)
    return (1 / k if share is None else share) * (1 + 9 * mean)


def dimension_score(part_scores: Iterable[float], k: int) -> float:
    """Return a dimension's score, 1 to 10, the plain sum of its k parts; ValueError if one is missing."""
    found = list(part_scores)
    if len(found) != k:
        raise ValueError(f"{len(found)} parts of {k}: a sum without all of them means nothing")
    return sum(found)


def total(dimension_scores: Iterable[float], count: int) -> float:
    """Return the unweighted total of all `count` dimensions; raises ValueError if one is missing."""
    return dimension_score(dimension_scores, count)


def part_count(dimension: str, year: int) -> int:
    """Return k, the number of parts of a dimension in a year; raises ValueError before it was measured."""
    count = parts()[dimension].count(year)
    if not count:
        raise ValueError(f"dimension {dimension} was not measured in {year}")
    return count


def lowest_and_highest(code: str, year: int) -> tuple[float, float]:
    """Return the ends of the scale of a code in a year."""
    if code == TOTAL:
        measured = sum(bool(part.slug and part.count(year)) for part in parts().values())
        return float(measured), 10.0 * measured
    part = parts()[code]
    k = 1 if part.slug else part_count(part.dimension, year)
    return 1 / k, 10 / k


def comparable(code: str, earlier: int, later: int) -> bool:
    """Say whether two years of a code were measured in the same way."""
    first, last = sorted((earlier, later))
    return not any(first < one.year <= last for one in breaks_of(code))


def change(code: str, earlier: tuple[int, float], later: tuple[int, float]) -> float:
    """Return the difference of two (year, score) of a code; raises NotComparableError across a break."""
    if not comparable(code, earlier[0], later[0]):
        raise NotComparableError(f"{code}: {earlier[0]} and {later[0]} were measured in other ways")
    return later[1] - earlier[1]


def recipe_of(code: str, year: int) -> Recipe | None:
    """Return how a part was scored in a year, None where the published figures don't tell."""
    return next((r for r in recipes() if r.code == code and r.since <= year <= r.until), None)


def score_from_items(recipe: Recipe, values: Mapping[str, float]) -> float:
    """Return a part's score from the published values of its questions, by their codes."""
    normalised = [
        normalise(values[one.item], one.low, one.high, reverse=one.reverse)
        for one in recipe.ingredients
    ]
    k = part_count(recipe.code.partition(".")[0], recipe.until)
    return sub_score(normalised, k, share=recipe.share)
