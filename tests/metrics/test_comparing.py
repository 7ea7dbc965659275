"""What counts as a change, what accounts for it, and where a ward lies beside others."""

import datetime as dt
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen_app.metrics.catalogue import CATALOGUE, Kind
from citizen_app.metrics.charts.drawn import svg_of
from citizen_app.metrics.city import Standing, standing_of, together
from citizen_app.metrics.city_map import drawings_of
from citizen_app.metrics.comparing import (
    compare,
    counts_differ,
    difference_interval,
    period_before,
)
from citizen_app.metrics.periods import Period, parse_period
from citizen_app.metrics.reasons import contributions_of, reasons_for
from citizen_app.metrics.reports.sheets import UNITS
from citizen_app.metrics.shown import trend_view
from citizen_app.metrics.values import Counted, Value, make_value
from citizen_app.wards.boundaries import rings_of

TODAY = dt.date(2026, 11, 27)
QUARTER = Period.quarter(TODAY)
IN_TIME, DAYS, SENT, MARKS = (CATALOGUE[code] for code in ("A1", "A2", "L7", "T1"))


def share(num: int, den: int, code: str = "A1") -> Value:
    return make_value(CATALOGUE[code], QUARTER, Counted(num, den, {}))


def days(**counts: int) -> Value:
    bins = {int(day.removeprefix("d")): count for day, count in counts.items()}
    total = sum(bins.values())
    return make_value(DAYS, QUARTER, Counted(total, total, bins))


def test_the_interval_of_a_difference_is_newcombes() -> None:
    """56/70 against 48/80: the example of Newcombe 1998, table II (a), method 10: .0524 to .3339."""
    low, high = difference_interval(share(56, 70), share(48, 80))
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


def test_only_more_than_chance_is_a_change() -> None:
    assert compare(share(56, 70), share(48, 80)).is_real
    assert not compare(share(8, 10), share(6, 10)).is_real
    assert not compare(share(3, 4), share(0, 50)).is_real, "below the minimum there is no figure"
    better, worse = compare(share(90, 100), share(50, 100)), compare(share(50, 100), share(90, 100))
    assert better.is_better is True and worse.is_better is False
    reopened = compare(share(40, 100, "A5"), share(5, 100, "A5"))
    assert reopened.is_better is False, "more reopened is worse"
    assert compare(share(90, 100, "L3"), share(10, 100, "L3")).is_better is None


def test_medians_change_when_their_intervals_do_not_touch() -> None:
    slow, fast = days(d10=40, d11=10), days(d3=40, d4=10)
    assert compare(fast, slow).is_better is True
    assert not compare(days(d3=3, d9=3), days(d4=3, d8=3)).is_real


@pytest.mark.parametrize(
    ("now", "before", "differ"),
    [(32, 5, True), (12, 10, False), (4, 0, False), (7, 0, True), (1000, 1040, False)],
)
def test_counts(now: int, before: int, differ: bool) -> None:
    assert counts_differ(now, before) is differ


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-Q4", "2026-07-01", "2026-08-27"),  # 58 days of it have passed
        ("2026-Q3", "2026-04-01", "2026-06-30"),
        ("2026-11", "2026-10-01", "2026-10-27"),
        ("2025", "2024-01-01", "2024-12-31"),
        ("2026-11-20", "2026-11-19", "2026-11-19"),
    ],
)
def test_the_time_before_is_as_long(name: str, first: str, last: str) -> None:
    period = parse_period(name)
    assert period is not None
    before = period_before(period, TODAY)
    assert (before.first.isoformat(), before.last.isoformat()) == (first, last)


def test_the_twelve_months_before() -> None:
    before = period_before(Period.last_months(TODAY, 12), TODAY)
    assert (before.first, before.last) == (dt.date(2024, 11, 28), dt.date(2025, 11, 27))


counted = st.dictionaries(
    st.sampled_from("abcd"),
    st.tuples(st.integers(0, 30), st.integers(0, 30)).map(
        lambda pair: Counted(min(pair), max(pair), {})
    ),
)


def whole(parts: Mapping[str, Counted]) -> float:
    return sum(one.num for one in parts.values()) / sum(one.den for one in parts.values())


@given(counted, counted)
def test_what_the_parts_add_makes_the_whole_change(
    now: dict[str, Counted], before: dict[str, Counted]
) -> None:
    if not all(sum(one.den for one in parts.values()) for parts in (now, before)):
        assert contributions_of(IN_TIME, now, before) == {}
        return
    added = sum(contributions_of(IN_TIME, now, before).values())
    assert added == pytest.approx(whole(now) - whole(before), abs=1e-9)


def test_the_part_that_accounts_for_a_change_is_named() -> None:
    before = {"a": Counted(18, 20, {}), "b": Counted(18, 20, {}), "c": Counted(1, 2, {})}
    now = {"a": Counted(18, 20, {}), "b": Counted(6, 20, {}), "c": Counted(0, 2, {})}
    (reason,) = reasons_for(IN_TIME, now, before)
    assert reason.part == "b" and 0.8 < reason.share < 1
    assert not reasons_for(IN_TIME, before, before)


def test_a_part_below_the_sample_is_never_named() -> None:
    before, now = {"a": Counted(4, 4, {})}, {"a": Counted(0, 4, {})}
    assert reasons_for(IN_TIME, now, before) == []


def test_a_ward_stands_apart_only_by_more_than_chance() -> None:
    all_of_them = share(80, 100)
    assert standing_of(share(99, 100), all_of_them) == Standing.BETTER
    assert standing_of(share(8, 10), all_of_them) == Standing.SAME
    assert standing_of(share(10, 100), all_of_them) == Standing.WORSE
    assert standing_of(share(1, 2), all_of_them) == Standing.UNKNOWN
    assert standing_of(share(8, 10), None) == Standing.ALONE
    slow = days(d20=50)
    assert standing_of(slow, days(d5=100)) == Standing.WORSE, "fewer days are better"


def test_wards_together_are_counted_as_one() -> None:
    assert together(IN_TIME, QUARTER, [share(1, 10), share(9, 10)]).value == 0.5
    assert together(DAYS, QUARTER, [days(d1=10), days(d9=30)]).value == 9


def test_every_ward_of_the_city_is_drawn() -> None:
    city, inner = drawings_of("79")
    assert city.paths.keys() == rings_of("79").keys()
    assert 30 < len(inner.paths) < 168 and "26743" in inner.paths
    assert sum(map(len, city.paths.values())) < 30_000, "a map on a phone is light"
    assert drawings_of("01") == ()


def test_a_trend_wants_two_quarters_and_leaves_out_those_without_a_figure() -> None:
    quarters = [Period.quarter(dt.date(2026, month, 1)) for month in (1, 4, 7, 10)]
    numbers = [(8, 10), (1, 2), (9, 10), (5, 10)]
    values = [
        make_value(IN_TIME, period, Counted(num, den, {}))
        for period, (num, den) in zip(quarters, numbers, strict=True)
    ]
    view = trend_view(IN_TIME, values)
    assert view is not None and len(view.values) == 4
    chart = view.charts[0]
    assert len(chart.dots) == 3 and len(chart.lines) == 1, "no line over the gap"
    assert chart.last is not None and chart.last.text == "50%"
    assert view.change is not None
    assert trend_view(IN_TIME, values[:2]) is None
    drawing = svg_of(chart, "<Trả lời>")
    assert "&lt;Trả lời&gt;" in drawing and drawing.count("<circle") == 3


def test_every_kind_of_figure_has_a_unit_in_the_workbook() -> None:
    assert UNITS.keys() == set(Kind)
