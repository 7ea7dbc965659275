"""Which limit holds, from when, and when a ward takes nothing."""

import datetime as dt

import pytest
from flask import Flask

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.wards.deadlines import compute_due, find_rule, window_end
from citizen_app.wards.models import ClosedPeriod, DeadlineRule, Holiday, Ward
from citizen_app.wards.queries import calendar_of, closed_period_at
from tests.support import people
from tests.support.client import StrictClient

MONDAY = dt.datetime(2026, 9, 7, 3, 0, tzinfo=dt.UTC)
DAY = MONDAY.date()


def add_rule(ward: Ward | None, days: int, **fields: object) -> None:
    values = {"purpose": "answer", "unit": "working_day", "report_kind": ""}
    values |= {"effective_from": dt.date(2026, 1, 1), "citation": f"Quy định {days}"} | fields
    db.session.add(DeadlineRule(ward_id=ward.id if ward else None, days=days, **values))
    db.session.flush()


def days(ward: Ward, kind: str = "report", day: dt.date = DAY) -> int:
    rule = find_rule(ward.id, "answer", kind, day)
    assert rule is not None
    return rule.days


def test_a_wards_own_rule_holds_there_and_nowhere_else(ward: Ward) -> None:
    add_rule(ward, 6)
    assert days(ward) == 6
    assert days(people.open_ward("27154")) == 10


def test_a_rule_for_one_kind_goes_before_the_rule_for_all(ward: Ward) -> None:
    add_rule(None, 8, report_kind="question")
    assert (days(ward, "question"), days(ward, "report")) == (8, 10)
    add_rule(ward, 6)
    assert days(ward, "question") == 6  # the ward's own goes before the general, whatever the kind
    add_rule(ward, 4, report_kind="question")
    assert days(ward, "question") == 4


@pytest.mark.parametrize(
    "day, expected",
    [(dt.date(2026, 8, 31), 10), (dt.date(2026, 9, 1), 7), (dt.date(2026, 9, 30), 7)]
    + [(dt.date(2026, 10, 1), 5)],
)
def test_a_rule_holds_from_its_first_to_its_last_day(
    ward: Ward, day: dt.date, expected: int
) -> None:
    add_rule(None, 7, effective_from=dt.date(2026, 9, 1), effective_to=dt.date(2026, 9, 30))
    add_rule(None, 5, effective_from=dt.date(2026, 10, 1))
    assert days(ward, day=day) == expected


def test_no_rule_means_no_limit(ward: Ward) -> None:
    assert compute_due(ward.id, "khong-co", "report", MONDAY) is None
    early = dt.datetime(2010, 1, 4, tzinfo=dt.UTC)
    assert compute_due(ward.id, "answer", "report", early) is None


def test_a_limit_tells_how_it_was_counted(ward: Ward) -> None:
    sent = dt.datetime(2026, 11, 20, 16, 0, tzinfo=dt.UTC)
    due = compute_due(ward.id, "answer", "report", sent)
    assert due is not None
    assert due.at == clock.end_of_day(dt.date(2026, 12, 7))  # the example of ui.md
    told = {key: due.basis[key] for key in ("days", "unit", "start", "days_off")}
    assert told == {
        "days": 10,
        "unit": "working_day",
        "start": "2026-11-20",
        "days_off": ["2026-11-24"],
    }
    assert "42/2013/QH13" in due.basis["citation"]


def test_what_is_sent_after_midnight_counts_from_the_local_day(ward: Ward) -> None:
    evening = compute_due(ward.id, "answer", "report", MONDAY.replace(hour=16, minute=59))
    night = compute_due(ward.id, "answer", "report", MONDAY.replace(hour=17, minute=1))
    assert evening and night
    assert night.at - evening.at == dt.timedelta(days=1)


def test_a_wards_own_day_off_moves_its_limits_only(ward: Ward) -> None:
    before = compute_due(ward.id, "answer", "report", MONDAY)
    day = dt.date(2026, 9, 10)
    db.session.add(Holiday(day=day, ward_id=ward.id, kind="off", name="Dời trụ sở"))
    db.session.flush()
    after = compute_due(ward.id, "answer", "report", MONDAY)
    assert before and after and after.at > before.at
    assert calendar_of(people.open_ward("27154").id).is_working_day(day)


def test_a_ward_may_work_on_a_day_that_is_off_elsewhere(ward: Ward) -> None:
    day = dt.date(2026, 9, 2)
    db.session.add(Holiday(day=day, ward_id=ward.id, kind="worked", name="Trực"))
    db.session.flush()
    assert calendar_of(ward.id).is_working_day(day)
    assert not calendar_of(None).is_working_day(day)


def test_the_window_for_reopening_ends_with_a_local_day(ward: Ward) -> None:
    assert window_end(ward.id, "reopen_window", MONDAY) == clock.end_of_day(dt.date(2026, 9, 22))


def test_the_database_refuses_a_negative_limit_and_an_unknown_unit(app: Flask, ward: Ward) -> None:
    for fields in ({"days": -1}, {"days": 1, "unit": "hour"}):
        with pytest.raises(Exception, match="days|unit"):
            add_rule(ward, **fields)
        db.session.rollback()


@pytest.fixture
def closed(ward: Ward) -> ClosedPeriod:
    today = clock.today()
    period = ClosedPeriod(
        ward_id=ward.id,
        first_day=today,
        last_day=today + dt.timedelta(days=2),
        reason="Phường dời trụ sở, xin gửi lại từ thứ Năm.",
    )
    db.session.add(period)
    db.session.commit()
    return period


def test_a_closed_ward_takes_nothing_and_says_why(
    closed: ClosedPeriod, ward: Ward, client: StrictClient
) -> None:
    path = f"/p/{ward.path_id}/phan-anh/gui"
    page = client.get(path)
    assert closed.reason in page.words
    assert not page.all("main form[method=post]")
    data = {"key": "k" * 20, "kind": "report", "text": "Đèn đường tắt ba đêm nay"}
    assert closed.reason in client.post(path, data=data, status=422).text


def test_a_closed_period_holds_for_its_days_and_its_ward(closed: ClosedPeriod, ward: Ward) -> None:
    day = dt.timedelta(days=1)
    inside = [closed_period_at(ward.id, d) for d in (closed.first_day, closed.last_day)]
    outside = [
        closed_period_at(ward.id, d) for d in (closed.first_day - day, closed.last_day + day)
    ]
    assert inside == [closed, closed]
    assert outside == [None, None]
    assert closed_period_at(people.open_ward("27154").id, closed.first_day) is None
