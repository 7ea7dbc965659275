"""Promises of a ward: made in answers, shown to everyone, kept, moved by two people, never leaked."""

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from citizen_app.accounts.models import Account
from citizen_app.commitments import commands, jobs, policies, queries
from citizen_app.commitments.commands.evidence import Evidence
from citizen_app.commitments.models import Commitment
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import DomainError, Invalid, InvalidTransition, NotAllowed
from citizen_app.core.events import Event
from citizen_app.feedback.commands import answer, confining, screen
from citizen_app.feedback.models import Report
from citizen_app.feedback.queries_digest import ward_digest
from citizen_app.permissions import Role
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import ANSWER, Team, team_of
from tests.support.queries import count_queries

PROMISE = "Thay toàn bộ đèn hẻm 48 <b>bằng đèn mới</b>"
BOARD_BUDGET = 8
LIST_BUDGET = 9


@pytest.fixture
def team(ward: Ward) -> Team:
    return team_of(ward)


@pytest.fixture
def browser(app: Flask) -> Callable[[Actor], StrictClient]:
    return lambda actor: people.browser_of(app, db.session.get_one(Account, actor.account_id))


def board(ward: Ward, query: str = "") -> str:
    return f"/p/{ward.path_id}/cam-ket{query}"


def working_day(ward: Ward, days: int = 10) -> dt.date:
    return wards.calendar_of(ward.id).add_working_days(clock.today(), days)


def promised(ward: Ward, team: Team, *, is_private: bool = False, days: int = 10) -> Report:
    """A published answer that promises something."""
    report = factories.send(ward).report
    factories.receive(report, team, is_private=is_private)
    factories.assign(report, team)
    promise = answer.Promise(PROMISE, working_day(ward, days))
    answer.draft_answer(team.officer, report, body=ANSWER, promise=promise)
    answer.approve_and_publish(team.leader, report, signed_by="Lãnh đạo phường")
    factories.store()
    return report


def shown() -> Evidence:
    """A photo after the work."""
    return Evidence(after=[factories.read_photo(factories.photo()[0])])


def only() -> Commitment:
    db.session.expire_all()
    return db.session.scalars(select(Commitment)).one()


