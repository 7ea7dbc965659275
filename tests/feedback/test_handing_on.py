"""Handing a case on: to a ward, a department, a body; both sides keep the trace."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from citizen_app.accounts.models import Account
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.feedback.commands import judge, notes, refusing, screen
from citizen_app.feedback.models import Message, Transfer
from citizen_app.feedback.refusals import GROUNDS, REFUSAL_GROUNDS
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]
Mails = Callable[[], list[EmailMessage]]
WHY = "Hẻm này thuộc địa bàn phường bên, đã gọi điện thống nhất."


def test_both_wards_keep_the_trace(ward: Ward, other: Ward, team: Team, browser: Browser) -> None:
    sent = factories.send(ward, name="Nguyễn Thị Lan", phone="0903123456")
    code = sent.report.code
    factories.receive(sent.report, team)
    there = factories.team_of(other)
    screen.forward_to_ward(team.clerk, sent.report, ward=other, explanation=WHY)
    factories.store()
    old = browser(team.officer)
    old.get(f"/can-bo/phan-anh/{code}", status=404)
    listed = old.get("/can-bo/da-chuyen")
    assert code in listed.text and other.full_name in listed.words
    trace = old.get(f"/can-bo/da-chuyen/{code}")
    assert WHY in trace.words
    for word in ("Lan", "0903", "Đèn đường"):  # not screened there yet, so no words of it either
        assert word not in trace.words and word not in listed.words
    new = browser(there.officer).get(f"/can-bo/phan-anh/{code}")
    assert WHY in new.words and ward.full_name in new.words
    browser(there.officer).get(f"/can-bo/da-chuyen/{code}", status=404)


def test_the_trace_of_a_private_case_is_for_those_who_could_read_it(
    ward: Ward, other: Ward, team: Team, browser: Browser
) -> None:
    sent = factories.send(ward, is_private=True)
    screen.forward_to_ward(team.clerk, sent.report, ward=other, explanation=WHY)
    factories.store()
    assert sent.report.code in browser(team.leader).get("/can-bo/da-chuyen").text
    for actor in (team.officer, team.supervisor):
        assert sent.report.code not in browser(actor).get("/can-bo/da-chuyen").text
        browser(actor).get(f"/can-bo/da-chuyen/{sent.report.code}", status=404)


def test_the_list_of_what_was_handed_on_is_read_page_by_page(
    ward: Ward, team: Team, browser: Browser
) -> None:
    codes = set()
    for number in range(33):
        report = factories.send(ward, f"{factories.TEXT} {number}").report
        screen.forward_outside(team.clerk, report, body="Điện lực", explanation="Trụ điện.")
        codes.add(report.code)
    factories.store()
    staff, seen = browser(team.officer), []
    page = staff.get("/can-bo/da-chuyen")
    seen += [a.get("href").rsplit("/", 1)[1] for a in page.all(".case-card a")]
    page = staff.get(page.one("main a[href*='sau=']").get("href"))
    seen += [a.get("href").rsplit("/", 1)[1] for a in page.all(".case-card a")]
    assert sorted(seen) == sorted(codes)
    staff.get("/can-bo/da-chuyen?sau=x²")


def test_a_case_goes_round_in_no_circle(ward: Ward, other: Ward, team: Team) -> None:
    report, there = factories.send(ward).report, factories.team_of(other)
    there_and_back = ((team.clerk, other), (there.clerk, ward), (team.clerk, other))
    for actor, target in there_and_back:
        screen.forward_to_ward(actor, report, ward=target, explanation=WHY)
    with pytest.raises(Invalid) as error:
        screen.forward_to_ward(there.clerk, report, ward=ward, explanation=WHY)
    assert error.value.field == "ward"
    assert report.holder_ward_id == other.id


def test_another_department_gets_it_with_the_same_limit(
    ward: Ward, team: Team, mails: Mails, browser: Browser
) -> None:
    target = factories.department_of(ward, "van-phong")
    colleague = people.make_staff(Role.OFFICER, ward, department_id=target.id)
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    due = report.due_at
    staff = browser(team.officer)
    pages.take_step(
        staff,
        report.code,
        "chuyen-phong",
        department=str(target.id),
        explanation="Việc của văn phòng.",
    )
    db.session.expire_all()
    assert (report.state, report.department_id, report.handler) == ("assigned", target.id, None)
    assert report.due_at == due
    assert mails()[-1]["To"] == colleague.email
    transfer = db.session.scalars(select(Transfer)).one()
    assert (transfer.kind, transfer.to_department_id) == ("department", target.id)
    foreign = factories.department_of(people.open_ward("27154"))
    for department in (target, foreign):
        with pytest.raises(Invalid):
            screen.forward_to_department(
                team.officer, report, department=department, explanation="x"
            )


def test_the_letter_to_a_body_outside_is_kept(ward: Ward, team: Team, browser: Browser) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "screening")
    page = pages.take_step(
        browser(team.clerk),
        report.code,
        "chuyen-noi-khac",
        body="Công ty Điện lực Sài Gòn",
        letter="125/UBND-VX",
        explanation="Trụ điện do ngành điện quản lý.",
    )
    assert "125/UBND-VX" in page.words


def test_a_refusal_carries_ground_law_and_next_step(
    ward: Ward, team: Team, browser: Browser, mails: Mails
) -> None:
    report = factories.send(ward, email="lan@vidu.vn").report
    clerk = browser(team.clerk)
    page = pages.take_step(
        clerk, report.code, "tu-choi", ground="complaint", explanation="Đây là khiếu nại."
    )
    usual = GROUNDS["complaint"].next_step
    assert usual in page.words and "Luật Khiếu nại" in page.words
    assert usual in mails()[-1].get_content().replace("\n", " ")
    own = factories.send(ward).report
    refusing.refuse_report(
        team.clerk, own, ground="complaint", explanation="x", next_step="Mời đến quầy 2."
    )
    assert own.next_step == "Mời đến quầy 2."


def test_every_ground_there_ever_was_has_words_law_and_a_next_step() -> None:
    assert {
        "not_a_report",
        "personal_attack",
        "already_answered",
        "false",
        "other_procedure",
    } <= set(GROUNDS)
    for code, ground in GROUNDS.items():
        assert all((ground.name, ground.name_en, ground.citation, ground.citation_en)), code
        assert ground.next_step and ground.next_step_en, code
        assert code in REFUSAL_GROUNDS


def test_reopening_tells_the_sender_why(ward: Ward, team: Team, browser: Browser) -> None:
    sent = factories.published(ward, team)
    leader = browser(team.leader)
    form = pages.open_step(leader, sent.report.code, "mo-lai")
    pages.send_step(leader, form, reason="", status=422)
    pages.take_step(leader, sent.report.code, "mo-lai", reason="Đèn lại tắt hôm qua.")
    said = db.session.scalars(select(Message).where(Message.report_id == sent.report.id)).one()
    assert (said.body, said.is_from_sender) == ("Đèn lại tắt hôm qua.", False)
    with pytest.raises(Exception, match=r"."):
        judge.reopen_by_staff(team.leader, sent.report, reason="x")


def test_a_note_calls_a_colleague_who_may_open_the_case(
    ward: Ward, other: Ward, team: Team, browser: Browser, mails: Mails
) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    leader = db.session.get_one(Account, team.leader.account_id)
    staff = browser(team.officer)
    page = staff.get(f"/can-bo/phan-anh/{report.code}")
    offered = {box.get("value") for box in page.all("#ghi-chu input[name=mention]")}
    assert str(leader.id) in offered and str(team.officer.account_id) not in offered
    data = {"body": "Nhờ anh xem giúp.", "mention": str(leader.id)}
    path = f"/can-bo/phan-anh/{report.code}/ghi-chu"
    staff.post(path, data=data, headers=pages.OWN, status=303)
    assert mails()[-1]["To"] == leader.email
    assert "Nhờ anh" not in mails()[-1].get_content()  # read it inside
    assert (
        leader.public_name
        in staff.get(f"/can-bo/phan-anh/{report.code}").one("#ghi-chu").text_content()
    )
    stranger = people.make_staff(Role.OFFICER, other)
    data = {"body": "Còn chị thì sao?", "mention": str(stranger.id)}
    answer = staff.post(path, data=data, headers=pages.OWN, status=422)
    assert "Còn chị thì sao?" in answer.text
    with pytest.raises(Invalid):
        notes.add_note(team.officer, report, body="x", mentioned=[stranger])


def test_a_stale_form_says_what_changed_and_by_whom(
    ward: Ward, team: Team, browser: Browser
) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    staff = browser(team.officer)
    form = pages.open_step(staff, report.code, "hoi-them")
    screen.forward_to_department(
        team.leader,
        report,
        department=factories.department_of(ward, "van-phong"),
        explanation="Việc của văn phòng.",
    )
    factories.store()
    page = pages.send_step(staff, form, question="Câu tôi đang hỏi", status=409)
    alert = page.one("[role=alert]").text_content()
    assert "Cán bộ leader" in alert
    assert factories.department_of(ward, "van-phong").name in alert
    assert "Câu tôi đang hỏi" in page.text


@pytest.mark.parametrize("path", ["tu-choi", "chuyen-noi-khac"])
def test_public_words_of_a_case_sent_off_name_nobody_by_mistake(
    ward: Ward, team: Team, browser: Browser, path: str
) -> None:
    said = "Đã hỏi chị Hai, số 0901234567."
    report = factories.bring_to(factories.send(ward).report, team, "screening")
    for attempt in (
        lambda: refusing.refuse_report(team.clerk, report, ground="false", explanation=said),
        lambda: screen.forward_outside(team.clerk, report, body="Điện lực", explanation=said),
    ):
        with pytest.raises(Invalid) as refused:
            attempt()
        assert refused.value.field == "personal_data"
    db.session.rollback()
    clerk = browser(team.clerk)
    filled = {"ground": "false"} if path == "tu-choi" else {"body": "Điện lực"}
    form = pages.open_step(clerk, report.code, path)
    page = pages.send_step(clerk, form, status=422, explanation=said, **filled)
    (name,) = {one.get("name") for one in page.all("input[name^=finding-]")}
    pages.send_step(clerk, page, **{name: "mask"})
    db.session.expire_all()
    assert "chị Hai" in report.decision_text and "0901234567" not in report.decision_text
