"""From the plan to the lawful notice: who may, what the public reads, and what it costs to be late."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.errors import Invalid, InvalidTransition, NotAllowed, StaleVersion
from citizen_app.core.events import events_of
from citizen_app.dialogue import queries
from citizen_app.dialogue.commands.announce import (
    announce_session,
    cancel_session,
    change_notice,
    follow_dialogues,
)
from citizen_app.dialogue.commands.plan import change_plan, plan_session
from citizen_app.dialogue.models import Session
from citizen_app.wards.models import Ward
from tests.dialogue.plans import moment, plan
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team
from tests.support.queries import count_queries

Browser = Callable[[Actor], StrictClient]


def kinds_of(session: Session) -> list[str]:
    return [event.kind for event in events_of(session)]


def test_a_leader_publishes_what_a_clerk_planned(
    ward: Ward, team: Team, browser: Browser, client: StrictClient
) -> None:
    clerk, leader = browser(team.clerk), browser(team.leader)
    day = clock.today() + dt.timedelta(days=14)
    form = clerk.get("/can-bo/doi-thoai/moi")
    typed = {
        "title": "Ngập nước trong các hẻm",
        "topics": "Thoát nước hẻm 48\n\nNạo vét cống",
        "day": day.isoformat(),
        "begins": "18:00",
        "ends": "20:30",
        "questions_until": (day - dt.timedelta(days=2)).isoformat(),
        "place": "Hội trường UBND phường",
        "chair": "Chủ tịch UBND phường",
        "agenda": "20 Khai mạc\n100 phút: Hỏi và trả lời",
    }
    page = clerk.follow(clerk.submit(form, typed, button="Lưu"))
    session = queries.list_for_staff(team.clerk, ward)[0]
    assert [(i.minutes, i.title) for i in session.agenda] == [
        (20, "Khai mạc"),
        (100, "Hỏi và trả lời"),
    ]
    assert "Công bố thông báo" not in page.words  # the clerk plans, the leader decides
    public = f"/p/{ward.path_id}/doi-thoai/{session.code}"
    client.get(public, status=404)
    assert session.title not in client.get(f"/p/{ward.path_id}/doi-thoai").words
    page = leader.get(f"/can-bo/doi-thoai/{session.code}")
    leader.follow(leader.submit(page, {}, button="Công bố thông báo"))
    shown = client.get(public)
    assert shown.heading == "Ngập nước trong các hẻm"
    assert "đúng hạn" in shown.words and "Nạo vét cống" in shown.words
    assert session.title in client.get(f"/p/{ward.path_id}/").words
    assert kinds_of(session) == ["DialoguePlanned", "DialogueAnnounced"]


def test_a_form_that_does_not_fit_keeps_what_was_typed(browser: Browser, team: Team) -> None:
    clerk = browser(team.clerk)
    day = clock.today() + dt.timedelta(days=14)
    typed = {
        "title": "Ngập nước",
        "day": day.isoformat(),
        "begins": "18:00",
        "ends": "17:00",
        "questions_until": day.isoformat(),
        "chair": "Chủ tịch",
        "place": "Hội trường",
        "agenda": "Khai mạc không có số phút",
    }
    page = clerk.submit(clerk.get("/can-bo/doi-thoai/moi"), typed, button="Lưu", status=422)
    assert "ghi số phút ở đầu mỗi dòng" in page.words
    assert page.one("[name=title]").get("value") == "Ngập nước"
    page = clerk.submit(page, {"agenda": ""}, button="Lưu", status=422)
    assert "Giờ kết thúc phải sau giờ bắt đầu." in page.words


def test_a_late_notice_needs_a_reason_that_the_public_reads(
    ward: Ward, team: Team, browser: Browser, client: StrictClient
) -> None:
    session = plan_session(team.clerk, ward, plan(days=3))
    factories.store()
    leader = browser(team.leader)
    page = leader.get(f"/can-bo/doi-thoai/{session.code}")
    page = leader.submit(page, {}, button="Công bố thông báo", status=422)
    assert "Lẽ ra phải thông báo chậm nhất" in page.words
    reason = "Hội trường chỉ trống ngày này."
    leader.follow(leader.submit(page, {"late_reason": reason}, button="Công bố thông báo"))
    shown = client.get(f"/p/{ward.path_id}/doi-thoai/{session.code}").words
    assert "trễ hơn luật định" in shown and reason in shown
    fact = events_of(session)[-1].facts
    assert fact["is_in_time"] is False and fact["days_before"] == 3


def test_a_notice_in_time_keeps_no_reason(team: Team, planned: Session) -> None:
    announce_session(team.leader, planned, late_reason="Không cần")
    assert planned.late_reason == ""


def test_who_may_not_announce(
    team: Team, planned: Session, ward: Ward, other_ward: Ward, browser: Browser
) -> None:
    for stranger in (team.clerk, team.officer, Actor(), factories.team_of(other_ward).leader):
        with pytest.raises(NotAllowed):
            announce_session(stranger, planned)
    elsewhere = browser(factories.team_of(other_ward).leader)
    elsewhere.get(f"/can-bo/doi-thoai/{planned.code}", status=404)
    elsewhere.get(f"/can-bo/doi-thoai/{planned.code}/van-ban/thong-bao.pdf", status=404)
    browser(team.officer).get("/can-bo/doi-thoai", status=403)
    with pytest.raises(NotAllowed):
        plan_session(factories.team_of(other_ward).clerk, ward, plan())


def test_a_plan_of_the_past_or_of_another_wards_people_is_refused(
    ward: Ward, other_ward: Ward, team: Team
) -> None:
    wrong = (
        plan(days=-1),
        plan(ends_at=moment(14, 17)),
        plan(questions_until=moment(15)),
        plan(place=" "),
        plan(form="online", link="javascript:alert(1)"),
        plan(departments=(factories.department_of(other_ward),)),
    )
    for one in wrong:
        with pytest.raises(Invalid):
            plan_session(team.clerk, ward, one)


def test_a_change_of_the_day_counts_the_notice_anew(
    ward: Ward, team: Team, planned: Session, client: StrictClient
) -> None:
    announce_session(team.leader, planned)
    with pytest.raises(Invalid):
        change_notice(team.leader, planned, plan(days=4), reason=" ")
    change_notice(team.leader, planned, plan(days=4), reason="Bão, phải họp sớm.")
    factories.store()
    shown = client.get(f"/p/{ward.path_id}/doi-thoai/{planned.code}").words
    assert "Bão, phải họp sớm." in shown and "trễ hơn luật định" in shown
    fact = events_of(planned)[-1].facts
    assert fact["parts"] == ["starts_at", "ends_at", "questions_until"]
    assert fact["is_in_time"] is False


def test_a_change_that_moves_nothing_leaves_the_first_notice(team: Team, planned: Session) -> None:
    announce_session(team.leader, planned)
    first, told = planned.announced_at, plan()
    with clock.at(clock.now() + dt.timedelta(days=9)):
        same = dataclasses.replace(told, topics=("Đèn đường",))
        change_notice(team.leader, planned, same, reason="Thêm nội dung.")
    assert planned.announced_at == first and planned.late_reason == ""


def test_two_officers_do_not_overwrite_each_other(
    team: Team, planned: Session, browser: Browser
) -> None:
    clerk = browser(team.clerk)
    page = clerk.get(f"/can-bo/doi-thoai/{planned.code}/sua")
    change_plan(team.clerk, planned, plan(title="Đã đổi"), version=planned.version)
    factories.store()
    with pytest.raises(StaleVersion):
        change_plan(team.clerk, planned, plan(), version=planned.version - 1)
    stale = clerk.submit(page, {"title": "Của tôi"}, button="Lưu", status=409)
    assert stale.one("[name=title]").get("value") == "Của tôi"
    clerk.follow(clerk.submit(stale, {}, button="Lưu"))
    assert planned.title == "Của tôi"


def test_called_off_sessions_stay_readable_with_the_reason(
    ward: Ward, team: Team, planned: Session, client: StrictClient
) -> None:
    announce_session(team.leader, planned)
    cancel_session(team.leader, planned, reason="Bão đổ bộ.")
    factories.store()
    shown = client.get(f"/p/{ward.path_id}/doi-thoai/{planned.code}").words
    assert "Bão đổ bộ." in shown and "Buổi đối thoại này đã hủy" in shown
    with pytest.raises(InvalidTransition):
        announce_session(team.leader, planned)
    owed = queries.clock_of_the_year(ward)
    assert owed is not None and owed.kept is None  # what is not held counts for nothing


def test_followers_are_told_once_of_each_thing(
    app: Flask, ward: Ward, team: Team, planned: Session, client: StrictClient
) -> None:
    account = people.make_resident()
    resident = people.as_actor(account)
    follow_dialogues(resident, ward, follow=True)
    follow_dialogues(resident, ward, follow=True)
    announce_session(team.leader, planned)
    factories.store()
    cancel_session(team.leader, planned, reason="Bão đổ bộ.")
    factories.store()
    folder = app.extensions["mail"].folder
    mails = [path.read_text() for path in sorted(folder.glob("*.eml"))]
    told = [mail for mail in mails if account.email in mail]
    assert len(told) == 2
    with pytest.raises(NotAllowed):
        follow_dialogues(team.clerk, ward, follow=True)


def test_a_plan_that_nobody_knew_of_is_called_off_in_silence(
    app: Flask, ward: Ward, team: Team, planned: Session
) -> None:
    follow_dialogues(people.as_actor(people.make_resident()), ward, follow=True)
    cancel_session(team.leader, planned, reason="Đổi ý.")
    factories.store()
    folder = app.extensions["mail"].folder
    assert not [p for p in folder.glob("*.eml") if planned.title in p.read_text()]


def test_pages_ask_a_fixed_number_of_queries(
    ward: Ward, team: Team, browser: Browser, client: StrictClient
) -> None:
    leader, costs = browser(team.leader), []
    for many in (1, 6):
        for number in range(many):
            session = plan_session(team.clerk, ward, plan(days=10 + number))
            announce_session(team.leader, session)
        factories.store()
        paths = (
            (client, f"/p/{ward.path_id}/doi-thoai", 5),
            (client, f"/p/{ward.path_id}/doi-thoai/{session.code}", 16),
            (client, f"/p/{ward.path_id}/doi-thoai.ics", 8),
            (leader, "/can-bo/doi-thoai", 8),
            (leader, f"/can-bo/doi-thoai/{session.code}", 14),
        )
        for reader, path, most in paths:
            with count_queries(at_most=most) as seen:
                reader.get(path)
            costs.append((path, seen.count))