def test_publishing_makes_the_promise_and_everyone_reads_it(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    assert client.get(board(ward)).all(".empty")
    report = promised(ward, team)
    made = only()
    assert (made.due_on, made.first_due_on, made.is_public) == (working_day(ward),) * 2 + (True,)
    assert (made.department_id, made.head_id) == (report.department_id, team.officer.account_id)
    page = client.get(board(ward))
    assert PROMISE in page.words and "&lt;b&gt;" in page.text
    case = client.get(page.link(report.title))
    assert PROMISE in case.words
    assert "0" in client.get(f"/p/{ward.path_id}/").texts(".figures li")[-1]


def test_an_answer_without_a_promise_makes_none(ward: Ward, team: Team) -> None:
    factories.published(ward, team)
    assert db.session.scalar(select(func.count()).select_from(Commitment)) == 0


def test_a_private_case_s_promise_is_for_its_sender_and_those_who_may_read_it(
    ward: Ward, team: Team, client: StrictClient, browser: Callable[[Actor], StrictClient]
) -> None:
    promised(ward, team, is_private=True)
    made = only()
    assert not made.is_public
    assert PROMISE not in client.get(board(ward)).words
    assert queries.ward_figures(ward).total == 0
    colleague = people.as_actor(people.make_staff(Role.OFFICER, ward))
    browser(colleague).get(f"/can-bo/cam-ket/{made.code}", status=404)
    assert PROMISE not in browser(colleague).get("/can-bo/cam-ket").words
    assert PROMISE in browser(team.leader).get(f"/can-bo/cam-ket/{made.code}").words
    assert browser(team.officer).get("/can-bo/cam-ket").words.count(made.code) == 1  # handles it


def test_a_promise_leaves_the_public_with_its_case_and_comes_back(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    report = promised(ward, team)
    words = {"title": "Đèn", "public_text": "Đèn tắt.", "category": None, "show_photos": False}
    for is_private in (True, False):
        screen.rescreen_report(team.clerk, report, screen.Screening(**words, is_private=is_private))
        factories.store()
        assert (PROMISE in client.get(board(ward)).words) is not is_private
        assert only().is_public is not is_private


def test_the_source_s_own_visibility_holds_even_if_the_mark_is_wrong(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    promised(ward, team, is_private=True)
    only().is_public = True
    db.session.commit()
    assert PROMISE not in client.get(board(ward)).words


def test_steps_and_who_may_take_them(ward: Ward, team: Team) -> None:
    promised(ward, team)
    made = only()
    for stranger in (Actor(), team.supervisor, team.clerk):
        with pytest.raises(NotAllowed):
            commands.start_commitment(stranger, made)
        with pytest.raises(NotAllowed):
            commands.finish_commitment(stranger, made, outcome="x", evidence=shown())
    commands.start_commitment(team.officer, made)
    with pytest.raises(InvalidTransition):
        commands.start_commitment(team.officer, made)
    with pytest.raises(Invalid):
        commands.finish_commitment(team.officer, made, outcome="  ", evidence=shown())
    commands.finish_commitment(
        team.officer, made, outcome="Đã thay 12 đèn ngày 20/11.", evidence=shown()
    )
    assert (made.state, policies.is_late(made)) == ("done", False)
    with pytest.raises(InvalidTransition):
        commands.ask_date(team.officer, made, wanted=working_day(ward, 20), reason="x")


def test_the_sender_is_told_when_it_is_done(
    ward: Ward, team: Team, mails: Callable[[], list[EmailMessage]]
) -> None:
    report = factories.send(ward, email="lan@example.com").report
    factories.receive(report, team)
    factories.assign(report, team)
    promise = answer.Promise(PROMISE, working_day(ward))
    answer.draft_answer(team.officer, report, body=ANSWER, promise=promise)
    answer.approve_and_publish(team.leader, report, signed_by="Lãnh đạo phường")
    factories.store()
    made = only()
    commands.finish_commitment(team.officer, made, outcome="Đã thay xong 12 đèn.", evidence=shown())
    factories.store()
    told = [mail for mail in mails() if "Đã thay xong 12 đèn." in mail.get_content()]
    assert [mail["To"] for mail in told] == ["lan@example.com"]
    assert made.code not in told[0]["Subject"] and report.code in told[0]["Subject"]


def test_a_new_date_needs_a_second_person_and_the_first_stays(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    promised(ward, team)
    made, first, new = only(), working_day(ward), working_day(ward, 20)
    boss = people.make_staff(Role.LEADER, ward)
    people.grant_role(people.SYSTEM, boss, role=Role.OFFICER, ward_id=ward.id)
    both = people.as_actor(boss)
    commands.ask_date(both, made, wanted=new, reason="Chờ thiết bị")
    with pytest.raises(NotAllowed):
        commands.decide_date(both, made, is_granted=True)  # not one's own wish
    with pytest.raises(NotAllowed):
        commands.decide_date(team.officer, made, is_granted=True)
    with pytest.raises(NotAllowed):
        commands.ask_date(team.officer, made, wanted=new, reason="Lần nữa")
    assert made.due_on == first
    commands.decide_date(team.leader, made, is_granted=True)
    factories.store()
    assert (made.due_on, made.first_due_on) == (new, first)
    words = client.get(board(ward)).words
    assert first.strftime("%d/%m/%Y") in words and "Chờ thiết bị" in words
    commands.ask_date(team.officer, made, wanted=working_day(ward, 30), reason="Nữa")
    commands.decide_date(team.leader, made, is_granted=False)
    assert made.due_on == new


def test_the_database_refuses_one_who_asks_and_decides(ward: Ward, team: Team) -> None:
    promised(ward, team)
    change = commands.ask_date(team.officer, only(), wanted=working_day(ward, 20), reason="x")
    change.decided_by_id = change.asked_by_id
    with pytest.raises(IntegrityError, match="second"):
        db.session.flush()


@pytest.mark.parametrize("shift", [-1, 0])
def test_a_date_lies_ahead_on_a_working_day(ward: Ward, team: Team, shift: int) -> None:
    promised(ward, team)
    sunday = clock.today() + dt.timedelta(days=20 - clock.today().weekday())
    for day in (clock.today() + dt.timedelta(days=shift), sunday, working_day(ward)):
        with pytest.raises(DomainError):
            commands.ask_date(team.officer, only(), wanted=day, reason="x")


def test_late_is_worked_out_and_counted(ward: Ward, team: Team, client: StrictClient) -> None:
    for _ in range(3):
        promised(ward, team)
    on_time, late, _open = db.session.scalars(select(Commitment).order_by(Commitment.id)).all()
    commands.finish_commitment(team.officer, on_time, outcome="Xong.", evidence=shown())
    after = clock.end_of_day(late.due_on) + dt.timedelta(hours=3)
    with clock.at(after):
        commands.finish_commitment(team.officer, late, outcome="Xong muộn.", evidence=shown())
        factories.store()
        figures = queries.ward_figures(ward)
        assert (figures.kept, figures.late, figures.open) == (1, 2, 0)
        assert client.get(board(ward, "?xem=tre")).words.count(PROMISE) == 1  # what is not done
        assert client.get(board(ward, "?xem=da-giu")).words.count(PROMISE) == 2
    figures = queries.ward_figures(ward)
    assert figures.open == 1


def test_filters_that_mean_nothing_do_no_harm(ward: Ward, team: Team, client: StrictClient) -> None:
    promised(ward, team)
    for query in (
        "?xem=%27",
        "?phong=²",
        "?phong=9999999999999",
        "?sau=x_y_z",
        "?sau=1_20269999_1",
    ):
        client.get(board(ward, query))
    assert PROMISE not in client.get(board(ward, "?phong=999999")).words


def test_the_board_is_read_page_by_page_at_the_same_cost(
    ward: Ward, team: Team, client: StrictClient, browser: Callable[[Actor], StrictClient]
) -> None:
    report = promised(ward, team)
    with count_queries(at_most=BOARD_BUDGET):
        client.get(board(ward))
    assert report.answer is not None
    for number in range(44):
        commands.make_commitment(
            team.officer,
            ward,
            text=f"Việc {number}",
            due_on=working_day(ward, 1 + number % 7),
            subject=report.answer,
        )
    factories.store()
    with count_queries(at_most=BOARD_BUDGET):
        page = client.get(board(ward))
    with count_queries(at_most=LIST_BUDGET):
        browser(team.officer).get("/can-bo/cam-ket")
    seen = [li.get("id") for li in page.all("li.promise")]
    page = client.get(page.all("main a[href*='sau=']")[0].get("href"))
    seen += [li.get("id") for li in page.all("li.promise")]
    assert len(seen) == len(set(seen)) == 45


def test_owners_are_reminded_once_before_and_once_after(
    ward: Ward, team: Team, mails: Callable[[], list[EmailMessage]]
) -> None:
    promised(ward, team, days=5)
    due = only().due_on

    def look(day: dt.date) -> list[str]:
        with clock.at(clock.start_of_day(day) + dt.timedelta(hours=7)):
            jobs.remind_owners()
        rows = db.session.scalars(
            select(Event).where(Event.kind == "CommitmentReminded").order_by(Event.id)
        )
        return [event.facts["when"] for event in rows]

    assert look(due - dt.timedelta(days=4)) == []
    assert look(due - dt.timedelta(days=3)) == look(due) == ["before"]
    assert (
        look(due + dt.timedelta(days=1)) == look(due + dt.timedelta(days=2)) == ["before", "after"]
    )
    head = db.session.get_one(Account, team.officer.account_id)
    assert [mail["To"] for mail in mails()[-2:]] == [head.email] * 2


def test_whom_the_case_is_about_is_reminded_of_nothing(
    ward: Ward, team: Team, mails: Callable[[], list[EmailMessage]]
) -> None:
    report = promised(ward, team, days=5)
    head = db.session.get_one(Account, team.officer.account_id)
    confining.confine_report(
        team.leader, report, accounts=[head], departments=[], confined_to="leader"
    )
    factories.store()
    before = len(mails())
    with clock.at(clock.start_of_day(only().due_on) + dt.timedelta(hours=7)):
        jobs.remind_owners()
    assert len(mails()) == before


def test_the_overview_names_no_promise_of_a_case_that_is_kept_from_its_reader(
    ward: Ward, team: Team
) -> None:
    """Neither to whom the case is about, nor to a department's colleague when it is private."""
    report = promised(ward, team, days=2)
    head = db.session.get_one(Account, team.officer.account_id)

    def told() -> str:
        sections = ward_digest(head, ward.id, clock.today()).sections
        return "\n".join(line for section in sections for line in section.lines)

    assert PROMISE in told()
    confining.confine_report(
        team.leader, report, accounts=[head], departments=[], confined_to="leader"
    )
    factories.store()
    assert PROMISE not in told()


def test_staff_s_pages_take_the_steps_and_a_stale_form_is_told(
    ward: Ward, team: Team, browser: Callable[[Actor], StrictClient], client: StrictClient
) -> None:
    promised(ward, team)
    path = f"/can-bo/cam-ket/{only().code}"
    officer, leader = browser(team.officer), browser(team.leader)
    stale = officer.get(path)
    officer.follow(officer.submit(officer.get(path), {}, button="Đã bắt đầu làm"))
    page = officer.submit(stale, {"outcome": "Đã thay."}, button="Báo đã làm xong", status=409)
    assert page.one("textarea[name=outcome]").text.strip() == "Đã thay." and page.all(
        "[role=alert]"
    )
    fields = {"wanted": working_day(ward, 20).isoformat(), "reason": "Chờ đèn về"}
    page = officer.follow(officer.submit(officer.get(path), fields, button="Xin đổi sang ngày này"))
    assert "Chờ đèn về" in page.words
    leader.follow(leader.submit(leader.get(path), {}, button="Đồng ý ngày mới"))
    assert only().due_on == working_day(ward, 20)
    page = officer.submit(officer.get(path), {"outcome": ""}, button="Báo đã làm xong", status=422)
    assert page.errors
    done = {"outcome": "Đã thay xong.", "after": factories.photo()}
    officer.follow(officer.submit(page, done, button="Báo đã làm xong"))
    assert "Đã thay xong." in client.get(board(ward)).words
    officer.get(f"{path}/xong", status=302)
    browser(team.supervisor).get(path, status=403)


def test_another_ward_s_officer_sees_nothing(
    ward: Ward, team: Team, browser: Callable[[Actor], StrictClient]
) -> None:
    promised(ward, team)
    other = people.open_ward("27154")
    stranger = browser(people.as_actor(people.make_staff(Role.OFFICER, other)))
    stranger.get(f"/can-bo/cam-ket/{only().code}", status=404)
    assert PROMISE not in stranger.get("/can-bo/cam-ket").words


def test_the_sender_reads_the_promise(
    ward: Ward, team: Team, new_client: Callable[[], StrictClient]
) -> None:
    sent = factories.send(ward)
    factories.receive(sent.report, team, is_private=True)
    factories.assign(sent.report, team)
    promise = answer.Promise(PROMISE, working_day(ward))
    answer.draft_answer(team.officer, sent.report, body=ANSWER, promise=promise)
    answer.approve_and_publish(team.leader, sent.report, signed_by="Lãnh đạo phường")
    factories.store()
    assert PROMISE in pages.unlock(new_client(), sent.report.code, sent.pin).words
