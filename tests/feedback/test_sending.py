"""Sent twice is sent once, and nobody sends without end."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.feedback.commands.submit import Submission, submit_report
from citizen_app.feedback.limits import SENDING
from citizen_app.feedback.models import Draft, Report
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient, apart

KEY = "mot-khoa-cua-bieu-mau"


def count(table: type[Any] = Report) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_form_sent_twice_is_one_case_with_one_pin(ward: Ward, client: StrictClient) -> None:
    check = pages.to_check(client, ward)
    slips = []
    for _ in range(2):
        receipt = client.follow(client.submit(check))
        slips.append((pages.code_on(receipt), pages.pin_on(receipt)))
    assert slips[0] == slips[1] and slips[0][1]
    assert count() == 1
    assert count(Event) == 2  # sent, and its limit


def test_the_same_words_sent_again_at_once_show_the_same_slip(
    ward: Ward, client: StrictClient, new_client: Callable[[], StrictClient]
) -> None:
    """Back, then once more: one case. Another browser, or much later: another case."""
    slips = [pages.send(client, ward) for _ in range(2)]
    assert slips[0] == slips[1]
    assert pages.send(new_client(), ward) != slips[0]
    with clock.at(clock.now() + dt.timedelta(minutes=21)):
        assert pages.send(client, ward) != slips[0]


def test_a_page_opened_by_back_can_carry_another_matter(ward: Ward, client: StrictClient) -> None:
    """The form's key may be that of the report before; other words are another case."""
    form, codes = client.get(pages.send_path(ward)), set()
    for text in (factories.TEXT, "Xe rác ba ngày chưa tới hẻm 5."):
        reach = client.follow(client.submit(form, {"text": text}))
        receipt = client.follow(client.submit(client.follow(client.submit(reach))))
        codes.add(pages.code_on(receipt))
    assert len(codes) == count() == 2


def test_the_same_key_in_another_ward_is_another_case(ward: Ward, other: Ward) -> None:
    submission = Submission(key=KEY, text=factories.TEXT)
    codes = {submit_report(Actor(), w, submission, secret="x")[0].code for w in (ward, other)}
    assert len(codes) == 2


def test_a_form_that_arrives_at_two_servers_at_once_is_one_case(
    app: Flask, ward: Ward, client: StrictClient
) -> None:
    """On SQLite one waits for the other; on PostgreSQL the draft's row is held."""
    check = pages.to_check(client, ward)
    cookie = client.get_cookie("ln_ba_con")
    assert cookie is not None
    together = threading.Barrier(4)
    answers: list[Any] = []

    def send() -> None:
        clone = app.test_client()
        clone.set_cookie("ln_ba_con", cookie.value)
        together.wait(10)
        answers.append(clone.post(check.path, headers=pages.OWN))

    db.session.commit()
    threads = [threading.Thread(target=lambda: apart(send)) for _ in range(together.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [answer.status_code for answer in answers] == [303] * together.parties
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert count() == 1


def test_a_resident_with_an_account_needs_no_pin(app: Flask, ward: Ward) -> None:
    browser = people.browser_of(app, people.make_resident())
    code, pin = pages.send(browser, ward)
    assert pin == ""
    assert code in browser.get("/tai-khoan").words
    assert browser.get(f"/tra-cuu/{code}").status_code == 200


def test_the_pin_is_nowhere_in_the_database(ward: Ward) -> None:
    sent = factories.send(ward)
    columns = [getattr(sent.report, c.key) for c in Report.__table__.columns]
    assert sent.pin not in map(str, columns)


@pytest.mark.parametrize(
    "fields",
    [
        {"website": "https://spam.example"},
        {"key": ""},
        {"key": "x' or 1=1 --aaaaaaaaaaa"},
        {"kind": "denunciation"},
        {"category": "khong-co"},
        {"neighbourhood": "999999"},
        {"text": "ngắn"},
        {"text": "x" * 5001},
        {"text": " " * 40},
        {"place": "x" * 301},
        {"lat": "10.77", "lon": ""},
        {"lat": "nan", "lon": "106.7"},
        {"lat": "10.77", "lon": "1e2"},
        {"lat": "51.5", "lon": "0.1"},
        {"seen": "x" * 201},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_what_the_form_does_not_allow_is_refused_and_stores_nothing(
    ward: Ward, client: StrictClient, fields: dict[str, str]
) -> None:
    data = {"key": KEY, "kind": "report", "text": factories.TEXT} | fields
    page = client.post(pages.send_path(ward), data=data, status=422)
    assert page.errors
    assert count() == count(Draft) == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "x" * 121},
        {"phone": "12345"},
        {"email": "lan@"},
        {"email": "lan@vidu.vn\nBcc: x@evil.example"},
        {"notify_by": "sms"},
        {"notify_by": "fax"},
        {"name_shown": "y"},
        {"name": "Lan", "name_shown": "y", "is_private": "y"},
        {"about": "department"},
        {"about": "words", "accused_text": ""},
        {"about": "somebody"},
        {"about": "department", "department": "khong-co"},
        {"accused_text": "x" * 301},
    ],
    ids=lambda fields: "-".join(fields),
)
def test_what_screen_2_does_not_allow_is_refused_and_keeps_what_was_typed(
    ward: Ward, client: StrictClient, fields: dict[str, str]
) -> None:
    path = pages.to_reach(client, ward).path
    page = client.post(
        path, data={"accused_text": "ông Năm"} | fields, headers=pages.OWN, status=422
    )
    assert page.errors
    assert "accused_text" in fields or page.one("#accused_text").get("value") == "ông Năm"
    assert "reach" not in db.session.scalars(select(Draft)).one().fields


def test_a_draft_that_is_not_finished_cannot_be_sent(ward: Ward, client: StrictClient) -> None:
    path = pages.to_reach(client, ward).path.replace("lien-he", "kiem-tra")
    assert client.post(path, headers=pages.OWN, status=302).location.endswith("/lien-he")
    assert count() == 0


def test_an_address_sends_so_often_and_no_more(
    ward: Ward, client: StrictClient, new_client: Callable[[], StrictClient]
) -> None:
    for _ in range(SENDING.most):
        SENDING.count("127.0.0.1")
    check = pages.to_check(client, ward)
    client.submit(check, status=429)
    assert count() == 0
    assert factories.TEXT in client.get(check.path).words  # nothing that was typed is lost


def test_six_photos_and_files_that_are_none_are_refused(ward: Ward, client: StrictClient) -> None:
    text = {"text": factories.TEXT}
    for photos in (
        [factories.photo(size=(8, 8)) for _ in range(6)],
        [(factories.io.BytesIO(b"<?php echo 1;"), "anh.jpg")],
    ):
        page = client.submit(
            client.get(pages.send_path(ward)), text | {"photos": photos}, status=422
        )
        assert page.errors
    assert count() == 0
