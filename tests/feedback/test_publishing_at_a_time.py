"""Approved answers that wait for their time: set, moved, taken back, published once."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import Event
from citizen_app.feedback import jobs_publishing
from citizen_app.feedback.commands import answer, judge
from citizen_app.feedback.models import AnswerVersion, Report
from citizen_app.feedback.queries import get_report
from citizen_app.permissions import Role
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient, apart
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def drafted(ward: Ward, team: Team) -> Report:
    return factories.bring_to(factories.send(ward).report, team, "drafted")


def set_time(team: Team, report: Report, ahead: dt.timedelta = HOUR) -> dt.datetime:
    moment = clock.now() + ahead
    answer.approve_answer(team.leader, report, signed_by="Lãnh đạo", publish_at=moment)
    factories.store()
    return moment


def run_job(at: dt.datetime) -> None:
    with clock.at(at):
        jobs_publishing.publish_due_answers()
    db.session.expire_all()


def state_of(report: Report) -> str:
    db.session.expire_all()
    return str(report.state)


def test_it_is_published_when_its_time_has_come_and_only_once(team: Team, drafted: Report) -> None:
    moment = set_time(team, drafted)
    run_job(moment - dt.timedelta(seconds=1))
    assert state_of(drafted) == "approved"
    for _ in range(2):
        run_job(moment)
    assert state_of(drafted) == "published"
    event = db.session.scalars(select(Event).where(Event.kind == "AnswerPublished")).one()
    assert (event.actor_role, event.channel) == ("system", "system")
    assert drafted.published_at == moment


def test_two_workers_publish_it_once(app: Flask, team: Team, drafted: Report) -> None:
    moment, together = set_time(team, drafted), threading.Barrier(2)

    def work() -> None:
        with app.app_context(), clock.at(moment):
            together.wait(10)
            jobs_publishing.publish_due_answers()

    threads = [threading.Thread(target=lambda: apart(work)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert state_of(drafted) == "published"
    assert db.session.scalar(select(func.count()).select_from(AnswerVersion)) == 1


def test_one_that_fails_holds_up_no_other(
    ward: Ward, team: Team, drafted: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = factories.bring_to(factories.send(ward).report, team, "drafted")
    moment = set_time(team, drafted)
    set_time(team, other)
    publish, first = answer.publish_answer, drafted.id

    def fail_for_first(actor: Actor, report: Report) -> Report:
        if report.id == first:
            raise NotAllowed()
        return publish(actor, report)

    monkeypatch.setattr(jobs_publishing, "publish_answer", fail_for_first)
    run_job(moment + HOUR)
    assert (state_of(drafted), state_of(other)) == ("approved", "published")


def test_taken_back_moved_or_withdrawn_it_is_not_published(
    ward: Ward, team: Team, drafted: Report
) -> None:
    moment = set_time(team, drafted)
    answer.unapprove_answer(team.leader, drafted)
    factories.store()
    run_job(moment)
    assert drafted.answer is not None
    assert (state_of(drafted), drafted.answer.approver_id) == ("drafted", None)
    moment = set_time(team, drafted)
    answer.move_publishing(team.leader, drafted, publish_at=moment + HOUR)
    factories.store()
    run_job(moment)
    assert state_of(drafted) == "approved"
    judge.withdraw_report(Actor(unlocked=frozenset({drafted.code})), drafted)
    factories.store()
    run_job(moment + HOUR)
    assert state_of(drafted) == "withdrawn"


def test_the_time_must_lie_ahead(team: Team, drafted: Report) -> None:
    for moment in (clock.now(), clock.now() - HOUR, clock.now() + dt.timedelta(days=400)):
        with pytest.raises(Invalid):
            answer.approve_answer(team.leader, drafted, signed_by="x", publish_at=moment)
    assert drafted.state == "drafted"


def test_it_is_not_published_after_what_it_promises(ward: Ward, team: Team) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    day = wards.calendar_of(ward.id).add_working_days(clock.today(), 3)
    answer.draft_answer(
        team.officer, report, body="Sẽ xong.", promise=answer.Promise("Thay nắp", day)
    )
    late = clock.start_of_day(day) + HOUR
    with pytest.raises(Invalid) as refused:
        answer.approve_answer(team.leader, report, signed_by="x", publish_at=late)
    assert refused.value.field == "publish_day"
    answer.approve_answer(team.leader, report, signed_by="x", publish_at=clock.now() + HOUR)
    with pytest.raises(Invalid):
        answer.move_publishing(team.leader, report, publish_at=late)


def test_the_author_neither_approves_for_a_time_nor_by_a_second_role(
    ward: Ward, team: Team
) -> None:
    account = people.make_staff(Role.OFFICER, ward)
    people.grant_role(people.SYSTEM, account, role=Role.LEADER, ward_id=ward.id)
    both = people.as_actor(account)
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    answer.draft_answer(both, report, body="Đã xong.")
    with pytest.raises(NotAllowed):
        answer.approve_answer(both, report, signed_by="x", publish_at=clock.now() + HOUR)
    for step in (
        lambda: answer.move_publishing(team.officer, report, publish_at=clock.now() + HOUR),
        lambda: answer.unapprove_answer(team.officer, report),
    ):
        with pytest.raises(NotAllowed):
            step()


def test_a_leader_sets_moves_and_takes_back_on_the_page(
    team: Team, drafted: Report, browser: Browser
) -> None:
    leader = browser(team.leader)
    page = pages.open_step(leader, drafted.code, "duyet")
    page = pages.send_step(leader, page, when="later", status=422)
    assert len(page.errors) == 1
    day = clock.local_date(clock.now() + dt.timedelta(days=2))
    fields = {"when": "later", "publish_day": day.isoformat(), "publish_time": "08:30"}
    pages.send_step(leader, page, **fields)
    db.session.expire_all()
    assert drafted.state == "approved" and drafted.answer is not None
    assert drafted.answer.publish_at == dt.datetime.combine(
        day, dt.time(8, 30), clock.zone()
    ).astimezone(dt.UTC)
    page = pages.open_step(leader, drafted.code, "duyet")
    assert "08:30" in page.words.replace(" giờ ", ":")
    late = clock.local_date(drafted.due_at or clock.now()) + dt.timedelta(days=3)
    leader.submit(
        page, {"publish_day": late.isoformat(), "publish_time": "09:00"}, button="Đặt giờ này"
    )
    page = pages.open_step(leader, drafted.code, "duyet")
    assert "trễ" in " ".join(page.texts(".notice--warning"))
    leader.submit(page, {}, button="Rút lại phê duyệt")
    assert state_of(drafted) == "drafted"
    stale = leader.submit(page, {}, button="Công khai ngay", status=409)
    assert stale.all("[role=alert]")
    pages.take_step(leader, drafted.code, "duyet")
    assert get_report(drafted.code).state == "published"
