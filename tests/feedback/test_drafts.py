"""What is typed over three screens: it stays with its writer, is sent once, and is wiped when it is left."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.files.attachments import storage
from citizen_app.core.files.models import Attachment
from citizen_app.core.jobs import SCHEDULE
from citizen_app.feedback.commands.drafts import KEPT, wipe_old_drafts
from citizen_app.feedback.limits import DOCUMENTS
from citizen_app.feedback.models import Draft, Report
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import Page, StrictClient
from tests.support.queries import count_queries

NewClient = Callable[[], StrictClient]
SCREENS = ("", "/luu-y", "/tuong-tu", "/lien-he", "/kiem-tra")


def count(table: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def root_of(page: Page) -> str:
    """The address of the draft that a screen belongs to."""
    return page.path.rsplit("/", 1)[0]


def files() -> list[Any]:
    return [factories.photo(), (factories.pdf(), "Đơn của bà Bảy.pdf")]


def test_everything_typed_comes_to_the_report(ward: Ward, client: StrictClient) -> None:
    what = {"kind": "proposal", "category": "chieu-sang", "place": "hẻm 48", "photos": files()}
    what |= {"lat": "10.77251", "lon": "106.69802"}
    reach = {
        "name": "Trần Thị Bảy",
        "name_shown": "y",
        "phone": "0901 234 567",
        "notify_by": "zalo",
    }
    check = pages.to_check(client, ward, **what, **reach)
    for shown in ("hẻm 48", "Trần Thị Bảy", "0901234567", "Zalo", "Chiếu sáng công cộng", "PDF"):
        assert shown in check.words
    client.submit(check)
    report = db.session.scalars(select(Report)).one()
    assert (report.kind, report.lat, report.lon) == ("proposal", 10.77251, 106.69802)
    assert report.contact is not None and report.contact.notify_by == "zalo" and report.name_shown
    kept = db.session.scalars(select(Attachment).order_by(Attachment.id)).all()
    assert [(a.kind, a.subject_type, a.subject_id) for a in kept] == [
        ("photo", "report", report.id),
        ("document", "report", report.id),
    ]


def test_the_field_is_suggested_and_can_be_changed(ward: Ward, client: StrictClient) -> None:
    check = pages.to_check(client, ward)
    assert "gợi ý theo nội dung" in check.words and "Chiếu sáng công cộng" in check.words
    again = client.get(root_of(check))
    check = client.follow(client.submit(again, {"category": "dien"}))
    assert check.path.endswith("/kiem-tra")  # a change leads straight back
    assert "gợi ý theo nội dung" not in check.words
    client.submit(check)
    report = db.session.scalars(select(Report)).one()
    assert report.category is not None and report.category.code == "dien"


def test_nothing_personal_stands_in_an_address(ward: Ward, client: StrictClient) -> None:
    check = pages.to_check(client, ward, name="Trần Bảy", email="bay@vidu.vn", place="hẻm 48")
    receipt = client.submit(check)
    for address in (check.request.url, receipt.location):
        assert not {"bay", "Tr%E1", "48", "gui?"} & set(address.replace("/", " ").split())
        assert "@" not in address and "?" not in address


def test_others_open_no_draft_by_its_address(
    app: Flask, ward: Ward, client: StrictClient, new_client: NewClient
) -> None:
    check = pages.to_check(client, ward, photos=files(), name="Trần Thị Bảy")
    root, photo = root_of(check), check.one("main img").get("src")
    signed_in = people.browser_of(app, people.make_resident())
    started = new_client()
    pages.to_check(started, ward, text="Xe rác ba ngày chưa tới hẻm 5.")
    for other in (new_client(), signed_in, started):
        for screen in SCREENS:
            page = other.get(root + screen, status=302)
            assert page.location.endswith("/phan-anh/gui")
        other.get(photo, status=404)
        other.post(f"{root}/kiem-tra", headers=pages.OWN, status=302)
        other.post(f"{root}/lien-he", data={"name": "Kẻ lạ"}, headers=pages.OWN, status=302)
    assert count(Report) == 0
    assert client.get(photo).mimetype == "image/jpeg"
    assert "Trần Thị Bảy" in client.get(check.path).words


def test_a_draft_belongs_to_one_ward(ward: Ward, other: Ward, client: StrictClient) -> None:
    path = root_of(pages.to_check(client, ward)).replace(ward.path_id, other.path_id)
    for screen in SCREENS:
        client.get(path + screen, status=302)
    client.post(f"{path}/kiem-tra", headers=pages.OWN, status=302)
    assert count(Report) == 0


@pytest.mark.parametrize("key", ["x", "a" * 65, "..%2f..", "%27--", "đ" * 20, "a" * 20])
def test_a_forged_key_opens_nothing(ward: Ward, client: StrictClient, key: str) -> None:
    pages.to_check(client, ward)
    for screen in SCREENS:
        client.get(f"{pages.send_path(ward)}/{key}{screen}", status={302, 404})


def test_two_tabs_do_not_mix(ward: Ward, client: StrictClient) -> None:
    texts = ("Xe rác ba ngày chưa tới hẻm 5.", "Nắp cống trước số 12 bị vỡ từ hôm qua.")
    checks = [pages.to_check(client, ward, text=text) for text in texts]
    for check, text in zip(checks, texts, strict=True):
        assert text in client.get(check.path).words
        client.submit(check)
    assert set(db.session.scalars(select(Report.text))) == set(texts)


def test_files_can_be_taken_out_and_added_and_are_kept_once(
    ward: Ward, client: StrictClient
) -> None:
    root = root_of(pages.to_check(client, ward, photos=files()))
    form = client.get(root)
    first = form.all("input[name=remove]")[0].get("value")
    larger = factories.photo(size=(500, 400))
    new = [(factories.pdf(), "lại.pdf"), larger]
    client.submit(form, {"remove": first, "photos": new})
    kinds = db.session.scalars(select(Attachment.kind).order_by(Attachment.id)).all()
    assert kinds == ["document", "photo"]
    assert len(list(storage().keys_before(clock.now() + dt.timedelta(hours=1)))) == 3


def test_five_files_in_all_and_no_more(ward: Ward, client: StrictClient) -> None:
    def photos(first: int, last: int) -> list[Any]:
        return [factories.photo(size=(20 + n, 20)) for n in range(first, last)]

    root = root_of(pages.to_check(client, ward, photos=photos(0, 3)))
    form = client.get(root)
    page = client.submit(form, {"photos": photos(3, 6), "place": "hẻm 9"}, status=422)
    assert page.errors and page.one("#place").get("value") == "hẻm 9"
    client.submit(form, {"photos": photos(3, 5)})
    assert count(Attachment) == 5
    client.submit(client.get(root), {"photos": photos(9, 15)}, status=422)
    assert count(Attachment) == 5


@pytest.mark.parametrize(
    "content, name",
    [
        (b"<?php echo 1;", "anh.jpg"),
        (b"GIF89a<script>alert(1)</script>", "anh.gif"),
        (b"<html><body onload=alert(1)>", "don.pdf"),
        (factories.pdf().getvalue() + b"PK\x03\x04 second file", "don.pdf"),
        (b"PK\x03\x04" + b"\x00" * 64, "don.docx"),
    ],
    ids=range(5),
)
def test_files_that_are_something_else_are_refused_clearly(
    ward: Ward, client: StrictClient, content: bytes, name: str
) -> None:
    page = pages.fill_in_wrong(
        client, ward, text=factories.TEXT, photos=[(io.BytesIO(content), name)]
    )
    assert len(page.errors) == 1 and "PDF" in page.errors[0]
    assert factories.TEXT in page.one("#text").text
    assert count(Attachment) == count(Draft) == 0


def test_one_address_cannot_fill_the_disk_with_documents(ward: Ward, client: StrictClient) -> None:
    for _ in range(DOCUMENTS.most - 1):
        DOCUMENTS.count("127.0.0.1")
    db.session.commit()
    pages.to_reach(client, ward, photos=[(factories.pdf("mot"), "1.pdf")])
    form = client.get(pages.send_path(ward))
    more = {"text": factories.TEXT, "photos": [(factories.pdf("hai"), "2.pdf")]}
    assert factories.TEXT in client.submit(form, more, status=429).words
    photo = {"text": factories.TEXT, "photos": [factories.photo()]}
    client.submit(client.get(pages.send_path(ward)), photo)
    assert sorted(db.session.scalars(select(Attachment.kind))) == ["document", "photo"]


def test_a_document_is_handed_out_as_a_download_and_never_in_public(
    ward: Ward, client: StrictClient, new_client: NewClient
) -> None:
    team = factories.team_of(ward)
    client.follow(pages.fill_in(client, ward, photos=files()))
    report = db.session.scalars(select(Report)).one()
    factories.receive(report, team, show_photos=True)
    factories.store()
    token = db.session.scalars(select(Attachment.token).where(Attachment.kind == "document")).one()
    own = client.get(f"/tep/{token}/tai-ve")
    assert own.data == factories.pdf().getvalue()
    assert own.headers["Content-Disposition"] == f'attachment; filename="{report.code}-2.pdf"'
    assert own.headers["Content-Security-Policy"].startswith("sandbox")
    assert own.headers["X-Content-Type-Options"] == "nosniff"
    client.get(f"/tep/{token}/lon.jpg", status=404)
    stranger = new_client()
    stranger.get(f"/tep/{token}/tai-ve", status=404)
    page = stranger.get(pages.case_path(ward, report.code))
    assert len(page.all("main img")) == 1 and token not in page.text
    officer = people.browser_of(client.application, people.make_staff("officer", ward))
    assert token in officer.get(f"/can-bo/phan-anh/{report.code}").text
    assert officer.get(f"/can-bo/tep/{token}/tai-ve").mimetype == "application/pdf"


def test_a_draft_is_wiped_with_its_files_a_day_after_it_was_left(
    ward: Ward, client: StrictClient
) -> None:
    check = pages.to_check(client, ward, photos=files(), name="Trần Thị Bảy")
    assert wipe_old_drafts() == 0
    with clock.at(clock.now() + KEPT + dt.timedelta(minutes=1)):
        SCHEDULE["feedback.jobs.forget_left_drafts"][0]()
    assert count(Draft) == count(Attachment) == 0
    assert list(storage().keys_before(clock.now() + dt.timedelta(hours=1))) == []
    client.get(check.path, status=302)


def test_what_was_sent_leaves_nothing_in_the_draft_but_its_code(
    ward: Ward, client: StrictClient
) -> None:
    client.submit(pages.to_check(client, ward, name="Trần Thị Bảy", photos=files()))
    draft = db.session.scalars(select(Draft)).one()
    assert set(draft.fields) == {"sent", "said"}
    with clock.at(clock.now() + KEPT + dt.timedelta(minutes=1)):
        wipe_old_drafts()
    assert count(Draft) == 0 and count(Attachment) == 2  # those of the report stay


def test_pressing_again_later_shows_no_pin_to_whoever_sits_there_then(
    ward: Ward, client: StrictClient
) -> None:
    check = pages.to_check(client, ward)
    client.submit(check)
    with clock.at(clock.now() + dt.timedelta(hours=3)):
        assert "/tra-cuu?ma=PA-" in client.submit(check).location


def test_sending_costs_a_fixed_number_of_questions(ward: Ward, client: StrictClient) -> None:
    form = client.get(pages.send_path(ward))
    with count_queries(at_most=24):
        reach = client.submit(form, {"text": factories.TEXT})
    page = client.follow(reach)
    with count_queries(at_most=8):
        check = client.submit(page, {"name": "Lan"})
    check = client.follow(check)
    with count_queries(at_most=36):
        client.submit(check)
