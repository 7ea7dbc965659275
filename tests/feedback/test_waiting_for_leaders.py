"""What waits for a leader, or for the city, is found by somebody: in their list, or as a bare number."""

from collections.abc import Callable

import pytest

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db, transaction
from citizen_app.core.events import record
from citizen_app.feedback.commands import confining, correcting, extending
from citizen_app.feedback.events import LimitNeared
from citizen_app.feedback.models import Report
from citizen_app.feedback.queries_digest import city_digest
from citizen_app.feedback.queries_people import count_unread_by_city
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]
MINE = "/can-bo/"


def laid_before_the_city(ward: Ward, team: Team) -> Report:
    report = factories.send(ward, text="Chuyện riêng về ông Sáu.").report
    leader = db.session.get_one(Account, team.leader.account_id)
    with transaction():
        confining.confine_report(
            team.clerk, report, accounts=[leader], departments=[], confined_to="city"
        )
    return report


def test_who_may_grant_it_finds_a_wish_for_more_time_in_their_list(
    ward: Ward, team: Team, browser: Browser
) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    leader = browser(team.leader)
    assert report.code not in leader.get(MINE).text
    with transaction():
        extending.ask_extension(team.officer, report, days=3, reason="Chờ vật tư.")
    assert report.code in leader.get(MINE).text
    with transaction():
        extending.grant_extension(team.leader, report)
    assert report.code not in leader.get(MINE).text


def test_who_may_approve_it_finds_a_correction_in_their_list(
    ward: Ward, team: Team, browser: Browser
) -> None:
    report = factories.published(ward, team).report
    with transaction():
        correcting.draft_correction(team.officer, report, body="Lời mới.", reason="Sai số nhà.")
    assert report.code in browser(team.leader).get(MINE).text
    assert report.code not in browser(team.clerk).get(MINE).text
    with transaction():
        correcting.approve_correction(team.leader, report)
    assert report.code not in browser(team.leader).get(MINE).text


def test_leaders_find_what_was_laid_before_them(ward: Ward, team: Team, browser: Browser) -> None:
    report = factories.send(ward).report
    officer = db.session.get_one(Account, team.officer.account_id)
    with transaction():
        confining.confine_report(
            team.clerk, report, accounts=[officer], departments=[], confined_to="leader"
        )
    assert report.code in browser(team.leader).get(MINE).text
    assert report.code not in browser(team.officer).get(MINE).text


def test_without_an_inspector_the_administrator_is_told_how_many_wait_and_nothing_else(
    ward: Ward, team: Team, browser: Browser
) -> None:
    admin = people.make_staff(Role.SYSTEM_ADMIN, None)
    analyst = people.make_staff(Role.ANALYST, None)
    assert not city_digest(admin, clock.today()).sections
    report = laid_before_the_city(ward, team)
    (section,) = city_digest(admin, clock.today()).sections
    assert (section.count, section.reports, section.lines) == (1, [], [])
    assert not city_digest(analyst, clock.today()).sections
    page = browser(people.as_actor(admin)).get("/quan-tri/")
    assert "chưa có thanh tra viên" in page.words
    assert report.code not in page.text and "ông Sáu" not in page.text
    assert page.all("a[href='/quan-tri/thanh-pho/moi']")


def test_with_an_inspector_the_administrator_is_told_nothing(
    ward: Ward, team: Team, browser: Browser
) -> None:
    admin = people.make_staff(Role.SYSTEM_ADMIN, None)
    inspector = people.make_staff(Role.CITY_INSPECTOR, None)
    report = laid_before_the_city(ward, team)
    assert count_unread_by_city() == 0
    assert not city_digest(admin, clock.today()).sections
    assert report.code in browser(people.as_actor(inspector)).get(MINE).text
    assert "chưa có thanh tra viên" not in browser(people.as_actor(admin)).get("/quan-tri/").words


@pytest.mark.parametrize("is_there", [False, True])
def test_who_sends_it_to_the_city_is_told_when_nobody_reads_it(
    ward: Ward, team: Team, browser: Browser, is_there: bool
) -> None:
    if is_there:
        people.make_staff(Role.CITY_INSPECTOR, None)
    report = factories.send(ward).report
    page = pages.open_step(browser(team.clerk), report.code, "tranh-nguoi-lien-quan")
    assert ("Hiện chưa ai đọc được" in page.words) is not is_there


def test_a_decision_that_is_asked_for_stands_ready_on_the_case_page(
    ward: Ward, team: Team, browser: Browser
) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    with transaction():
        extending.ask_extension(team.officer, report, days=3, reason="Chờ vật tư.")
    page = browser(team.leader).get(f"/can-bo/phan-anh/{report.code}")
    bar = [link.text_content() for link in page.all("#cac-buoc .case-bar__list a")]
    assert bar[0] == "Cho gia hạn" and "Không cho gia hạn" in bar
    assert page.all("#viec form[action$='/cho-gia-han']")


def test_who_handles_a_case_finds_the_answer_first(
    ward: Ward, team: Team, browser: Browser
) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    page = browser(team.officer).get(f"/can-bo/phan-anh/{report.code}")
    bar = [link.get("href") for link in page.all("#cac-buoc .case-bar__list a")]
    assert bar[0].endswith("/soan")


def test_the_history_says_whom_each_reminder_told(ward: Ward, team: Team, browser: Browser) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    assert report.due_at is not None
    with transaction():
        for tell in ("handler", "leader"):
            fact = LimitNeared("x", tell, report.due_at.isoformat())
            record(fact, actor=SYSTEM, ward_id=ward.id, subject=report)
    words = browser(team.officer).get(f"/can-bo/phan-anh/{report.code}").words
    assert "– cán bộ thụ lý" in words and "– lãnh đạo" in words
