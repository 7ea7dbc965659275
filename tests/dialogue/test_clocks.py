"""The lawful days of a dialogue, over Tết, the turn of the year, and a change of the law."""

import datetime as dt

import pytest
from flask import Flask

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.dialogue import clocks
from citizen_app.dialogue.models import Session
from citizen_app.wards.models import DeadlineRule, Ward

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
