"""Coming to a session: places, the waiting list, one registration for one person, PIN, erasing."""

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import PERSONAL, db
from citizen_app.core.errors import Invalid, InvalidTransition, NotAllowed, NotFound
from citizen_app.core.events import Event, events_of
from citizen_app.core.web.qr import qr_picture
from citizen_app.dialogue import queries_attendance as queries
from citizen_app.dialogue.commands.announce import cancel_session, change_notice
from citizen_app.dialogue.commands.register import (
    cancel_registration,
    erase_registration,
    free_places,
    register,
)
from citizen_app.dialogue.jobs_attendance import erase_old_registrations
from citizen_app.dialogue.limits import REGISTERING, SLIP_PER_CODE
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_attendance import Registration, RegistrationContact
from citizen_app.dialogue.workflow_attendance import STATE_LABELS, State
from citizen_app.permissions import Role
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward
from tests.dialogue.attending import OWN, announced, asked, coming, holder
from tests.dialogue.plans import plan
from tests.support import factories, people
from tests.support.client import Page, StrictClient, apart
from tests.support.factories import Team
from tests.support.queries import count_queries

Browser = Callable[[Actor], StrictClient]


def address(session: Session) -> str:
    return f"/p/{session.ward.path_id}/doi-thoai/{session.code}/dang-ky"


def fill_in(client: StrictClient, session: Session, **fields: Any) -> Page:
    typed = {"name": "Nguyễn Thị Lan", "people": "2"} | fields
    return client.submit(client.get(address(session)), typed, button="Đăng ký")


def states(session: Session) -> list[str]:
    query = select(Registration.state).where(Registration.session_id == session.id)
    return list(db.session.scalars(query.order_by(Registration.id)))


def test_somebody_without_an_account_registers_and_gets_a_slip(
    team: Team, client: StrictClient
) -> None:
    session = announced(team, capacity=10)
    public = client.get(f"/p/{session.ward.path_id}/doi-thoai/{session.code}")
    assert "Còn 10 chỗ." in public.words
    slip = client.follow(fill_in(client, session, needs_wheelchair="y", email="lan@vidu.vn"))
    code, pin = slip.texts(".slip__code")
    assert code.startswith("DK-") and len(pin) == 6 and slip.all("svg.qr")
    assert "Nguyễn Thị Lan" in slip.words and "2 người" in slip.words
    registration = queries.find_registration(code)
    assert registration is not None and registration.state == "placed"
    assert registration.channel == "web" and registration.contact.needs_wheelchair
    again = client.get(f"/p/{session.ward.path_id}/doi-thoai/{session.code}")
    assert "Còn 8 chỗ." in again.words
    fact = events_of(registration)[-1].facts
    assert fact["has_place"] and "Lan" not in str(fact) and "vidu" not in str(fact)


def test_the_qr_code_holds_the_code_alone(team: Team, client: StrictClient) -> None:
    session = announced(team)
    page = client.follow(fill_in(client, session))
    code = page.texts(".slip__code")[0]

    drawn = page.one("svg.qr path:last-of-type").get("d")
    assert drawn in str(qr_picture(code))


def test_a_form_that_is_not_whole_keeps_what_was_typed(team: Team, client: StrictClient) -> None:
    session = announced(team)
    page = client.get(address(session))
    typed = {"name": "", "phone": "0901 234 567", "email": "lan@"}
    page = client.submit(page, typed, button="Đăng ký", status=422)
    assert len(page.errors) == 2
    assert page.one("[name=phone]").get("value") == "0901234567"
    page = client.submit(page, {"name": "Lan", "email": ""}, button="Đăng ký")
    assert client.follow(page).texts(".slip__code")


def test_double_click_and_retry_give_one_registration(team: Team, client: StrictClient) -> None:
    session = announced(team, capacity=3)
    form = client.get(address(session))
    first = client.submit(form, {"name": "Lan"}, button="Đăng ký")
    second = client.submit(form, {"name": "Lan"}, button="Đăng ký")
    assert first.headers["Location"] == second.headers["Location"]
    wish, secret = asked(), current_app.config["SECRET_KEY"]
    one = register(Actor(), session, wish, secret=secret)
    assert register(Actor(), session, wish, secret=secret) == one
    assert states(session) == ["placed", "placed"]
    assert db.session.scalar(select(func.count()).where(Event.kind == "DialogueRegistered")) == 2


