"""Weights, intervals, PAPI's formula and what few people hide: known answers and attacks."""

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_app.metrics.intervals import wilson
from citizen_app.metrics.papi.formula import normalise, sub_score
from citizen_app.surveys.counting import Given, count_sensitive, figures_of, weigh
from citizen_app.surveys.grouping import join_small
from citizen_app.surveys.questionnaire import questionnaire, rules
from citizen_app.surveys.scoring import scale_of
from citizen_app.surveys.weighting import effective_size, rake, trimmed_weights

ASKED, RULES = questionnaire(), rules()
LEAST = RULES.least_answers
MONEY = next(q for q in ASKED.sensitive if q.code == "asked_for_money")

# Published items and scores (PAPI workbooks): Ho Chi Minh City and the country's mean, 2023.
PUBLISHED = [
    ([0.1123, 0.8874, 0.3632], 3, 1.6962),  # 7.2 quality of air, Ho Chi Minh City 2023
    ([0.2377, 0.8917, 0.4595], 3, 1.9222),  # 7.2, mean of the provinces 2023
    ([0.1535 / 4, 0.124 / 4], 3, 0.4330),  # 3.2 appeals, counted over four kinds, the city 2023
]


@pytest.mark.parametrize(("places", "size", "published"), PUBLISHED)
def test_the_formula_gives_the_published_scores(
    places: list[float], size: int, published: float
) -> None:
    assert sub_score(places, size) == pytest.approx(published, abs=0.01)


def test_the_scale_is_papi_s() -> None:
    assert scale_of(4) == (0.25, 2.5)
    assert scale_of(3) == pytest.approx((0.3333, 3.3333), abs=1e-4)
    assert (sub_score([0], 4), sub_score([1, 1], 4)) == scale_of(4)
    assert (normalise(2, 1, 3), normalise(2, 0, 10, reverse=True)) == (0.5, 0.8)
    with pytest.raises(ValueError, match="at least one"):
        sub_score([], 4)


def test_raking_reproduces_a_known_example() -> None:
    """Of a table of 2 by 2 raking keeps the odds ratio: with equal margins it is solved by a root."""
    rows = [(r, c) for r in "ab" for c in "cd"]
    half = {"a": 0.5, "b": 0.5}, {"c": 0.5, "d": 0.5}
    fitted = rake(rows, half, start=[1.0, 2.0, 3.0, 4.0])
    root = math.sqrt(1 * 4 / (2 * 3))
    corner = 0.5 * root / (1 + root)
    assert fitted == pytest.approx([corner, 0.5 - corner, 0.5 - corner, corner])


def test_raking_fits_the_margins_and_keeps_every_odds_ratio() -> None:
    """These two together make the solution the only one (Deming and Stephan)."""
    seed = [[40.0, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]]
    rows = [(r, c) for r in range(4) for c in range(4)]
    across = dict(enumerate([150.0, 300.0, 400.0, 150.0]))
    down = dict(enumerate([200.0, 300.0, 400.0, 100.0]))
    fitted = rake(rows, [across, down], start=[seed[r][c] for r, c in rows])
    table = [fitted[4 * r : 4 * r + 4] for r in range(4)]
    assert [sum(row) for row in table] == pytest.approx(list(across.values()), rel=1e-6)
    assert [sum(column) for column in zip(*table, strict=True)] == pytest.approx(
        list(down.values())
    )
    for r, c in rows:
        before = seed[0][0] * seed[r][c] / (seed[0][c] * seed[r][0])
        after = table[0][0] * table[r][c] / (table[0][c] * table[r][0])
        assert after == pytest.approx(before, rel=1e-6)


def test_post_stratification_by_one_variable_is_a_quotient() -> None:
    rows = [("a",)] * 30 + [("b",)] * 10
    weights = trimmed_weights(rows, [{"a": 0.5, "b": 0.5}], most=3)
    assert weights == pytest.approx([40 * 0.5 / 30] * 30 + [40 * 0.5 / 10] * 10)
    assert sum(weights) == pytest.approx(40)


def test_no_weight_passes_the_bounds() -> None:
    rows = [("a",)] * 97 + [("b",)] * 3
    weights = trimmed_weights(rows, [{"a": 0.2, "b": 0.8}], most=3)
    assert max(weights) <= 3 and min(weights) >= 1 / 3
    with pytest.raises(ValueError, match="without an answer"):
        rake(rows, [{"a": 0.5, "b": 0.2, "c": 0.3}])


