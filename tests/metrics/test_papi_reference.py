"""The figures are whole, agree with each other and with what is known of them."""

import pytest

from citizen_app.core.i18n import LANGUAGES
from citizen_app.metrics.papi import own, reading
from citizen_app.metrics.papi.formula import lowest_and_highest
from citizen_app.metrics.papi.plain import plain_words
from citizen_app.metrics.papi.reading import Group, Standing
from citizen_app.metrics.papi.reference import (
    TOTAL,
    Score,
    breaks_of,
    dimensions,
    items,
    items_of,
    parts,
    parts_of,
    scores_of,
)

EVERY_CODE = [*parts(), TOTAL]


def in_year(code: str, year: int) -> Score:
    return next(score for score in scores_of(code) if score.year == year)


def test_there_are_eight_dimensions_and_twenty_eight_parts_today() -> None:
    assert len(dimensions()) == 8
    every = [part for one in dimensions() for part in parts_of(one.code)]
    assert len(every) == 29
    assert [part.code for part in every if part.until < 2024] == ["5.2"]
    assert len({one.slug for one in dimensions()}) == 8
    assert all(part.name and part.name_en for part in parts().values())


@pytest.mark.parametrize("code", EVERY_CODE)
def test_scores_are_ordered_within_the_scale_and_without_gaps(code: str) -> None:
    scores = scores_of(code)
    years = [score.year for score in scores]
    assert years == list(range(years[0], years[-1] + 1))
    if code != TOTAL:
        assert (years[0], years[-1]) == (parts()[code].since, parts()[code].until)
    for score in scores:
        lowest, highest = lowest_and_highest(code, score.year)
        # PAPI rounds a third to .33 in some parts; two decimals are what it publishes.
        assert lowest * 0.985 <= score.low <= score.q1 <= score.median <= score.q3 <= score.high
        assert score.high <= highest + 0.01
        assert 57 <= score.n <= 63
        for value in (score.hcmc, score.binh_duong, score.ba_ria_vung_tau):
            assert value is None or score.low <= value <= score.high


@pytest.mark.parametrize(
    ("code", "year", "hcmc", "low", "median", "high"),
    [
        ("1", 2016, 4.70, 4.43, 5.35, 6.81),
        ("3", 2024, 4.17, 3.89, 4.31, 4.61),
        ("6", 2023, 7.53, 6.76, 7.53, 8.30),
        ("7", 2018, 3.67, 3.54, 4.51, 6.74),
        ("total", 2019, 43.79, 40.84, 43.73, 46.74),
        ("total", 2024, 42.81, 39.91, 43.48, 47.82),
        ("3.2", 2023, 0.43, 0.39, 0.46, 0.64),
        ("2.3", 2023, 1.40, 1.03, 1.30, 1.53),
    ],
)
def test_figures_are_those_published(
    code: str, year: int, hcmc: float, low: float, median: float, high: float
) -> None:
    score = in_year(code, year)
    found = (score.hcmc, score.low, score.median, score.high)
    assert found == pytest.approx((hcmc, low, median, high), abs=0.01)


def test_the_neighbours_have_their_own_figures_and_holes() -> None:
    last = in_year(TOTAL, 2024)
    assert (last.binh_duong, last.ba_ria_vung_tau) == pytest.approx((45.39, 45.53), abs=0.01)
    assert in_year("1", 2023).binh_duong is None


def test_breaks_are_where_the_measure_changed() -> None:
    def years(code: str) -> list[int]:
        return sorted({one.year for one in breaks_of(code)})

    assert years("3") == [2016, 2018, 2021]
    assert years("3.3") == [] and scores_of("3.3")[0].year == 2018
    assert years("5") == years("5.3") == [2021]
    assert years("8.1") == [2019, 2022]
    assert {2018, 2019, 2022} <= set(years(TOTAL))
    assert all(one.name and one.name_en for code in EVERY_CODE for one in breaks_of(code))


