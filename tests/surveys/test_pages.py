"""The survey's pages as residents and staff use them."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.core.web import page_cache
from citizen_app.permissions import Role
from citizen_app.surveys import queries
from citizen_app.surveys.commands.cards import make_card
from citizen_app.surveys.doors import Door
from citizen_app.surveys.inviting import survey_after_coming
from citizen_app.surveys.models import UsedPass, Wave
from citizen_app.surveys.questionnaire import rules
from citizen_app.wards.models import Ward
from tests.dialogue.attending import announced, coming
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import team_of
from tests.support.queries import count_queries
from tests.surveys.conftest import CONTENT, answer, close, planned

LEAST = rules().least_answers
SEND = "Gửi câu trả lời"
FORM_BUDGET, GIVE_BUDGET, RESULTS_BUDGET, STAFF_BUDGET = 4, 16, 5, 9


def survey(ward: Ward, rest: str = "") -> str:
    return f"/p/{ward.path_id}/khao-sat{rest}"


def counted(wave: Wave) -> dict[str, int]:
    db.session.expire_all()
    return queries.counts_of(wave)


def test_somebody_answers_on_one_page_and_is_thanked(
    wave: Wave, ward: Ward, client: StrictClient
) -> None:
    page = client.get(survey(ward))
    assert len(page.all(".survey__question")) == 5
    assert page.headers["Cache-Control"] == "no-store"
    done = client.follow(client.submit(page, CONTENT, button=SEND))
    assert done.heading == "Cảm ơn Ông/Bà đã trả lời"
    assert counted(wave) == {"web": 1}


def test_an_empty_form_is_shown_again_with_what_was_typed(
    wave: Wave, ward: Ward, client: StrictClient
) -> None:
    page = client.get(survey(ward))
    again = client.submit(page, {"sex": "female"}, button=SEND, status=422)
    assert again.errors == ["Xin trả lời ít nhất một câu."]
    assert again.one("input[name=sex][value=female]").get("checked") is not None
    assert counted(wave) == {}


def test_the_device_answers_once_but_an_invitation_of_ones_own_still_works(
    wave: Wave, ward: Ward, client: StrictClient, new_client: Callable[[], StrictClient]
) -> None:
    page = client.get(survey(ward))
    client.submit(page, CONTENT, button=SEND)
    client.submit(page, CONTENT, button=SEND)  # the same form once more
    assert "Đã có câu trả lời" in client.get(survey(ward)).heading
    cookie = client.get_cookie("ln_khao_sat", path=survey(ward))
    assert (
        cookie is not None and cookie.value == f"{ward.id}.{wave.quarter}"
    )  # no number of anybody
    assert counted(wave) == {"web": 1}
    new_client().submit(new_client().get(survey(ward)), CONTENT, button=SEND)
    assert counted(wave) == {"web": 2}


def test_the_sender_of_a_case_is_invited_and_answers_once(
    wave: Wave, ward: Ward, client: StrictClient, new_client: Callable[[], StrictClient]
) -> None:
    team, resident = team_of(ward), people.make_resident()
    browser = people.browser_of(client.application, resident)
    links = []
    for _ in range(2):
        sent = factories.published(ward, team, by=people.as_actor(resident))
        links.append(browser.get(f"/tra-cuu/{sent.report.code}").link("Trả lời khảo sát"))
    assert links[0] == links[1] and sent.report.code not in links[0]
    path = links[0].removeprefix("http://localhost")
    client.submit(client.get(path), CONTENT, button=SEND)
    assert "Đã có câu trả lời" in new_client().get(path).heading
    again = new_client()
    page = again.get(survey(ward))
    page.one("input[name=phieu]").set("value", path.partition("phieu=")[2])
    again.submit(page, CONTENT, button=SEND)
    assert counted(wave) == {"case": 1}


def test_the_notice_that_asks_for_the_judgement_invites_too(
    wave: Wave, ward: Ward, app: Flask
) -> None:
    sent = factories.published(ward, team_of(ward), email="lan@vidu.vn")
    template = app.jinja_env.get_template("feedback/mail/judgement.txt")
    words = {"report": sent.report, "reopens_until": None, "address": lambda *_a, **_k: "x"}
    with app.test_request_context():
        assert "/khao-sat?phieu=c-" in template.render(**words)
        close(wave)
        assert "khao-sat" not in template.render(**words)


def test_a_dialogue_that_is_over_invites_those_who_came(
    wave: Wave, ward: Ward, client: StrictClient, app: Flask
) -> None:
    team = team_of(ward)
    session = announced(team)
    path = f"/p/{ward.path_id}/doi-thoai/{session.code}"
    assert "Trả lời khảo sát" not in client.get(path).words
    came = coming(session)
    assert "/khao-sat?phieu=d-" in survey_after_coming(came)
    assert came.code not in survey_after_coming(came)
    with clock.at(session.ends_at + dt.timedelta(hours=1)):
        page = client.get(path)
    assert page.link("Trả lời khảo sát").endswith("/khao-sat?tu=doi-thoai")
    client.submit(client.get(f"{survey(ward)}?tu=doi-thoai"), CONTENT, button=SEND)
    assert counted(wave) == {"dialogue": 1}


def test_a_card_leads_to_the_survey_and_counts_by_its_way(
    wave: Wave, ward: Ward, client: StrictClient, browser_as: Callable[[Role], StrictClient]
) -> None:
    clerk = browser_as(Role.CLERK)
    page = clerk.get(f"/can-bo/khao-sat/{ward.code}/{wave.quarter}")
    made = clerk.submit(page, {"channel": "door", "place": "Khu phố 3"}, button="Làm thẻ")
    card = clerk.follow(made)
    found = re.search(r"/p/\S+phieu=t-KS-\w{4}-\w{4}", card.words)
    assert found is not None
    path = found[0]
    for _ in range(2):  # a helper's phone takes the answers of many
        client.submit(client.get(path), CONTENT, button=SEND)
    assert counted(wave) == {"door": 2}
    pdf = clerk.get(card.path + "/a4")
    assert pdf.mimetype == "application/pdf" and pdf.data.startswith(b"%PDF")
    assert "Không hỏi tên" in card.words


def test_a_card_of_another_wave_says_so(wave: Wave, ward: Ward, client: StrictClient) -> None:
    for token in ("t-KS-2222-2222", "c-0", "x" * 500):
        assert "không còn dùng được" in client.get(survey(ward, f"?phieu={token}")).heading


def test_a_network_that_sends_too_much_is_slowed_down(
    wave: Wave, ward: Ward, new_client: Callable[[], StrictClient]
) -> None:
    most = rules().most_of_an_address
    page = new_client().get(survey(ward))
    for _ in range(most):
        new_client().submit(page, CONTENT, button=SEND)
    new_client().submit(page, CONTENT, button=SEND, status=429)


def test_the_last_day_is_the_one_before_the_job_that_closes_it(wave: Wave) -> None:
    assert wave.last_day == wave.closes_on
    wave.closed_on = wave.closes_on + dt.timedelta(days=1)
    assert wave.last_day == wave.closes_on
    wave.closed_on = wave.closes_on - dt.timedelta(days=2)
    assert wave.last_day == wave.closed_on


def test_when_nothing_is_open_the_page_says_when(ward: Ward, client: StrictClient) -> None:
    assert client.get(survey(ward)).heading == "Hiện không có đợt khảo sát nào"
    coming = planned(ward)
    factories.store()
    assert f"{coming.opens_on:%d/%m/%Y}" in client.get(survey(ward)).words
    assert client.get(survey(ward, "/ket-qua")).all(".empty")
    client.get(survey(ward, "/ket-qua/2020-q1"), status=404)


def test_results_come_when_it_is_over_and_are_never_called_papi_s(
    wave: Wave, ward: Ward, client: StrictClient
) -> None:
    for number in range(LEAST * 2):
        channel = "case" if number % 2 else "door"
        answer(wave, door=Door(channel, person=f"{number:024}"))
    assert client.get(survey(ward, "/ket-qua")).all(".empty")
    close(wave)
    page = client.get(survey(ward, "/ket-qua"))
    assert "Tự đo, theo cách của PAPI. Đây không phải điểm PAPI." in page.words
    assert "100%" in page.words and "30 người đã trả lời" in page.words
    assert "Hỏi tận nơi" in page.words and "Sau phản ánh" in page.words
    assert "2,50" in page.words  # all know and have read it: the top of 2.3
    early = f"theo kế hoạch đến hết ngày {wave.closes_on:%d/%m/%Y}"
    assert early in page.words
    assert client.get(survey(ward, f"/ket-qua/{wave.quarter}")).status_code == 200


def test_a_small_wave_says_why_there_is_nothing(
    wave: Wave, ward: Ward, client: StrictClient
) -> None:
    answer(wave)
    close(wave)
    page = client.get(survey(ward, "/ket-qua"))
    assert "Chưa đủ 15 người trả lời" in page.words and "%" not in page.words


def test_staff_plan_open_close_and_see_counts_alone(
    ward: Ward, browser_as: Callable[[Role], StrictClient]
) -> None:
    leader = browser_as(Role.LEADER)
    page = leader.get("/can-bo/khao-sat")
    today = clock.today()
    wrong = {"opens_on": today.isoformat(), "closes_on": today.isoformat()}
    assert leader.submit(page, wrong, button="Lên kế hoạch", status=422).errors
    last = today + dt.timedelta(days=20)
    right = {"opens_on": today.isoformat(), "closes_on": last.isoformat()}
    leader.follow(leader.submit(page, right, button="Lên kế hoạch"))
    wave = db.session.scalars(select(Wave)).one()
    shown = leader.get(f"/can-bo/khao-sat/{ward.code}/{wave.quarter}")
    shown = leader.follow(leader.submit(shown, {}, button="Mở ngay"))
    db.session.expire_all()
    assert wave.state == "open"
    for _ in range(3):
        answer(wave, {**CONTENT, "asked_for_money": "yes"})
    shown = leader.get(shown.path)
    assert "3 người đã trả lời" in shown.words and "Tự vào từ trang web" in shown.words
    assert "tiền" not in shown.words
    over = leader.follow(leader.submit(shown, {}, button="Đóng ngay"))
    assert "Đọc kết quả" in over.words
    stale = shown.form("Đóng ngay")
    leader.post(stale.get("action"), data={"version": "1"}, status={403, 409})


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.WARD_ADMIN])
def test_others_have_no_such_page(
    wave: Wave, ward: Ward, browser_as: Callable[[Role], StrictClient], role: Role
) -> None:
    browser = browser_as(role)
    for path in ("", f"/{ward.code}/{wave.quarter}"):
        browser.get(f"/can-bo/khao-sat{path}", status=403)


def test_another_ward_s_waves_and_cards_are_not_there(wave: Wave, ward: Ward, app: Flask) -> None:
    clerk = people.as_actor(people.make_staff(Role.CLERK, ward))
    card = make_card(clerk, wave, channel="counter", place="")
    factories.store()
    other = people.open_ward("27154")
    stranger = people.browser_of(app, people.make_staff(Role.CLERK, other))
    for path in (f"{ward.code}/{wave.quarter}", f"the/{card.code}", f"the/{card.code}/a4"):
        stranger.get(f"/can-bo/khao-sat/{path}", status=404)


def test_the_administrator_enters_the_population(
    ward: Ward, browser_as: Callable[[Role], StrictClient]
) -> None:
    admin = browser_as(Role.WARD_ADMIN)
    settings = admin.get(f"/quan-tri/{ward.path_id}/")
    page = admin.get(settings.one("main a[href*=dan-so]").get("href"))
    half = admin.submit(page, {"source": "CA", "sex__male": "5"}, button="Lưu", status=422)
    assert any("giới tính" in line for line in half.errors)
    whole = {"sex__male": "500", "sex__female": "520"}
    assert admin.submit(page, whole, button="Lưu", status=422).errors == [
        "Xin ghi nguồn của các con số."
    ]
    admin.submit(page, {**whole, "source": "Công an phường, 01/07/2026"}, button="Lưu")
    assert queries.population_of(ward.id) == {"sex": {"female": 520, "male": 500}}
    admin.get("/can-bo/khao-sat/dan-so?phuong=27154", status=404)
    browser_as(Role.LEADER).get("/can-bo/khao-sat/dan-so", status=403)


def test_nothing_in_an_address_and_nothing_in_the_log(
    wave: Wave, ward: Ward, client: StrictClient
) -> None:
    page = client.get(survey(ward))
    assert page.form(SEND).get("method") == "post"
    before = db.session.scalar(select(func.count()).select_from(Event))
    done = client.submit(page, {**CONTENT, "asked_for_money": "yes"}, button=SEND)
    assert re.fullmatch(r".*/khao-sat/cam-on", done.headers["Location"])
    assert db.session.scalar(select(func.count()).select_from(Event)) == before
    assert db.session.scalar(select(func.count()).select_from(UsedPass)) == 1


def test_query_budgets(
    wave: Wave,
    ward: Ward,
    app: Flask,
    client: StrictClient,
    browser_as: Callable[[Role], StrictClient],
) -> None:
    with count_queries(at_most=FORM_BUDGET):
        page = client.get(survey(ward))
    with count_queries(at_most=GIVE_BUDGET):
        client.submit(page, CONTENT, button=SEND)
    for number in range(3 * LEAST):
        answer(wave, door=Door("case", person=f"{number:024}"))
    leader = browser_as(Role.LEADER)
    with count_queries(at_most=STAFF_BUDGET):
        leader.get(f"/can-bo/khao-sat/{ward.code}/{wave.quarter}")
    close(wave)
    page_cache.init_app(app)
    with count_queries(at_most=RESULTS_BUDGET):
        client.get(survey(ward, "/ket-qua"))