def test_when_it_is_full_people_wait_and_a_free_place_goes_to_the_first_who_fits(
    team: Team, mails: Callable[[], list[EmailMessage]]
) -> None:
    session = announced(team, capacity=4)
    first, second = coming(session, 2), coming(session, 2)
    large, small = coming(session, 3, email="ba@vidu.vn"), coming(session, 2, email="hai@vidu.vn")
    last = coming(session, 1)
    assert states(session) == ["placed", "placed", "waiting", "waiting", "waiting"]
    assert [queries.place_in_line(one) for one in (large, small, last)] == [1, 2, 3]
    cancel_registration(holder(first), first)
    factories.store()
    assert states(session) == ["cancelled", "placed", "waiting", "placed", "waiting"]
    told = [mail for mail in mails() if mail["To"] == "hai@vidu.vn"]
    assert len(told) == 1 and small.code in told[0].get_content()
    assert not [mail for mail in mails() if mail["To"] == "ba@vidu.vn"]
    cancel_registration(holder(second), second)
    assert states(session)[-1] == "placed"
    assert free_places(session) == 1
    cancel_registration(holder(small), small)
    assert states(session) == ["cancelled", "cancelled", "placed", "cancelled", "placed"]
    with pytest.raises(InvalidTransition):
        cancel_registration(holder(first), first)


def test_a_larger_room_gives_places_to_those_who_wait(team: Team) -> None:
    session = announced(team, capacity=1)
    coming(session), coming(session, 2)
    change_notice(team.leader, session, plan(capacity=3), reason="Đổi sang hội trường lớn.")
    factories.store()
    assert states(session) == ["placed", "placed"]


