"""Stuck at a step, practising, scams, and the log of visits."""

from collections.abc import Callable

import pytest
from flask import Flask
from lxml.html import HtmlElement
from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.feedback.models import Draft, Report
from citizen_app.metrics.following import follow_ward
from citizen_app.metrics.models import MetricSum
from citizen_app.permissions import Role
from citizen_app.plain_help.models import Difficulty, Outing
from citizen_app.plain_help.stuck import FORMS
from citizen_app.plain_help.words import STEPS
from citizen_app.wards.models import Neighbourhood, Ward
from tests.support import factories, people
from tests.support.client import Page, StrictClient

STUCK = "Tôi không làm được bước này"


@pytest.fixture
def place(ward: Ward) -> Neighbourhood:
    made = Neighbourhood(ward_id=ward.id, name="Khu phố 1", position=1)
    db.session.add(made)
    db.session.commit()
    return made


def count(model: type) -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_every_form_that_is_named_exists(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set(FORMS) <= endpoints


def test_somebody_stuck_at_sending_is_told_other_ways_and_counted(
    app: Flask, ward: Ward, place: Neighbourhood, client: StrictClient
) -> None:
    form = client.get(f"/p/{ward.path_id}/phan-anh/gui")
    address = form.one(".stuck a").get("href")
    page = client.get(address)
    said = {"reason": "type", "neighbourhood": str(place.id), "note": "Gõ dấu khó lắm"}
    for _ in range(2):  # a double click
        done = client.submit(page, said, button="Báo cho phường biết")
    assert "Những cách khác" in client.follow(done).words
    row = db.session.scalars(select(Difficulty)).one()
    assert (row.task, row.step, row.reason, row.note) == ("gui", "send", "type", "Gõ dấu khó lắm")
    assert row.week.weekday() == 0
    event = db.session.scalars(select(Event).where(Event.kind == "DifficultyRecorded")).one()
    assert event.actor_id is None and "note" not in event.facts
    for _ in range(4):
        factories.send(ward)
    follow_ward(ward.id)
    query = select(func.sum(MetricSum.num), func.sum(MetricSum.den)).where(
        MetricSum.indicator == "T8", MetricSum.dimension == "W", MetricSum.grain == "d"
    )
    assert tuple(db.session.execute(query).one()) == (4, 5)


def words_of(part: HtmlElement) -> str:
    return str(part.text_content())


def tell(client: StrictClient, form: Page, **said: str) -> None:
    page = client.get(form.one(".stuck a").get("href"))
    client.submit(page, {"reason": "find"} | said, button="Báo cho phường biết", status=303)


def test_no_ward_misses_who_is_stuck_on_a_page_without_one(
    app: Flask, ward: Ward, client: StrictClient, browser_as: Callable[[Role], StrictClient]
) -> None:
    sent, elsewhere = factories.send(ward), people.open_ward("27154")
    form = client.get(f"/tra-cuu?ma={sent.report.code}")
    tell(client, client.follow(client.submit(form, {"pin": sent.pin})))  # the case says whose it is
    tell(client, client.get("/tra-cuu"), ward=ward.code, note="Mã dài quá")
    tell(client, client.get("/phieu-doi-thoai"), ward=elsewhere.code)
    tell(client, client.get("/tra-cuu"), note="Không thấy ô nhập")
    told = db.session.scalars(select(Difficulty.ward_id).order_by(Difficulty.id)).all()
    assert told == [ward.id, ward.id, elsewhere.id, None]
    page = browser_as(Role.CLERK).get("/can-bo/tham-hoi")
    mine, nobodys = [one for one in page.all("main section") if "chưa làm được" in words_of(one)]
    steps = [cell.text_content() for cell in mine.cssselect("tbody td:nth-child(2)")]
    assert sorted(steps) == ["Mã và PIN của hồ sơ", "–"]
    assert "Mã dài quá" in words_of(mine) and "Không thấy ô nhập" not in words_of(mine)
    assert len(nobodys.cssselect("tbody tr")) == 1 and "Không thấy ô nhập" in words_of(nobodys)


def test_steps_are_words_that_are_known(ward: Ward, client: StrictClient) -> None:
    tasks = list(FORMS.values())
    several = {name for name, task in FORMS.items() if tasks.count(task) > 1}
    tails = {name.rsplit(".", 1)[1].replace("_", "-") for name in several}
    assert tails - {"answer", "give"} == set(STEPS)  # the survey is one page
    page = client.get(f"/p/{ward.path_id}/chua-lam-duoc?viec=gui&buoc=ai-do-viet-bay")
    client.submit(page, {"reason": "find"}, button="Báo cho phường biết")
    assert db.session.scalars(select(Difficulty.step)).one() == ""


def test_whoever_is_signed_in_stays_out_of_it(app: Flask, ward: Ward) -> None:
    browser = people.browser_of(app, people.make_resident())
    page = browser.get(f"/p/{ward.path_id}/chua-lam-duoc?viec=khao-sat")
    browser.submit(page, {"reason": "small"}, button="Báo cho phường biết")
    event = db.session.scalars(select(Event).where(Event.kind == "DifficultyRecorded")).one()
    assert (event.actor_id, event.actor_role) == (None, "anonymous")


def test_words_with_a_number_of_somebody_are_refused(ward: Ward, client: StrictClient) -> None:
    page = client.get(f"/p/{ward.path_id}/chua-lam-duoc?viec=gui")
    said = {"reason": "other", "note": "Gọi tôi 0901 234 567"}
    refused = client.submit(page, said, button="Báo cho phường biết", status=422)
    assert "Xin bỏ số điện thoại" in refused.words
    assert count(Difficulty) == 0


def test_telling_again_and_again_is_stopped(ward: Ward, client: StrictClient) -> None:
    for number in range(11):
        page = client.get("/chua-lam-duoc?viec=tra-cuu")
        status = 303 if number < 10 else 429
        client.submit(page, {"reason": "find"}, button="Báo cho phường biết", status=status)
    assert count(Difficulty) == 10


def test_pages_without_a_form_have_no_such_link(ward: Ward, client: StrictClient) -> None:
    assert client.get("/tra-cuu").texts(".stuck a") == [STUCK]
    assert not client.get(f"/p/{ward.path_id}/").all(".stuck")


def test_practising_keeps_nothing(ward: Ward, place: Neighbourhood, client: StrictClient) -> None:
    page = client.get(f"/p/{ward.path_id}/tap-thu")
    assert "không gửi, không lưu" in page.words
    wrong = client.submit(page, {"text": ""}, button="Tiếp tục", status=422)
    said = {"text": factories.TEXT, "photos": factories.photo()}
    reach = client.follow(client.submit(wrong, said, button="Tiếp tục"))
    slip = client.follow(client.submit(reach, {"phone": "0901 234 567"}, button="Tiếp tục"))
    assert "TẬP THỬ" in slip.words
    assert not client._cookies
    assert count(Report) == count(Draft) == count(Event) == 0


def test_pages_to_read(client: StrictClient) -> None:
    assert "OTP" in client.get("/canh-bao-lua-dao").words
    assert len(client.get("/tro-giup/ba-buoc").all(".three-steps__picture")) == 12


def test_outings_are_written_down_without_names_and_given_as_files(
    ward: Ward, place: Neighbourhood, browser_as: Callable[[Role], StrictClient]
) -> None:
    clerk = browser_as(Role.CLERK)
    page = clerk.get("/can-bo/tham-hoi")
    said = {
        "day": clock.today().isoformat(),
        "purpose": "training",
        "people": "35",
        "helpers": "4",
        "neighbourhood": str(place.id),
    }
    named = said | {"note": "Thăm bà Lan số 12/3 đường Lê Lợi, 0901 234 567"}
    refused = clerk.submit(page, named, button="Ghi lại", status=422)
    assert "Xin bỏ số điện thoại" in refused.words
    listed = clerk.follow(clerk.submit(refused, said | {"note": "Tập chụp ảnh"}, button="Ghi lại"))
    assert "Tập chụp ảnh" in listed.words and count(Outing) == 1
    own = {"Sec-Fetch-Site": "same-origin"}
    file = clerk.post("/can-bo/tham-hoi/tep", data={"loai": "csv"}, headers=own, status=200)
    assert "Tập huấn,Khu phố 1,35,4,,Tập chụp ảnh" in file.text
    clerk.post("/can-bo/tham-hoi/tep", data={}, headers=own, status=200)
    kinds = db.session.scalars(select(Event.kind).where(Event.kind.like("Outing%"))).all()
    assert sorted(kinds) == ["OutingRecorded", "OutingsExported", "OutingsExported"]
    browser_as(Role.OFFICER).get("/can-bo/tham-hoi", status=403)
