"""Screening: personal data in a report is spotted, marked, masked or kept on purpose, never overlooked."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import Event
from citizen_app.feedback.checking import findings_in
from citizen_app.feedback.commands import screen
from citizen_app.feedback.models import Report
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories
from tests.support.client import Page, StrictClient
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]
TEXT = "Xe 59-X1 234.56 đậu <i>chắn</i> hẻm, gọi chủ xe 0901234567 không nghe máy, 0901234567."
FIELDS = {"title": "Xe đậu chắn hẻm", "category": "chieu-sang"}


@pytest.fixture
def report(ward: Ward) -> Report:
    return factories.send(ward, TEXT, place="nhà bà Sáu 45/3").report


def keys_on(page: Page) -> list[str]:
    return list(dict.fromkeys(i.get("name") for i in page.all("input[name^=finding-]")))


def checks() -> list[dict[str, object]]:
    query = select(Event).where(Event.kind == "PersonalDataMasked").order_by(Event.id)
    return [event.facts for event in db.session.scalars(query)]


def test_findings_are_marked_and_keep_a_report_from_becoming_public(
    team: Team, report: Report, browser: Browser
) -> None:
    clerk = browser(team.clerk)
    page = pages.open_step(clerk, report.code, "tiep-nhan")
    marks = page.texts(".findings__text mark")
    assert set(marks) == {"59-X1 234.56", "0901234567", "bà Sáu 45/3"}  # in title, words and place
    assert "<i>" not in page.text and len(keys_on(page)) == 3
    page = pages.send_step(clerk, page, **FIELDS, status=422)
    assert page.errors
    first, second, third = keys_on(page)
    page = pages.send_step(clerk, page, **{first: "keep", second: "mask"}, status=422)
    assert "[số điện thoại]" in page.one("textarea[name=public_text]").text
    assert keys_on(page) == [first, third]
    assert page.one(f"input[name={first}][value=keep]").get("checked") is not None
    pages.send_step(clerk, page, **{third: "mask"})
    db.session.expire_all()
    assert report.state == "screening" and report.visibility == "public"
    assert "0901234567" not in report.public_text and "59-X1 234.56" in report.public_text
    assert "45/3" not in report.public_place
    assert report.text == TEXT and report.place == "nhà bà Sáu 45/3"  # the original stays
    assert checks() == [
        {"part": "question", "masked": {"phone": 2, "address": 1}, "kept": {"plate": 1}}
    ]


def test_one_press_masks_all_and_shows_it_before_anything_is_received(
    team: Team, report: Report, browser: Browser
) -> None:
    clerk = browser(team.clerk)
    page = pages.open_step(clerk, report.code, "tiep-nhan")
    page = clerk.submit(page, FIELDS, button="Che tất cả", status=422)
    words = page.one("textarea[name=public_text]").text
    assert words.count("[số điện thoại]") == 2 and not page.all(".findings")
    assert page.one("input[name=title]").get("value") == FIELDS["title"]
    db.session.expire_all()
    assert report.state == "received"
    pages.send_step(clerk, page)
    db.session.expire_all()
    assert report.state == "screening"


def test_a_private_case_needs_no_decision(team: Team, report: Report, browser: Browser) -> None:
    clerk = browser(team.clerk)
    page = pages.open_step(clerk, report.code, "tiep-nhan")
    pages.send_step(clerk, page, **FIELDS, is_private="y")
    db.session.expire_all()
    assert report.state == "screening" and report.visibility == "private"
    # To open it later the findings have to be decided.
    again = pages.open_step(clerk, report.code, "sua-noi-dung-cong-khai")
    fields = {"is_private": []}
    assert pages.send_step(clerk, again, **fields, status=422).errors


def test_the_command_itself_refuses_what_is_undecided(team: Team, report: Report) -> None:
    words = {"title": "Xe", "public_text": TEXT, "category": None, "show_photos": False}
    with pytest.raises(Invalid) as refused:
        screen.receive_report(team.clerk, report, screen.Screening(**words, is_private=False))
    assert refused.value.field == "personal_data" and report.state == "received"
    kept = {one.key for one in findings_in(report.holder, TEXT)}
    screening = screen.Screening(**words, is_private=False, kept=kept)
    screen.receive_report(team.clerk, report, screening)
    assert report.state == "screening"


def test_a_made_up_key_keeps_nothing(team: Team, report: Report, browser: Browser) -> None:
    clerk = browser(team.clerk)
    page = pages.open_step(clerk, report.code, "tiep-nhan")
    data = {"version": str(report.version), **FIELDS, "public_text": TEXT, "finding-x": "keep"}
    data |= {f"finding-{'0' * 16}": "keep", keys_on(page)[0]: "later"}
    path = f"/can-bo/phan-anh/{report.code}/tiep-nhan"
    clerk.post(path, data=data, headers=pages.OWN, status=422)
    db.session.expire_all()
    assert report.state == "received"


def test_no_event_carries_what_was_found(team: Team, report: Report, browser: Browser) -> None:
    clerk = browser(team.clerk)
    page = pages.open_step(clerk, report.code, "tiep-nhan")
    page = clerk.submit(page, FIELDS, button="Che tất cả", status=422)
    pages.send_step(clerk, page)
    assert not [e for e in db.session.scalars(select(Event)) if "0901234567" in str(e.facts)]