def test_the_last_places_are_never_given_twice(
    app: Flask, team: Team, client: StrictClient
) -> None:
    """Twelve people in the same moment, five places: five come in, seven wait."""
    session = announced(team, capacity=5)
    path, many = address(session), 12
    together, statuses = threading.Barrier(many), []

    def send(number: int) -> None:
        data = {"key": f"khoa-cung-luc-{number:06}", "name": f"Người {number}", "people": "1"}
        together.wait(20)
        statuses.append(app.test_client().post(path, data=data, headers=OWN).status_code)

    db.session.commit()
    threads = [threading.Thread(target=lambda n=n: apart(lambda: send(n))) for n in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.expire_all()
    assert statuses == [303] * many
    assert sorted(states(session)) == ["placed"] * 5 + ["waiting"] * 7


def test_a_place_given_back_twice_in_the_same_moment_goes_to_one(
    app: Flask, team: Team, new_client: Callable[[], StrictClient]
) -> None:
    session = announced(team, capacity=1)
    first = coming(session)
    coming(session), coming(session)
    pin = ids.pin_for(current_app.config["SECRET_KEY"], first.idempotency_digest)
    code, clients, statuses = first.code, [], []
    for _ in range(2):
        browser = new_client()
        open_slip(browser, code, pin)
        clients.append(next(iter(browser._cookies.values())))
    together = threading.Barrier(2)

    def send(cookie: Any) -> None:
        plain = app.test_client()
        plain.set_cookie(cookie.key, cookie.value, path=cookie.path)
        together.wait(10)
        path = f"/phieu-doi-thoai/{code}/huy"
        statuses.append(plain.post(path, headers=OWN).status_code)

    db.session.commit()
    threads = [threading.Thread(target=lambda c=c: apart(lambda: send(c))) for c in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.expire_all()
    assert sorted(statuses) == [303, 409]
    assert states(session) == ["cancelled", "placed", "waiting"]


def open_slip(client: StrictClient, code: str, pin: str, status: int = 303) -> Page:
    page = client.get("/phieu-doi-thoai")
    return client.submit(page, {"code": code, "pin": pin}, button="Mở phiếu", status=status)


def test_code_and_pin_open_the_slip_and_cancel(team: Team, client: StrictClient) -> None:
    registration = coming(announced(team))
    pin = ids.pin_for(current_app.config["SECRET_KEY"], registration.idempotency_digest)
    client.get(f"/phieu-doi-thoai/{registration.code}", status=302)
    slip = client.follow(open_slip(client, registration.code.lower(), pin))
    assert registration.contact.name in slip.words and pin not in slip.text
    page = client.get(slip.link("Tôi không đến được: hủy đăng ký"))
    done = client.follow(client.submit(page, button="Đồng ý hủy"))
    assert done.heading == "Đăng ký của Ông/Bà đã hủy"


def test_wrong_pins_are_counted_and_soon_refused(team: Team, client: StrictClient) -> None:
    registration = coming(announced(team))
    pin = ids.pin_for(current_app.config["SECRET_KEY"], registration.idempotency_digest)
    wrong = "000000" if pin != "000000" else "111111"
    pages = [open_slip(client, registration.code, wrong, 422) for _ in range(SLIP_PER_CODE.most)]
    assert "không khớp" in pages[0].words
    open_slip(client, registration.code, pin, 429)
    with clock.at(clock.now() + SLIP_PER_CODE.window + dt.timedelta(seconds=1)):
        open_slip(client, registration.code, pin)
    other = open_slip(client, ids.new_code("DK"), pin, 422)
    assert other.errors == pages[0].errors


def test_one_address_cannot_take_all_places(team: Team, client: StrictClient) -> None:
    session = announced(team)
    for _ in range(REGISTERING.most):
        REGISTERING.count("127.0.0.1")
    page = client.get(address(session))
    client.submit(page, {"name": "Lan"}, button="Đăng ký", status=429)
    assert states(session) == []


def test_strangers_reach_nothing(
    team: Team, ward: Ward, other_ward: Ward, client: StrictClient, browser: Browser
) -> None:
    session = announced(team)
    registration = coming(session)
    for path in ("huy", "xoa-du-lieu"):
        client.get(f"/phieu-doi-thoai/{registration.code}/{path}", status=404)
        client.post(f"/phieu-doi-thoai/{registration.code}/{path}", headers=OWN, status=404)
    elsewhere = browser(factories.team_of(other_ward).clerk)
    for path in ("dang-ky", "diem-danh", f"dang-ky/{registration.code}", "diem-danh/sw.js"):
        elsewhere.get(f"/can-bo/doi-thoai/{session.code}/{path}", status=404)
        browser(team.officer).get(f"/can-bo/doi-thoai/{session.code}/{path}", status=403)
    with pytest.raises(NotAllowed):
        queries.list_registrations(team.officer, session)
    with pytest.raises(NotAllowed):
        queries.list_for_door(factories.team_of(other_ward).leader, session)
    with pytest.raises(NotAllowed):
        cancel_registration(Actor(), registration)
    with pytest.raises(NotAllowed):
        erase_registration(Actor(), registration)
    with pytest.raises(NotFound):
        queries.get_registration(Actor(), registration.code)


def test_the_clerk_registers_somebody_at_the_counter(team: Team, browser: Browser) -> None:
    session = announced(team)
    clerk = browser(team.clerk)
    page = clerk.get(f"/can-bo/doi-thoai/{session.code}/dang-ky/moi")
    typed = {"name": "Trần Văn Hai", "needs_other": "Ngồi gần loa"}
    slip = clerk.follow(clerk.submit(page, typed, button="Đăng ký"))
    assert len(slip.texts(".slip__code")) == 2  # code and PIN, to be printed
    rows = clerk.get(f"/can-bo/doi-thoai/{session.code}/dang-ky")
    assert "Trần Văn Hai" in rows.words and "Ngồi gần loa" in rows.words
    found = queries.find_registration(slip.texts(".slip__code")[0])
    assert found is not None and found.channel == "counter"
    assert found.helper_id == team.clerk.account_id


def test_registration_ends_when_the_session_begins_or_is_called_off(
    team: Team, client: StrictClient
) -> None:
    session = announced(team)
    registration = coming(session)
    with clock.at(session.starts_at), pytest.raises(Invalid):
        coming(session)
    with clock.at(session.starts_at), pytest.raises(NotAllowed):
        cancel_registration(holder(registration), registration)
    cancel_session(team.leader, session, reason="Bão đổ bộ.")
    factories.store()
    assert "đã đóng" in client.get(address(session)).words
    with pytest.raises(Invalid):
        coming(session)


def test_who_registered_is_told_of_changes(
    team: Team, mails: Callable[[], list[EmailMessage]]
) -> None:
    session = announced(team)
    coming(session, email="lan@vidu.vn")
    away = coming(session, email="di-vang@vidu.vn")
    cancel_registration(holder(away), away)
    change_notice(team.leader, session, plan(days=15), reason="Đổi ngày.")
    factories.store()
    cancel_session(team.leader, session, reason="Bão đổ bộ.")
    factories.store()
    told = [mail["To"] for mail in mails()]
    assert told.count("lan@vidu.vn") == 2 and "di-vang@vidu.vn" not in told


def test_erasing_on_request_keeps_the_place(team: Team, client: StrictClient) -> None:
    session = announced(team)
    slip = client.follow(fill_in(client, session, phone="0901234567"))
    page = client.get(slip.link("Xóa tên và thông tin liên lạc của tôi"))
    done = client.follow(client.submit(page, button="Đồng ý xóa"))
    assert "Nguyễn Thị Lan" not in done.words
    assert db.session.scalar(select(func.count()).select_from(RegistrationContact)) == 0
    assert states(session) == ["placed"]


def test_thirty_days_after_the_session_nobody_is_named_any_more(team: Team) -> None:
    session = announced(team)
    registration = coming(session, 3, email="lan@vidu.vn", phone="0901234567")
    for days, named in ((29, 1), (32, 0)):
        with clock.at(session.ends_at + dt.timedelta(days=days)):
            db.session.commit()
            erase_old_registrations()
        assert db.session.scalar(select(func.count()).select_from(RegistrationContact)) == named
    db.session.refresh(registration)
    assert registration.people == 3 and registration.pin_digest == ""
    assert events_of(session)[-1].facts == {"count": 1}


def test_personal_columns_are_marked() -> None:
    columns = RegistrationContact.__table__.columns
    assert {c.name for c in columns if not c.info.get("personal")} == {"registration_id"}
    assert PERSONAL["personal"]


def test_every_state_has_words_and_a_check() -> None:
    assert set(STATE_LABELS) == set(State)
    checks = {
        str(c.name): str(c.sqltext)
        for c in Registration.__table__.constraints
        if c.name and "ck_" in str(c.name)
    }
    assert all(f"'{state}'" in checks["ck_dialogue_registration_state"] for state in State)


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "<script>alert(1)</script>"},
        {"name": "x' OR 1=1 --", "needs_other": "${777*777}"},
        {"name": "\u202eLan\x00", "needs_other": "\ud7ff"},
    ],
)
def test_hostile_names_are_shown_as_words(
    team: Team, client: StrictClient, browser: Browser, typed: dict[str, str]
) -> None:
    session = announced(team)
    client.follow(fill_in(client, session, **typed))
    page = browser(team.clerk).get(f"/can-bo/doi-thoai/{session.code}/dang-ky")
    assert not page.all("main script") and "603729" not in page.texts(".door__who")[0]


