"""Limits in days: what an office and a lawyer would count."""

import csv
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen_app.core.calendar import WorkingCalendar
from citizen_app.wards.loading import DATA

D = dt.date


def official() -> WorkingCalendar:
    """The calendar as it is loaded for all wards."""
    with (DATA / "holidays.csv").open(encoding="utf-8") as lines:
        rows = [(D.fromisoformat(row["date"]), row["kind"]) for row in csv.DictReader(lines)]
    off, worked = ({day for day, kind in rows if kind == k} for k in ("off", "worked"))
    return WorkingCalendar(frozenset(off), frozenset(worked))


OFFICIAL = official()


@pytest.mark.parametrize(
    "day, works",
    [
        (D(2026, 8, 22), True),  # a Saturday, worked for 31/08
        (D(2026, 8, 29), False),
        (D(2026, 8, 31), False),
        (D(2026, 9, 1), False),
        (D(2026, 9, 2), False),
        (D(2026, 9, 3), True),
        (D(2026, 2, 16), False),  # Tết
        (D(2026, 2, 20), False),
        (D(2026, 2, 23), True),
        (D(2026, 4, 27), False),  # Giỗ Tổ fell on a Sunday
        (D(2025, 4, 26), True),  # a Saturday, worked for 02/05
        (D(2026, 11, 24), False),
    ],
)
def test_the_official_calendar_knows_holidays_and_swapped_days(day: dt.date, works: bool) -> None:
    assert OFFICIAL.is_working_day(day) is works


@pytest.mark.parametrize(
    "start, days, last",
    [
        (D(2026, 11, 20), 10, D(2026, 12, 7)),  # Vietnam Culture Day is left out
        (D(2026, 8, 21), 1, D(2026, 8, 22)),  # the make-up Saturday counts
        (D(2026, 8, 28), 1, D(2026, 9, 3)),
        (D(2026, 2, 13), 1, D(2026, 2, 23)),  # over Tết
        (D(2026, 9, 7), 10, D(2026, 9, 21)),
        (D(2026, 9, 5), 1, D(2026, 9, 7)),  # sent on a Saturday
        (D(2026, 9, 7), 0, D(2026, 9, 7)),
    ],
)
def test_working_days_are_counted_from_the_day_after(
    start: dt.date, days: int, last: dt.date
) -> None:
    assert OFFICIAL.add_working_days(start, days) == last


@pytest.mark.parametrize(
    "start, days, last",
    [
        (D(2026, 9, 4), 15, D(2026, 9, 21)),  # the 19th is a Saturday
        (D(2026, 8, 14), 15, D(2026, 9, 3)),  # 29/08 to 02/09 are off
        (D(2026, 8, 7), 15, D(2026, 8, 22)),  # that Saturday is worked
        (D(2026, 9, 7), 7, D(2026, 9, 14)),
    ],
)
def test_calendar_days_that_end_on_a_day_off_roll_on(
    start: dt.date, days: int, last: dt.date
) -> None:
    assert OFFICIAL.add_calendar_days(start, days) == last


days_ = st.dates(D(2024, 1, 1), D(2027, 6, 1))


@given(days_, st.integers(0, 60))
def test_a_limit_of_so_many_days_has_so_many_working_days(start: dt.date, days: int) -> None:
    last = OFFICIAL.add_working_days(start, days)
    assert OFFICIAL.working_days_between(start, last) == days
    assert days == 0 or OFFICIAL.is_working_day(last)


@given(days_, days_, days_)
def test_working_days_add_up(a: dt.date, b: dt.date, c: dt.date) -> None:
    between = OFFICIAL.working_days_between
    assert between(a, b) + between(b, c) == between(a, c)


def test_only_weekdays_off_are_named_in_the_explanation() -> None:
    named = OFFICIAL.days_off_between(D(2026, 8, 20), D(2026, 9, 3))
    assert named == [D(2026, 8, 31), D(2026, 9, 1), D(2026, 9, 2)]


def test_a_calendar_without_working_days_is_an_error_and_no_endless_loop() -> None:
    start = D(2026, 1, 1)
    always = frozenset(start + dt.timedelta(days=n) for n in range(2100))
    with pytest.raises(ValueError):
        WorkingCalendar(off=always).add_working_days(start, 1)
