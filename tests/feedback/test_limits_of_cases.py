"""The day an answer is due: set, moved and explained, never lost."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event, record
from citizen_app.feedback.commands import asking, judge, screen
from citizen_app.feedback.jobs import close_old_cases
from citizen_app.feedback.models import Report
from citizen_app.wards.events import CalendarChanged
from citizen_app.wards.models import Holiday, Ward
from tests.feedback import pages
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.factories import Sent, Team

MONDAY = dt.datetime(2026, 9, 7, 3, 0, tzinfo=dt.UTC)
DUE = dt.date(2026, 9, 21)


@pytest.fixture
def sent(ward: Ward) -> Sent:
    """A report that was sent on a Monday, for which 10 working days run."""
    with clock.at(MONDAY):
        return factories.send(ward)


@pytest.fixture
def team(ward: Ward) -> Team:
    with clock.at(MONDAY):
        return factories.team_of(ward)


def due_day(report: Report) -> dt.date:
    assert report.due_at is not None
    assert report.due_at == clock.end_of_day(clock.local_date(report.due_at))
    return clock.local_date(report.due_at)


def facts(report: Report, kind: str) -> list[dict[str, Any]]:
    query = select(Event).where(Event.subject_id == report.id, Event.kind == kind)
    return [event.facts for event in db.session.scalars(query.order_by(Event.id))]


def test_a_case_is_overdue_when_its_last_day_has_passed_and_not_before(
    sent: Sent, team: Team, ward: Ward, client: StrictClient
) -> None:
    with clock.at(MONDAY):
        factories.receive(sent.report, team)
        db.session.commit()
    assert due_day(sent.report) == DUE
    path = f"/p/{ward.path_id}/phan-anh/qua-han"
    for second, is_late in ((0, False), (1, True)):
        with clock.at(clock.end_of_day(DUE) + dt.timedelta(seconds=second)):
            assert (sent.report.code in client.get(path).words) == is_late


def test_forwarding_moves_the_rights_and_starts_the_clock_anew(
    sent: Sent, team: Team, other: Ward, browser: Callable[[Actor], StrictClient]
) -> None:
    report = sent.report
    with clock.at(MONDAY + dt.timedelta(days=3)):
        there = factories.team_of(other)
        factories.receive(report, team)
        factories.assign(report, team)
        screen.forward_to_ward(team.clerk, report, ward=other, explanation="Thuộc phường bên.")
        db.session.commit()
        assert due_day(report) == dt.date(2026, 9, 24)
        assert (report.state, report.department, report.handler) == ("received", None, None)
        path = f"/can-bo/phan-anh/{report.code}"
        browser(there.officer).get(path)
        browser(team.officer).get(path, status=404)
        with pytest.raises(screen.NotAllowed):
            factories.receive(report, team)
        factories.receive(report, there)
    assert report.ward_id == team.ward.id  # where it was sent stays on record
    wards = [event.ward_id for event in db.session.scalars(
        select(Event).where(Event.subject_id == report.id, Event.kind == "ReportForwarded")
    )]  # fmt: skip
    assert wards == [team.ward.id, other.id]  # both wards' pages become fresh


def test_a_case_cannot_be_forwarded_to_its_own_ward_or_a_closed_one(
    sent: Sent, team: Team, other: Ward
) -> None:
    other.is_open = False
    for ward in (team.ward, other):
        with pytest.raises(screen.Invalid):
            screen.forward_to_ward(team.clerk, sent.report, ward=ward, explanation="x")


@pytest.mark.parametrize("by_sender", [True, False])
def test_the_days_that_the_ward_waits_for_the_sender_are_added(
    sent: Sent, team: Team, by_sender: bool
) -> None:
    report = sent.report
    with clock.at(MONDAY + dt.timedelta(days=1)):
        factories.bring_to(report, team, "waiting_resident")
    with clock.at(MONDAY + dt.timedelta(days=7)):  # four working days later
        if by_sender:
            asking.reply_to_ward(sent.sender, report, text="Số 12")
        else:
            asking.stop_waiting(team.officer, report)
    assert report.state == "in_progress"
    assert due_day(report) == dt.date(2026, 9, 25)
    assert report.due_basis["waited"] == 4
    assert [f["reason"] for f in facts(report, "DueDateSet")] == ["submitted", "waiting"]


def test_a_question_and_its_reply_stay_between_ward_and_sender(
    sent: Sent, team: Team, ward: Ward, client: StrictClient, new_client: Callable[[], StrictClient]
) -> None:
    with clock.at(MONDAY + dt.timedelta(hours=1)):
        factories.bring_to(sent.report, team, "waiting_resident")
        page = pages.unlock(client, sent.report.code, sent.pin)
        assert "Số nhà nào ạ?" in page.words
        page = client.follow(client.submit(page, {"text": "Số 12/3 ạ"}))
        assert "Số 12/3 ạ" in page.words
        public = new_client().get(pages.case_path(ward, sent.report.code)).text
        assert "Số nhà nào" not in public and "12/3" not in public


def change_calendar(day: dt.date, ward: Ward | None = None) -> None:
    ward_id = ward.id if ward else None
    with transaction():
        db.session.add(Holiday(day=day, ward_id=ward_id, kind="off", name="Nghỉ bù"))
        subject = ward or db.session.scalars(select(Ward).limit(1)).one()
        fact = CalendarChanged(day.isoformat(), "", "off")
        record(fact, actor=SYSTEM, ward_id=ward_id, subject=subject)


def test_a_change_of_the_calendar_counts_open_limits_again_and_no_others(
    sent: Sent, team: Team, ward: Ward, other: Ward
) -> None:
    with clock.at(MONDAY):
        done, waited, elsewhere = factories.send(ward), factories.send(ward), factories.send(other)
        factories.bring_to(done.report, team, "refused")
        factories.bring_to(waited.report, team, "waiting_resident")
    with clock.at(MONDAY + dt.timedelta(days=2)):
        asking.reply_to_ward(waited.sender, waited.report, text="Số 12")
        change_calendar(dt.date(2026, 9, 15), ward)
    db.session.expire_all()
    assert due_day(sent.report) == dt.date(2026, 9, 22)
    assert due_day(waited.report) == dt.date(2026, 9, 24)  # its two days of waiting stay
    assert due_day(done.report) == due_day(elsewhere.report) == DUE
    assert facts(sent.report, "DueDateSet")[-1]["reason"] == "calendar"
    assert sent.report.due_basis["days_off"] == ["2026-09-15"]


def test_a_change_everywhere_counts_in_all_wards_and_twice_is_once(sent: Sent, other: Ward) -> None:
    with clock.at(MONDAY):
        elsewhere = factories.send(other)
        change_calendar(dt.date(2026, 9, 15))
        change_calendar(dt.date(2026, 12, 15))  # touches no limit
    db.session.expire_all()
    assert due_day(sent.report) == due_day(elsewhere.report) == dt.date(2026, 9, 22)
    assert len(facts(sent.report, "DueDateSet")) == 2


def test_answered_cases_close_when_nobody_objects_and_not_before(ward: Ward) -> None:
    with clock.at(MONDAY):
        team = factories.team_of(ward)
        report = factories.published(ward, team).report
    last = clock.end_of_day(dt.date(2026, 9, 22))
    for moment, state in ((last, "published"), (last + dt.timedelta(seconds=1), "closed")):
        with clock.at(moment):
            close_old_cases()
            close_old_cases()
        db.session.expire_all()
        assert report.state == state
    assert len(facts(report, "ReportClosed")) == 1


def test_a_reopened_case_gets_a_new_limit(ward: Ward) -> None:
    with clock.at(MONDAY):
        team = factories.team_of(ward)
        sent = factories.published(ward, team)
    with clock.at(MONDAY + dt.timedelta(days=7)):
        judge.judge_answer(
            sent.sender, sent.report, solved="no", satisfaction=None, reason="Vẫn tắt"
        )
    assert due_day(sent.report) == dt.date(2026, 9, 28)
    assert facts(sent.report, "ReportReopened") == [{"by": "sender"}]
