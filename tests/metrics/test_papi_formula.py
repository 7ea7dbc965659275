"""PAPI's formula gives the published scores from the published questions."""

import csv
import pathlib
from collections import defaultdict

import pytest

from citizen_app.metrics.papi.formula import (
    NotComparableError,
    change,
    comparable,
    dimension_score,
    lowest_and_highest,
    normalise,
    part_count,
    recipe_of,
    score_from_items,
    sub_score,
    total,
)
from citizen_app.metrics.papi.reference import dimensions, parts_of, recipes, scores_of

TOLERANCE = 0.01
WITH_RECIPE = {"1.1", "3.2", "3.3", "4.1", "4.3", "6.3", "7.2", "7.3", "8.2", "8.3"}


def published() -> dict[int, dict[str, float]]:
    """What the workbooks give for the city, by year and code; D1... and TOTAL are the sums."""
    found: dict[int, dict[str, float]] = defaultdict(dict)
    path = pathlib.Path(__file__).parent / "published_items.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[int(row["year"])][row["code"]] = float(row["hcmc"])
    return found


PUBLISHED = published()
CASES = [
    (year, code)
    for year in PUBLISHED
    for code in sorted(WITH_RECIPE)
    if code in PUBLISHED[year] and recipe_of(code, year)
]


def test_every_part_whose_recipe_is_known_is_checked_in_several_years() -> None:
    assert {code for _, code in CASES} == WITH_RECIPE == {recipe.code for recipe in recipes()}
    assert len(CASES) == 38
    assert {year for year, _ in CASES} == {2018, 2019, 2022, 2023}


@pytest.mark.parametrize(("year", "code"), CASES)
def test_published_scores_come_out(year: int, code: str) -> None:
    recipe = recipe_of(code, year)
    assert recipe is not None
    assert score_from_items(recipe, PUBLISHED[year]) == pytest.approx(
        PUBLISHED[year][code], abs=TOLERANCE
    )


def test_a_part_measured_otherwise_does_not_come_out_by_the_old_recipe() -> None:
    """What PAPI changed in 2021 shows: the recipe before it is far off."""
    old = recipe_of("3.2", 2019)
    assert old is not None
    assert score_from_items(old, PUBLISHED[2023]) > PUBLISHED[2023]["3.2"] + 0.2


@pytest.mark.parametrize("year", range(2018, 2025))
def test_dimensions_and_total_are_the_sums_that_papi_publishes(year: int) -> None:
    """Parts come from one source, the published sums from another."""
    sums = []
    for dimension in dimensions():
        scores = [
            score.hcmc
            for part in parts_of(dimension.code)
            for score in scores_of(part.code)
            if score.year == year and score.hcmc is not None
        ]
        sums.append(dimension_score(scores, part_count(dimension.code, year)))
        known = PUBLISHED[year].get(f"D{dimension.code}")
        if known is not None:
            assert sums[-1] == pytest.approx(known, abs=TOLERANCE), dimension.code
    assert total(sums, 8) == pytest.approx(PUBLISHED[year]["TOTAL"], abs=0.02)


def test_scores_go_from_the_lowest_to_the_highest() -> None:
    assert sub_score([0, 0], 4) == pytest.approx(0.25)
    assert sub_score([1, 1, 1], 4) == pytest.approx(2.5)
    assert sub_score([0.5], 3) == pytest.approx(5.5 / 3)
    assert sub_score([0.5], 3, share=0.33) == pytest.approx(0.33 * 5.5)
    assert sub_score([0.2, 0.4], 4) == pytest.approx(sub_score([0.4, 0.2], 4))


@pytest.mark.parametrize(("items", "k"), [([], 4), ([1.01], 4), ([-0.01, 0.5], 4), ([0.5], 0)])
def test_what_is_no_answer_is_refused(items: list[float], k: int) -> None:
    with pytest.raises(ValueError):
        sub_score(items, k)


def test_normalising() -> None:
    assert normalise(3, 1, 5) == 0.5
    assert normalise(1, 1, 5, reverse=True) == 1
    assert normalise(0.25, 0, 1, reverse=True) == 0.75
    for value, low, high in ((6, 1, 5), (0, 1, 5), (1, 1, 1)):
        with pytest.raises(ValueError):
            normalise(value, low, high)


def test_a_sum_with_a_part_missing_is_no_score() -> None:
    with pytest.raises(ValueError):
        dimension_score([1.0, 2.0], 3)
    with pytest.raises(ValueError):
        total([5.0] * 7, 8)


def test_parts_are_counted_by_year() -> None:
    assert [part_count("2", year) for year in (2011, 2017, 2018, 2024)] == [3, 3, 4, 4]
    assert [part_count("5", year) for year in (2020, 2021)] == [4, 3]
    assert [part_count("8", year) for year in (2018, 2019)] == [2, 3]
    with pytest.raises(ValueError):
        part_count("7", 2017)
    assert lowest_and_highest("total", 2017) == (6, 60)
    assert lowest_and_highest("total", 2024) == (8, 80)
    assert lowest_and_highest("3", 2024) == (1, 10)
    assert lowest_and_highest("8.1", 2018) == (0.5, 5)
    assert lowest_and_highest("5.2", 2020) == (0.25, 2.5)


def test_no_difference_is_taken_across_a_break() -> None:
    assert change("3.2", (2021, 0.405), (2024, 0.403)) == pytest.approx(-0.002)
    for earlier, later in ((2020, 2021), (2017, 2018), (2016, 2024)):
        assert not comparable("3.2", earlier, later)
        with pytest.raises(NotComparableError):
            change("3.2", (earlier, 1.0), (later, 0.4))
    assert not comparable("total", 2017, 2018)
    assert comparable("total", 2022, 2024)
    assert comparable("3.2", 2024, 2021) and not comparable("3.2", 2021, 2020)