def test_what_breaks_a_part_breaks_its_dimension_and_the_total() -> None:
    for dimension in dimensions():
        own_years = {one.year for one in breaks_of(dimension.code)}
        for part in parts_of(dimension.code):
            assert {one.year for one in breaks_of(part.code)} <= own_years, part.code
        assert own_years <= {one.year for one in breaks_of(TOTAL)}, dimension.code


def test_a_break_seen_in_the_figures_is_a_move_of_all_provinces() -> None:
    """Where PAPI does not say so, the figures must: the middle moves or the distances shrink."""
    for code in parts():
        for one in breaks_of(code):
            if one.basis == "figures" and "." in code:
                before, after = in_year(code, one.year - 1), in_year(code, one.year)
                moved = abs(after.median - before.median) > before.q3 - before.q1
                shrunk = after.q3 - after.q1 < (before.q3 - before.q1) / 3
                assert moved or shrunk, (code, one.year)


def test_questions_are_within_their_bounds() -> None:
    assert len(items()) == 120
    assert {item.part for item in items().values()} == {
        part.code for one in dimensions() for part in parts_of(one.code) if part.until == 2024
    }
    for item in items().values():
        assert item.low <= item.median <= item.high
        assert item.hcmc is None or item.low <= item.hcmc <= item.high
        # 6.4.2 is a balance: better less worse.
        least = -1 if item.code == "6.4.2" else 0
        assert item.unit != "share" or (item.low >= least and item.high <= 1), item.code
        assert item.name and item.name_en and "*" not in item.name
    assert items()["2.3.1"].hcmc == pytest.approx(0.34, abs=0.005)
    assert items()["4.4.4"].hcmc is None, "fewer than 15 people answered"
    assert len(items_of("3.2")) == 2


@pytest.mark.parametrize("dimension", [one.code for one in dimensions()])
def test_each_part_is_said_in_plain_words_in_both_languages(dimension: str) -> None:
    texts = []
    for lang in LANGUAGES:
        plain = plain_words(dimension, lang)
        assert list(plain.parts) == [part.code for part in parts_of(dimension)]
        told = [one for part in plain.parts.values() for one in part.told]
        assert all(items()[one.item].unit == "share" for one in told)
        assert all(one.item.startswith(code) for code, p in plain.parts.items() for one in p.told)
        assert all(part.levers for code, part in plain.parts.items() if code != "5.2")
        words = [plain.measures, *(part.measures for part in plain.parts.values())]
        words += [one.text for one in told] + [w for p in plain.parts.values() for w in p.levers]
        assert all(words) and "!" not in "".join(words)
        texts.append(words)
    assert len(texts[0]) == len(texts[1])
    assert not set(texts[0]) & set(texts[1])


def test_what_a_ward_cannot_see_has_no_indicator_and_the_other_way_round() -> None:
    for dimension in dimensions():
        for code, part in plain_words(dimension.code, "vi").parts.items():
            indicators = own.indicators_by_part().get(code, ())
            assert part.sees != "none" or not indicators, code
            assert part.sees != "full" or indicators, code


def score(value: float | None) -> Score:
    return Score(2024, "1", value, None, None, low=1, q1=4, median=5, q3=6, high=9, n=61)


@pytest.mark.parametrize(
    ("value", "standing", "group"),
    [
        (6.0, Standing.HIGHER, Group.TOP),
        (5.4, Standing.HIGHER, Group.UPPER),
        (5.39, Standing.NEAR, Group.UPPER),
        (4.61, Standing.NEAR, Group.LOWER),
        (4.6, Standing.LOWER, Group.LOWER),
        (4.0, Standing.LOWER, Group.LOWER),
        (3.9, Standing.LOWER, Group.BOTTOM),
    ],
)
def test_a_score_is_said_in_words(value: float, standing: Standing, group: Group) -> None:
    assert reading.standing_of(score(value)) is standing
    assert reading.group_of(score(value)) is group


def test_what_was_not_published_stands_nowhere() -> None:
    assert reading.standing_of(score(None)) is None
    assert reading.group_of(score(None)) is None