def test_hostile_forms_are_refused(team: Team, client: StrictClient, other_ward: Ward) -> None:
    session = announced(team)
    elsewhere = wards.list_neighbourhoods(other_ward)
    wrong: list[dict[str, Any]] = [
        {"people": "6"},
        {"people": "-1"},
        {"people": "1e3"},
        {"key": "ngắn"},
        {"key": "x" * 5000},
        {"name": "x" * 121},
        {"needs_other": "x" * 301},
        {"email": "x" * 300 + "@vidu.vn"},
        {"phone": "1" * 50},
        {"website": "spam"},
        {"neighbourhood": str(elsewhere[0].id) if elsewhere else "999999"},
    ]
    for fields in wrong:
        data = {"key": "khoa-hop-le-0123456", "name": "Lan", "people": "1"} | fields
        client.post(address(session), data=data, headers=OWN, status=422)
    assert states(session) == []


def test_pages_ask_a_fixed_number_of_queries(
    team: Team, client: StrictClient, browser: Browser
) -> None:
    session, clerk = announced(team, capacity=50), browser(team.clerk)
    costs = []
    for many in (1, 12):
        for _ in range(many):
            coming(session, email="lan@vidu.vn")
        coming(session, 5)
        paths = (
            (client, address(session), 11),
            (client, f"/p/{session.ward.path_id}/doi-thoai/{session.code}", 16),
            (clerk, f"/can-bo/doi-thoai/{session.code}/dang-ky", 14),
        )
        for reader, path, most in paths:
            with count_queries(at_most=most) as seen:
                reader.get(path)
            costs.append(seen.count)
    assert costs[:3] == costs[3:]


def test_a_helper_registers_a_neighbour(app: Flask, ward: Ward, team: Team) -> None:

    session = announced(team)
    helper = people.as_actor(people.make_staff(Role.HELPER, ward))
    for_them = dataclasses.replace(helper, channel="helper")
    secret = current_app.config["SECRET_KEY"]
    made, _pin = register(for_them, session, asked(), secret=secret)
    assert made.channel == "helper" and made.helper_id == helper.account_id