def test_intervals_are_known_ones() -> None:
    assert wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=1e-4)
    assert effective_size([1, 1, 1, 1]) == 4
    assert effective_size([3, 1]) == pytest.approx(1.6)


def person(channel: str = "web", sex: str = "", **choices: str) -> Given:
    return Given(channel, choices, {"sex": sex} if sex else {})


def figures(people: list[Given], population: dict[str, dict[str, int]] | None = None) -> dict:
    return figures_of(ASKED, people, {}, population or {}, RULES)


def test_nothing_is_told_about_fewer_than_the_least() -> None:
    told = figures([person(budget_published="yes")] * (LEAST - 1))
    assert not told["is_enough"] and told["answers"] == LEAST - 1
    assert set(told["questions"].values()) == {None} == set(told["scores"].values())
    told = figures([person(budget_published="yes")] * LEAST)
    assert told["questions"]["budget_published"]["raw"][0] == 100
    assert told["questions"]["contacted"] is None  # nobody answered it


def test_a_question_asked_of_few_stays_hidden_though_the_wave_is_large() -> None:
    people = [person(contacted="yes", contact_good="no")] * (LEAST - 1)
    told = figures([*people, *[person(contacted="no")] * 60])
    assert told["questions"]["contacted"]["n"] == LEAST + 59
    assert told["questions"]["contact_good"] is None and told["scores"]["3.1"] is None


def test_the_skip_logic_counts_as_its_note_says() -> None:
    people = [person(budget_published="yes", budget_read="yes")] * 10
    people += [person(budget_published="yes", budget_read="no")] * 5
    people += [person(budget_published="unknown")] * 5
    told = figures(people)["questions"]
    assert told["budget_published"]["raw"][0] == 75
    assert (told["budget_read"]["raw"][0], told["budget_read"]["n"]) == (50, 20)
    score = figures(people)["scores"]["2.3"]["raw"]
    assert score[0] == round(sub_score([0.75, 0.5], 4), 2) and score[1] < score[0] < score[2]


def test_skipped_questions_are_dropped_whatever_was_sent() -> None:
    kept = ASKED.asked({"contact_good": "yes", "contacted": "no", "made_up": "x", "safe": "wrong"})
    assert kept == {"contacted": "no"}


def test_weights_move_a_figure_towards_the_ward() -> None:
    people = [person(sex="female", contacted="yes")] * 60 + [
        person(sex="male", contacted="no")
    ] * 20
    told = figures(people, {"sex": {"female": 500, "male": 500}})
    assert told["questions"]["contacted"]["raw"][0] == 75
    assert told["questions"]["contacted"]["weighted"][0] == 50
    assert told["weighted_by"] == ["sex"] and told["worth"] == 60


def test_without_numbers_there_is_only_what_was_answered() -> None:
    told = figures([person(sex="female", contacted="yes")] * 40)
    assert told["questions"]["contacted"]["weighted"] is None and told["weighted_by"] == []


def test_raw_and_weighted_share_never_give_away_a_small_group() -> None:
    """Two equations, two unknowns: with one man among women both shares would tell what he said."""
    population = {"sex": {"female": 500, "male": 500}}
    people = [person(sex="female", contacted="yes")] * 40 + [person(sex="male", contacted="no")]
    told = figures(people, population)
    assert told["weighted_by"] == [] and told["questions"]["contacted"]["weighted"] is None
    # Enough men in all, but only one of them was asked the second question.
    people = [person(sex="female", contacted="yes", contact_good="yes")] * 30
    people += [person(sex="male", contacted="yes", contact_good="no")]
    people += [person(sex="male", contacted="no")] * 20
    told = figures(people, population)["questions"]
    assert told["contacted"]["weighted"] is not None
    assert told["contact_good"]["n"] == 31 and told["contact_good"]["weighted"] is None
    # One who did not say is no group of their own either.
    people = [person(sex="female", contacted="yes")] * 20 + [
        person(sex="male", contacted="no")
    ] * 20
    weights = weigh([*people, person(contacted="no")], population, RULES)
    assert weights is not None
    assert min(Counter(weights.strata).values()) >= LEAST


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["case", "dialogue", "counter", "door", "web"]), st.integers(0, 60)
    )
)
def test_no_difference_of_published_parts_is_a_small_group(counts: dict[str, int]) -> None:
    parts = join_small(counts, LEAST)
    assert sorted(group for part in parts for group in part) == sorted(counts)
    sizes = [sum(counts[group] for group in part) for part in parts]
    assert len(parts) < 2 or min(sizes) >= LEAST
    # Whatever sum of published parts is taken from the whole: the rest is nobody or enough people.
    total = sum(counts.values())
    for chosen in range(2 ** len(sizes)):
        rest = total - sum(size for i, size in enumerate(sizes) if chosen >> i & 1)
        assert rest == 0 or rest >= min(LEAST, total)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["case", "door", "web"]), st.booleans()), max_size=70))
