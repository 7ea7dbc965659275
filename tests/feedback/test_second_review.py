"""Guarantees at the seams: stale forms, failed commits, erasing, forwarding twice."""

import base64
from collections.abc import Callable

import pytest
from flask import has_request_context
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from citizen_app.core.actor import Actor, Grant, Surface
from citizen_app.core.db import db
from citizen_app.core.errors import NotAllowed, StaleVersion
from citizen_app.core.events import Event
from citizen_app.feedback.commands import answer, refusing, screen
from citizen_app.feedback.commands.erase import erase_report_data
from citizen_app.feedback.models import Report
from citizen_app.feedback.timeline import timeline_of
from citizen_app.permissions import permissions_of
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]


def test_nobody_publishes_a_draft_that_they_have_not_seen(ward: Ward, team: Team) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "drafted")
    seen = report.version
    answer.draft_answer(team.officer, report, body="Một câu trả lời khác hẳn.")
    factories.store()
    with pytest.raises(StaleVersion):
        answer.approve_and_publish(team.leader, report, signed_by="Lãnh đạo", version=seen)


def test_a_mistake_in_a_stale_form_does_not_make_it_fresh(
    ward: Ward, team: Team, browser: Browser
) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    first, second = browser(team.officer), browser(team.officer)
    open_form = pages.open_step(second, report.code, "soan")
    pages.take_step(first, report.code, "soan", body="Bản của người thứ nhất")
    refused = pages.send_step(second, open_form, body="x" * 10_001, status=422)
    pages.send_step(second, refused, body="Bản của người thứ hai", status=409)


def test_a_failed_commit_leaves_no_receipt_behind(ward: Ward, client: StrictClient) -> None:
    def disk_full(_session: object) -> None:
        if has_request_context():
            raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    form = pages.to_check(client, ward)
    event.listen(db.session, "before_commit", disk_full)
    try:
        page = client.submit(form, status=503)
    finally:
        event.remove(db.session, "before_commit", disk_full)
    assert "Content-Security-Policy" in page.headers and "Set-Cookie" not in page.headers
    assert factories.TEXT in client.get(form.path).words
    receipt = client.follow(client.submit(form))
    assert pages.pin_on(receipt)


def test_sending_again_with_more_wishes_is_not_dropped(ward: Ward, client: StrictClient) -> None:
    pages.send(client, ward)
    pages.send(client, ward, is_private="y")
    wishes = db.session.scalars(select(Report.privacy_asked).order_by(Report.id)).all()
    assert wishes == [False, True]


def test_the_cookie_does_not_hold_the_pin(ward: Ward, client: StrictClient) -> None:
    _code, pin = pages.send(client, ward)
    cookie = client.get_cookie("ln_ba_con")
    assert cookie is not None
    payload = cookie.value.lstrip(".").split(".")[0]
    assert pin not in cookie.value
    assert pin.encode() not in base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))


def test_the_file_holds_what_the_search_found(ward: Ward, team: Team, browser: Browser) -> None:
    factories.bring_to(factories.send(ward, "Cây đổ chắn hẻm 9 từ sáng.").report, team, "screening")
    factories.bring_to(factories.send(ward).report, team, "screening")
    text = (
        browser(team.leader).get("/can-bo/phan-anh.csv?xem=phuong&q=hem+9").data.decode("utf-8-sig")
    )
    assert len(text.strip().splitlines()) == 2  # the heading and the one that fits


def test_a_sender_without_account_erases_their_own_words(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    sent = factories.send(
        ward, "Tôi là Trần Thị Bảy, đèn hẻm tắt.", name="Trần Thị Bảy", place="nhà Bảy"
    )
    factories.receive(sent.report, team, public_text="Đèn hẻm tắt.", public_place="hẻm 48")
    factories.store()
    with pytest.raises(NotAllowed):
        erase_report_data(Actor(), sent.report)
    pages.unlock(client, sent.report.code, sent.pin)
    page = client.get(f"/tra-cuu/{sent.report.code}/xoa-du-lieu")
    client.follow(client.submit(page, {}))
    report = db.session.get_one(Report, sent.report.id)
    assert (report.text, report.place, report.contact) == ("Đèn hẻm tắt.", "hẻm 48", None)
    assert report.code in client.get(pages.list_path(ward)).text


def test_the_story_of_a_case_that_went_from_ward_to_ward(ward: Ward, other: Ward) -> None:
    third = people.open_ward("27664")
    report = factories.send(ward).report
    for holder, target in ((ward, other), (other, third), (third, ward)):
        clerk = factories.team_of(holder).clerk
        screen.forward_to_ward(clerk, report, ward=target, explanation="Không thuộc địa bàn.")
    factories.store()
    told = [row["text"] for row in timeline_of(report)]
    names = {w.full_name for w in (ward, other, third)}
    assert [text for text in told if text in names] == [
        other.full_name,
        third.full_name,
        ward.full_name,
    ]


def test_the_log_names_the_role_held_in_that_ward(ward: Ward, other: Ward) -> None:
    account = people.make_resident()
    grants = (
        Grant("officer", other.id, permissions_of("officer")),
        Grant("clerk", ward.id, permissions_of("clerk")),
    )
    both = Actor(account.id, surface=Surface.STAFF, grants=grants)
    report = factories.send(ward).report
    refusing.refuse_report(both, report, ground="false", explanation="Đã kiểm tra.")
    factories.store()
    role = db.session.scalar(select(Event.actor_role).where(Event.kind == "ReportRefused"))
    assert role == "clerk"


def test_the_first_page_lists_a_ward_as_soon_as_it_opens_and_no_longer(
    ward: Ward, client: StrictClient
) -> None:
    assert ward.full_name in client.get("/").words
    db.session.get_one(Ward, ward.id).is_open = False
    factories.store()
    assert ward.full_name not in client.get("/").words
