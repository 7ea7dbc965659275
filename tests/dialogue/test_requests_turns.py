"""What becomes of a request: refused, shown, planned, held, taken back, erased; and its pages."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen_app.accounts.commands.erasing import erase_account
from citizen_app.accounts.exports import data_of
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import (
    DomainError,
    Invalid,
    InvalidTransition,
    NotAllowed,
    StaleVersion,
)
from citizen_app.core.events import Event
from citizen_app.dialogue import queries_requests as queries
from citizen_app.dialogue import thresholds
from citizen_app.dialogue.commands.announce import announce_session, cancel_session
from citizen_app.dialogue.commands.request_decisions import (
    decide_request_appeal,
    refuse_request,
)
from citizen_app.dialogue.commands.request_turns import plan_for_request
from citizen_app.dialogue.commands.requesting import (
    appeal_request,
    support_request,
    take_back_support,
    withdraw_request,
)
from citizen_app.dialogue.commands.running import close_session, open_session
from citizen_app.dialogue.jobs_requests import close_old_requests
from citizen_app.dialogue.models_requests import DialogueRequest, RequestSupport
from citizen_app.wards.models import Ward
from tests.dialogue import requesting as made
from tests.dialogue.plans import plan
from tests.dialogue.requesting import mails, supports
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team
from tests.support.queries import count_queries

Browser = Callable[[Actor], StrictClient]
TODAY = dt.date(2026, 11, 27)


def test_refused_on_a_ground_then_shown_by_those_who_supervise(app: Flask, team: Team) -> None:
    asker = made.resident()
    request = made.sent(team.ward, asker)
    with pytest.raises(Invalid):
        refuse_request(team.clerk, request, ground="just so", explanation="Vì vậy")
    refuse_request(team.clerk, request, ground="unclear", explanation="Chưa rõ nội dung.")
    factories.store()
    assert any("Chưa rõ nội dung." in mail for mail in mails(app)) or mails(app)
    with pytest.raises(NotAllowed):
        appeal_request(made.resident(), request, text="Tôi thấy rõ")
    appeal_request(asker, request, text="Nội dung đã rõ")
    factories.store()
    with pytest.raises(NotAllowed):
        appeal_request(asker, request, text="Một lần nữa")
    with pytest.raises(NotAllowed):
        decide_request_appeal(team.leader, request, shown=False, decision="Không")
    decide_request_appeal(team.supervisor, request, shown=True, decision="Rõ", subject=made.SUBJECT)
    factories.store()
    assert (request.state, request.appeal_outcome, request.closed_at) == (
        "open",
        "overturned",
        None,
    )


def test_a_request_that_is_not_shown_is_withdrawn_with_all_that_points_to_its_asker(
    team: Team,
) -> None:
    asker = made.resident()
    request = made.sent(team.ward, asker)
    with pytest.raises(NotAllowed):
        withdraw_request(made.resident(), request)
    withdraw_request(asker, request)
    factories.store()
    assert request.state == "withdrawn" and not supports(request)
    with pytest.raises(NotAllowed):
        withdraw_request(asker, made.opened(team))
    own = made.opened(team, asker)
    with pytest.raises(
        InvalidTransition
    ):  # once others can join it, it is not one person's any more
        withdraw_request(asker, own)


def test_planned_announced_and_held(app: Flask, ward: Ward, team: Team) -> None:
    made.voters(ward, 20)
    request = made.opened(team)
    who = made.joined(request)
    session = plan_for_request(team.leader, request, plan(10), version=request.version)
    factories.store()
    assert (request.state, session.kind) == ("planned", "on_request")
    with pytest.raises(Invalid):
        made.joined(request)
    announce_session(team.leader, session)
    factories.store()
    address = db.session.get_one(people.Account, who.account_id).email
    assert len([mail for mail in mails(app) if address in mail]) == 2  # reached, announced
    with clock.at(session.starts_at):
        open_session(team.clerk, session)
        close_session(team.clerk, session)
        factories.store()
        db.session.refresh(request)
        limit = thresholds.holding_clock(request)
    assert request.state == "held" and limit is not None and limit.kept is True
    with pytest.raises(Invalid):
        take_back_support(who, request)


def test_a_session_that_is_called_off_gives_the_duty_back(ward: Ward, team: Team) -> None:
    made.voters(ward, 20)
    owed, early = made.opened(team), made.opened(team)
    made.joined(owed)
    for request, state in ((owed, "reached"), (early, "open")):
        session = plan_for_request(team.leader, request, plan())
        factories.store()
        cancel_session(team.leader, session, reason="Bão")
        factories.store()
        db.session.refresh(request)
        assert (request.state, request.session_id) == (state, None)


def test_two_leaders_plan_it_once(ward: Ward, team: Team) -> None:
    request = made.opened(team)
    seen = request.version
    plan_for_request(team.leader, request, plan(), version=seen)
    factories.store()
    with pytest.raises(StaleVersion):
        plan_for_request(team.leader, request, plan(), version=seen)
    db.session.rollback()
    with pytest.raises(DomainError):
        plan_for_request(team.officer, request, plan())


def test_the_duty_stands_on_the_leaders_desk_until_the_notice_is_out(
    ward: Ward, team: Team, browser: Browser, client: StrictClient
) -> None:
    made.voters(ward, 20)
    request = made.opened(team)
    made.joined(request)
    leader = browser(team.leader)
    assert made.SUBJECT in leader.get("/can-bo/").words
    assert made.SUBJECT not in browser(team.officer).get("/can-bo/").words
    day = f"{request.hold_by:%d/%m/%Y}"
    public = f"/p/{ward.path_id}/de-nghi-doi-thoai/{request.code}"
    assert day in leader.get("/can-bo/").words and day in client.get(public).words
    page = leader.get(f"/can-bo/doi-thoai/de-nghi/{request.code}")
    form = leader.get(page.link("Lên kế hoạch đối thoại"))
    day_held = clock.today() + dt.timedelta(days=14)
    page = leader.follow(
        leader.submit(
            form,
            {
                "day": day_held.isoformat(),
                "begins": "18:00",
                "ends": "20:00",
                "place": "Hội trường UBND phường",
                "questions_until": (day_held - dt.timedelta(days=1)).isoformat(),
                "chair": "Chủ tịch UBND phường",
            },
            button="Lưu",
        )
    )
    assert "Đối thoại theo đề nghị của cử tri" in page.words
    assert "Công bố thông báo" in leader.get("/can-bo/").words  # what is still to be done
    assert "đang lên kế hoạch" in client.get(public).words
    leader.follow(leader.submit(page, {}, button="Công bố thông báo"))
    assert made.SUBJECT not in leader.get("/can-bo/").words
    assert client.get(public).link(made.SUBJECT).startswith(f"/p/{ward.path_id}/doi-thoai/DT-")


def test_time_to_join_ends_and_what_points_to_people_is_erased(ward: Ward, team: Team) -> None:
    request = made.opened(team)
    who = made.joined(request)
    made.listed(team, request, [made.number()])
    assert request.open_until is not None
    with clock.at(request.open_until - dt.timedelta(hours=1)):
        close_old_requests()
        assert db.session.get_one(DialogueRequest, request.id).state == "open"
    with clock.at(request.open_until + dt.timedelta(hours=1)):
        close_old_requests()
        request = db.session.get_one(DialogueRequest, request.id)
        assert (request.state, request.support_count) == ("expired", 3)
    with clock.at(request.open_until + dt.timedelta(days=40)):
        close_old_requests()
    rows = supports(request)
    assert len(rows) == 3 and all(row.person_digest.startswith("erased-") for row in rows)
    assert {row.account_id for row in rows} == {None}
    assert not queries.list_supported_by(who.account_id or 0)


def test_own_data_are_given_out_and_erased_with_the_account(ward: Ward, team: Team) -> None:
    asker = made.resident()
    request, other = made.opened(team, asker), made.opened(team)
    made.joined(other, asker)
    waiting = made.sent(ward, asker)
    held = data_of(asker)["dialogue_requests"]
    assert {one["code"] for one in held["sent"]} == {request.code, waiting.code}
    assert {one["code"] for one in held["joined"]} == {request.code, other.code, waiting.code}
    erase_account(asker)
    factories.store()
    for one in (request, other, waiting):
        db.session.refresh(one)
    assert (request.support_count, other.support_count) == (0, 1)
    assert request.account_id is None and request.state == "open"
    assert (waiting.state, waiting.subject, waiting.reason) == ("withdrawn", "", "")
    query = sa.select(RequestSupport).where(RequestSupport.account_id == asker.account_id)
    assert not db.session.scalars(query).all()


def test_a_resident_asks_joins_and_takes_it_back_on_the_pages(
    ward: Ward, team: Team, browser: Browser, client: StrictClient
) -> None:
    made.voters(ward, 1000)
    asker = browser(made.resident())
    start = asker.get(f"/p/{ward.path_id}/de-nghi-doi-thoai")
    form = asker.get(start.link("Đề nghị đối thoại"))
    page = asker.submit(
        form,
        {"subject": made.SUBJECT, "reason": made.REASON, "number": "12"},
        button="Gửi đề nghị của tôi",
        status=422,
    )
    assert page.document.xpath("//input[@name='subject']/@value") == [made.SUBJECT]
    page = asker.follow(asker.submit(page, {"number": made.number()}, button="Gửi đề nghị của tôi"))
    assert "UBND đang xem" in page.words
    code = re.search(r"DN-\w{4}-\w{4}", page.words)
    assert code is not None
    clerk = browser(team.clerk)
    page = clerk.get(f"/can-bo/doi-thoai/de-nghi/{code[0]}")
    clerk.follow(clerk.submit(page, {}, button="Duyệt và công khai"))
    public = f"/p/{ward.path_id}/de-nghi-doi-thoai/{code[0]}"
    assert "1 cử tri đề nghị" in client.get(public).words
    neighbour = browser(made.resident())
    form = neighbour.get(client.get(public).link("Tôi cùng đề nghị"))
    page = neighbour.follow(
        neighbour.submit(form, {"number": made.number()}, button="Tôi cùng đề nghị")
    )
    assert "2 cử tri" in client.get(public).words
    neighbour.follow(neighbour.submit(page, {}, button="Thôi đề nghị"))
    assert "1 cử tri đề nghị" in client.get(public).words


def test_an_account_cannot_go_through_other_peoples_numbers(
    ward: Ward, team: Team, browser: Browser
) -> None:
    request, typed = made.opened(team), made.number()
    made.listed(team, request, [typed])
    nosy = browser(made.resident())
    address = f"/p/{ward.path_id}/de-nghi-doi-thoai/{request.code}/cung-de-nghi"
    for _ in range(10):
        nosy.submit(nosy.get(address), {"number": typed}, button="Tôi cùng đề nghị", status=422)
    page = nosy.submit(nosy.get(address), {"number": typed}, button="Tôi cùng đề nghị", status=429)
    assert "thử lại" in page.words


def test_staff_of_another_ward_cannot_open_it(
    team: Team, other_ward: Ward, browser: Browser
) -> None:
    request = made.opened(team)
    stranger = browser(factories.team_of(other_ward).leader)
    stranger.get(f"/can-bo/doi-thoai/de-nghi/{request.code}", status=404)
    stranger.get(f"/p/{other_ward.path_id}/de-nghi-doi-thoai/{request.code}", status=404)


def test_events_hold_no_numbers_of_people(team: Team) -> None:
    typed = made.number()
    made.listed(team, made.opened(team), [typed])
    facts = db.session.scalars(sa.select(Event.facts)).all()
    assert facts and not [one for one in facts if typed in str(one)]


def test_nobody_joins_with_a_number_that_cannot_be_right(team: Team) -> None:
    request = made.opened(team)
    with pytest.raises(Invalid):
        support_request(
            made.resident(), request, number="1", neighbourhood=None, secret=made.secret()
        )
    assert request.support_count == 1


def test_pages_ask_a_fixed_number_of_queries(
    ward: Ward, team: Team, browser: Browser, client: StrictClient
) -> None:
    made.voters(ward, 20)
    leader, resident, costs = browser(team.leader), browser(made.resident()), []
    for many in (1, 5):
        for _ in range(many):
            request = made.opened(team)
            made.listed(team, request, [made.number() for _ in range(many)])
        public = f"/p/{ward.path_id}/de-nghi-doi-thoai"
        paths = (
            (client, public, 7),
            (client, f"{public}/{request.code}", 10),
            (resident, f"{public}/{request.code}/cung-de-nghi", 10),
            (leader, "/can-bo/doi-thoai/de-nghi", 10),
            (leader, f"/can-bo/doi-thoai/de-nghi/{request.code}", 16),
        )
        for reader, path, most in paths:
            with count_queries(at_most=most) as seen:
                reader.get(path)
            costs.append(seen.count)
    assert (
        max(b - a for a, b in zip(costs[:5], costs[5:], strict=True)) <= 2
    )  # once bound, its clock
