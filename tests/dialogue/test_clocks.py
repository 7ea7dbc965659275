"""The lawful days of a dialogue, over Tết, the turn of the year, and a change of the law."""

import datetime as dt

import pytest
from flask import Flask

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db
from citizen_app.dialogue import clocks, queries
from citizen_app.dialogue.commands.announce import announce_session, cancel_session
from citizen_app.dialogue.commands.plan import plan_session
from citizen_app.dialogue.models import Session
from citizen_app.wards.commands.calendar import OFF, WORKED, set_day
from citizen_app.wards.models import DeadlineRule, Ward
from tests.dialogue.plans import plan
from tests.support import people
from tests.support.factories import Team

TET_2027 = dt.date(2027, 2, 6)


def at(day: dt.date, hour: int = 18) -> dt.datetime:
    return clock.start_of_day(day) + dt.timedelta(hours=hour)


def session_on(ward: Ward, day: dt.date, announced: dt.datetime | None = None) -> Session:
    return Session(ward_id=ward.id, starts_at=at(day), ends_at=at(day, 20), announced_at=announced)


def test_seven_days_are_calendar_days_and_the_day_of_the_notice_does_not_count(ward: Ward) -> None:
    day = dt.date(2026, 12, 12)
    for told, kept in ((dt.date(2026, 12, 5), True), (dt.date(2026, 12, 6), False)):
        late_at_night = clock.end_of_day(told)
        assert clocks.notice_clock(session_on(ward, day, late_at_night)).kept is kept
    assert clocks.notice_clock(session_on(ward, day)).last_day == dt.date(2026, 12, 5)


def test_days_off_are_counted_too_so_a_session_after_tet_is_announced_before_it(ward: Ward) -> None:
    clock_of = clocks.notice_clock(session_on(ward, TET_2027 + dt.timedelta(days=6)))
    assert clock_of.last_day == dt.date(2027, 2, 5)


def test_results_are_due_ten_days_after_the_last_day(ward: Ward) -> None:
    found = clocks.results_clock(session_on(ward, dt.date(2026, 12, 28)))
    assert found is not None and found.last_day == dt.date(2027, 1, 7)
    assert "72/2025/QH15" in found.rule.citation


@pytest.mark.parametrize(
    ("held", "last"),
    [
        (dt.date(2027, 1, 26), dt.date(2027, 2, 11)),  # the tenth day is the eve of Tết
        (dt.date(2027, 1, 30), dt.date(2027, 2, 11)),  # within Tết
        (dt.date(2026, 12, 16), dt.date(2026, 12, 28)),  # a Saturday
    ],
)
def test_results_due_on_days_off_are_due_on_the_next_working_day(
    ward: Ward, held: dt.date, last: dt.date
) -> None:
    found = clocks.results_clock(session_on(ward, held))
    assert found is not None and found.last_day == last


def test_a_saturday_that_is_worked_for_another_day_is_a_working_day(ward: Ward) -> None:
    """10 days after 16 April 2025 is Saturday the 26th, worked for 2 May."""
    found = clocks.results_clock(session_on(ward, dt.date(2025, 4, 16)))
    assert found is None  # the law is in force from July 2025
    rule = db.session.query(DeadlineRule).filter_by(purpose=clocks.RESULTS).one()
    rule.effective_from = dt.date(2025, 3, 1)
    db.session.flush()
    found = clocks.results_clock(session_on(ward, dt.date(2025, 4, 16)))
    assert found is not None and found.last_day == dt.date(2025, 4, 26)


def test_a_holiday_that_is_added_afterwards_moves_the_results_and_nothing_else(ward: Ward) -> None:
    session = session_on(ward, dt.date(2026, 12, 21), at(dt.date(2026, 12, 14), 9))
    before = clocks.results_clock(session)
    assert before is not None and before.last_day == dt.date(2026, 12, 31)
    session.results_at = at(dt.date(2027, 1, 4), 9)
    late = clocks.results_clock(session)
    assert late is not None and late.kept is False
    for actor_ward in (None, ward):  # everywhere, then in the ward alone
        day = dt.date(2026, 12, 31) if actor_ward is None else dt.date(2027, 1, 4)
        set_day(SYSTEM, actor_ward, day=day, kind=OFF, name="Nghỉ thêm", source="Thông báo")
    moved = clocks.results_clock(session)
    # 1 January is Tết Dương lịch, the 2nd and 3rd a week-end, the 4th the ward's own.
    assert moved is not None and moved.last_day == dt.date(2027, 1, 5) and moved.kept is True
    assert clocks.notice_clock(session).last_day == dt.date(2026, 12, 14)
    assert clocks.notice_clock(session).kept is True
    other = people.open_ward("27154")
    elsewhere = clocks.results_clock(session_on(other, dt.date(2026, 12, 21)))
    assert elsewhere is not None and elsewhere.last_day == dt.date(2027, 1, 4)


