"""One report from sending to reopening, through the pages that people use."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.feedback.queries import get_report
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.factories import ANSWER, TEXT, Team

Browser = Callable[[Actor], StrictClient]
Mails = Callable[[], list[EmailMessage]]
MAIL = "lan.nguyen@vidu.vn"


def test_a_report_goes_all_the_way(
    app: Flask,
    ward: Ward,
    team: Team,
    browser: Browser,
    new_client: Callable[[], StrictClient],
    mails: Mails,
) -> None:
    sender, reader = new_client(), new_client()
    clerk, officer, leader = (browser(actor) for actor in (team.clerk, team.officer, team.leader))

    # Sent without an account, with photos; the receipt has everything that a slip needs.
    photos = [factories.photo(), factories.photo("PNG", size=(300, 200))]
    receipt = sender.follow(pages.fill_in(sender, ward, place="hẻm 48", email=MAIL, photos=photos))
    code, pin = pages.code_on(receipt), pages.pin_on(receipt)
    assert re.fullmatch(r"PA-\w{4}-\w{4}", code) and len(pin) == 6
    assert receipt.one("svg.qr") is not None
    report = get_report(code)
    assert report.due_at is not None
    assert f"{clock.local_date(report.due_at):%d/%m/%Y}" in receipt.words
    assert "42/2013/QH13" in receipt.words
    assert code not in reader.get(pages.list_path(ward)).words

    # The ward receives it, assigns it, drafts an answer.
    assert code in clerk.get("/can-bo/").words
    assert len(clerk.get(f"/can-bo/phan-anh/{code}").all("main img")) == 2
    fields = {"title": "Đèn hẻm 48 tắt", "category": "chieu-sang", "show_photos": "y"}
    pages.take_step(clerk, code, "tiep-nhan", **fields)
    department = factories.department_of(ward)
    pages.take_step(
        clerk, code, "phan-cong", department=department.id, handler=str(team.officer.account_id)
    )
    assert code in officer.get("/can-bo/").words
    pages.take_step(officer, code, "bat-dau")
    pages.take_step(officer, code, "soan", body=ANSWER, after=[factories.photo()])
    assert ANSWER not in reader.get(pages.case_path(ward, code)).words

    # A second person approves and publishes: everyone reads it, with and without diacritics.
    pages.take_step(leader, code, "duyet")
    page = reader.get(pages.case_path(ward, code))
    assert ANSWER in page.words and TEXT in page.words
    # Two of the sender, and one of them beside the one after the work.
    assert len(page.all("main img")) == 2 + 2
    for query in ("đèn hẻm", "den hem", "thay bóng", code):
        assert code in reader.get(pages.list_path(ward, query)).words
    assert "Đèn hẻm 48 tắt" in reader.get(f"/p/{ward.path_id}/").words

    # The sender hears of it and says that it is not solved: the case goes back to work.
    assert [m["To"] for m in mails()].count(MAIL) == 2
    assert ANSWER in mails()[-1].get_content()
    own = pages.unlock(new_client(), code, pin)
    assert own.path == f"/tra-cuu/{code}"
    visitor = new_client()
    done = visitor.submit(
        pages.unlock(visitor, code, pin), {"solved": "no", "reason": "Tối qua đèn lại tắt"}
    )
    visitor.follow(done)
    assert code in leader.get("/can-bo/").words
    assert "Tối qua đèn lại tắt" in leader.get(f"/can-bo/phan-anh/{code}").words
    assert "Tối qua đèn lại tắt" not in reader.get(pages.case_path(ward, code)).text
    assert [m["To"] for m in mails()].count(MAIL) == 3  # received, answered, reopened


@pytest.mark.parametrize("solved, state", [("yes", "published"), ("partly", "published")])
def test_a_content_sender_leaves_the_case_answered(
    ward: Ward, team: Team, client: StrictClient, solved: str, state: str
) -> None:
    sent = factories.published(ward, team)
    page = pages.unlock(client, sent.report.code, sent.pin)
    client.follow(client.submit(page, {"solved": solved, "satisfaction": "4"}))
    report = get_report(sent.report.code)
    assert (report.state, report.fixed) == (state, solved)
    page = client.get(pages.case_path(ward, report.code))
    assert page.texts("main h1") == ["Đèn hẻm 48 tắt"]


def test_no_needs_a_reason_and_keeps_what_was_chosen(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    sent = factories.published(ward, team)
    page = pages.unlock(client, sent.report.code, sent.pin)
    page = client.submit(page, {"solved": "no", "satisfaction": "2"}, status=422)
    assert len(page.errors) == 1
    chosen = {e.get("value") for e in page.all("main input[checked]")}
    assert chosen == {"no", "2"}


def test_an_answer_is_judged_once(ward: Ward, team: Team, client: StrictClient) -> None:
    sent = factories.published(ward, team)
    page = pages.unlock(client, sent.report.code, sent.pin)
    client.submit(page, {"solved": "yes"})
    client.submit(page, {"solved": "no", "reason": "Vẫn tắt"}, status=409)  # the page still open
    assert get_report(sent.report.code).fixed == "yes"


def test_a_form_that_is_not_right_gives_back_everything_that_was_typed(
    ward: Ward, client: StrictClient
) -> None:
    photos = [factories.photo()]
    page = pages.fill_in_wrong(client, ward, text="Ngắn", place="hẻm 48", photos=photos)
    assert len(page.errors) == 1
    assert page.one("input[name=place]").get("value") == "hẻm 48"
    assert page.one("textarea[name=text]").text.strip() == "Ngắn"
    assert len(page.all(".kept-files__item")) == 1  # the photo need not travel twice
    page = client.follow(client.submit(page, {"text": TEXT}))
    typed = {"phone": "12", "email": "lan@", "name": "Lan"}
    page = client.submit(page, typed, status=422)
    assert len(page.errors) == 2
    kept = {e.get("name"): e.get("value") for e in page.all("main input")}
    assert (kept["name"], kept["email"]) == ("Lan", "lan@")
    page = client.follow(client.submit(page, {"phone": "", "email": ""}))
    assert len(page.all("main img")) == 1


def test_a_ward_that_is_not_open_takes_nothing(app: Flask, client: StrictClient) -> None:
    page = client.get("/p/26743-ben-thanh/phan-anh/gui")
    assert not page.all("main form[method=post]")
    data = {"key": "k" * 20, "kind": "report", "text": TEXT}
    client.post(page.path, data=data, status=422)