def test_published_channels_add_up_and_each_is_large(rows: list[tuple[str, bool]]) -> None:
    people = [person(channel, contacted="yes" if said else "no") for channel, said in rows]
    told = figures(people)["questions"]["contacted"]
    if told is None:
        assert len(rows) < LEAST
        return
    parts = told["by_channel"]
    assert all(part["n"] >= LEAST for part in parts)
    assert not parts or sum(part["n"] for part in parts) == told["n"]


@pytest.mark.parametrize(
    ("yes", "no", "told"),
    [(0, 40, "exact"), (1, 39, "under"), (4, 36, "under"), (5, 35, "exact"), (37, 3, "over")],
)
def test_a_few_victims_are_never_counted_out(yes: int, no: int, told: str) -> None:
    figure = count_sensitive(MONEY, {"yes": yes, "no": no}, RULES)
    assert figure is not None and figure["told"] == told and figure["n"] == 40
    if told != "exact":
        assert set(figure) == {"n", "told"}  # no share, no other side to subtract
    else:
        assert figure["people"] == yes


def test_who_would_rather_not_answer_is_in_no_figure() -> None:
    figure = count_sensitive(MONEY, {"yes": 6, "no": 14, "refuse": 30}, RULES)
    assert figure is not None and (figure["n"], figure["raw"][0]) == (20, 30)
    assert count_sensitive(MONEY, {"no": LEAST - 1, "refuse": 30}, RULES) is None


def test_few_answers_to_a_sensitive_question_are_not_told() -> None:
    assert count_sensitive(MONEY, {"yes": 7, "no": LEAST - 8}, RULES) is None


def test_soliciting_shows_by_channel() -> None:
    people = [person("case", appealed="yes", reply_good="no")] * 30
    people += [person("door", appealed="yes", reply_good="yes")] * 70
    told = figures(people)
    assert told["channels"] == {"case": 30, "door": 70}
    shares = {p["channels"][0]: p["raw"][0] for p in told["questions"]["reply_good"]["by_channel"]}
    assert shares == {"case": 0, "door": 100}


def test_figures_are_whole_percents_around_the_share() -> None:
    told = figures([person(contacted="yes")] * 10 + [person(contacted="no")] * 21)
    share, low, high = told["questions"]["contacted"]["raw"]
    assert all(isinstance(number, int) for number in (share, low, high))
    exact = wilson(10 / 31, 31)
    assert (low, high) == (math.floor(100 * exact[0]), math.ceil(100 * exact[1]))


def test_questions_call_the_unit_what_it_is() -> None:
    for question in ASKED.questions:
        said = " ".join(
            t.said("vi", "xa") for t in (question.text, question.hint, question.finding)
        )
        assert "phường" not in said.lower() and "{" not in said
    assert "của đặc khu cho bà con" in ASKED.questions[0].text.said("vi", "dac_khu")


def test_every_question_names_its_sub_dimension_and_leads_somewhere() -> None:
    codes = [question.code for question in ASKED.questions]
    assert len(set(codes)) == len(codes) and ASKED.version == "2026-1"
    for question in ASKED.questions:
        assert question.sub and question.text.vi and question.text.en and question.finding.vi
        assert set(question.values) <= set(question.choices)
        assert all(0 <= value <= 1 for value in question.values.values())
        if question.ask_if:
            assert codes.index(question.ask_if[0]) < codes.index(question.code)
    assert 3 <= sum(question.ask_if is None for question in ASKED.questions) <= 6