def test_results_are_kept_on_the_last_minute_of_the_last_day(ward: Ward) -> None:
    session = session_on(ward, dt.date(2026, 12, 7))
    for moment, kept in (
        (clock.end_of_day(dt.date(2026, 12, 17)), True),
        (clock.start_of_day(dt.date(2026, 12, 18)), False),
    ):
        session.results_at = moment
        found = clocks.results_clock(session)
        assert found is not None and found.kept is kept


def test_a_session_that_ends_after_midnight_counts_from_its_last_day(ward: Ward) -> None:
    session = session_on(ward, dt.date(2026, 12, 7))
    session.ends_at = at(dt.date(2026, 12, 8), 1)
    found = clocks.results_clock(session)
    assert found is not None and found.last_day == dt.date(2026, 12, 18)


def test_the_notice_over_the_turn_of_the_day_is_counted_by_the_wards_own_days(ward: Ward) -> None:
    """17:30 UTC is the next day in Việt Nam."""
    day = dt.date(2026, 12, 12)
    evening = dt.datetime(2026, 12, 4, 17, 30, tzinfo=dt.UTC)
    assert clocks.notice_days(at(day), evening) == 7
    assert clocks.notice_days(at(day), evening + dt.timedelta(days=1)) == 6


def test_days_off_and_worked_days_do_not_move_the_notice(ward: Ward) -> None:
    session = session_on(ward, dt.date(2026, 12, 12))
    set_day(SYSTEM, None, day=dt.date(2026, 12, 5), kind=WORKED, name="Làm bù", source="Thông báo")
    assert clocks.notice_clock(session).last_day == dt.date(2026, 12, 5)
    set_day(SYSTEM, None, day=dt.date(2026, 12, 8), kind=OFF, name="Nghỉ", source="Thông báo")
    assert clocks.notice_clock(session).last_day == dt.date(2026, 12, 5)


def test_an_open_limit_warns_a_week_ahead_and_when_it_has_passed(ward: Ward) -> None:
    session = session_on(ward, dt.date(2026, 12, 20))  # the notice is due on the 13th
    for today, soon, left in ((5, False, 8), (6, True, 7), (14, True, -1)):
        with clock.at(at(dt.date(2026, 12, today), 9)):
            found = clocks.notice_clock(session)
            assert (found.is_soon, found.days_left) == (soon, left)


def test_one_is_owed_in_each_calendar_year(ward: Ward) -> None:
    held = [dt.date(2025, 12, 30)]
    owed = clocks.yearly_clock(ward.id, held, 2026)
    assert owed is not None and owed.kept is None and owed.last_day == dt.date(2026, 12, 31)
    met = clocks.yearly_clock(ward.id, [*held, dt.date(2026, 1, 2)], 2026)
    assert met is not None and met.kept is True


def test_the_year_is_the_wards_own_and_called_off_ones_do_not_count(ward: Ward, team: Team) -> None:
    """18:00 UTC on the last of December is the new year already."""
    with clock.at(dt.datetime(2026, 12, 1, 2, tzinfo=dt.UTC)):
        session = plan_session(team.clerk, ward, plan(days=14))
        owed = queries.clock_of_the_year(ward)
        assert owed is not None and owed.kept is None  # a plan alone meets no duty
        announce_session(team.leader, session)
        met = queries.clock_of_the_year(ward)
        assert met is not None and met.kept is True
        cancel_session(team.leader, session, reason="Bão đổ bộ.")
        again = queries.clock_of_the_year(ward)
        assert again is not None and again.kept is None and again.days_left == 30
    with clock.at(dt.datetime(2026, 12, 31, 18, tzinfo=dt.UTC)):
        new = queries.clock_of_the_year(ward)
        assert new is not None and new.last_day == dt.date(2027, 12, 31)


def test_a_change_of_the_law_is_a_change_of_data(app: Flask, ward: Ward) -> None:
    old = db.session.query(DeadlineRule).filter_by(purpose=clocks.NOTICE).one()
    old.effective_to = dt.date(2026, 12, 31)
    db.session.add(
        DeadlineRule(
            purpose=clocks.NOTICE,
            days=10,
            unit="calendar_day",
            citation="Luật mới",
            effective_from=dt.date(2027, 1, 1),
        )
    )
    db.session.flush()
    before, after = dt.date(2026, 12, 31), dt.date(2027, 1, 1)
    assert clocks.notice_clock(session_on(ward, before)).last_day == dt.date(2026, 12, 24)
    assert clocks.notice_clock(session_on(ward, after)).last_day == dt.date(2026, 12, 22)


def test_the_earliest_lawful_day_is_told(ward: Ward) -> None:
    with clock.at(at(dt.date(2026, 11, 27), 9)):
        assert clocks.earliest_day(ward.id) == dt.date(2026, 12, 4)


@pytest.mark.parametrize("purpose", [clocks.NOTICE, clocks.RESULTS, clocks.YEARLY])
def test_each_limit_names_its_law(app: Flask, purpose: str) -> None:
    rule = db.session.query(DeadlineRule).filter_by(purpose=purpose, ward_id=None).one()
    assert "Luật" in rule.citation and rule.citation_en
