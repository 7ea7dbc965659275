"""What senders do while the ward works: add, reply with photos, hide their name; and where it stands."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import InvalidTransition, NotAllowed
from citizen_app.core.events import events_of
from citizen_app.core.files.models import Attachment
from citizen_app.feedback.commands.adding import add_information, hide_name
from citizen_app.feedback.commands.erase import erase_report_data
from citizen_app.feedback.models import Message
from citizen_app.feedback.standing import standing_of
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.feedback.pages import OWN
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.factories import Sent, Team

Browser = Callable[[Actor], StrictClient]
MORE = "Hôm nay thêm một trụ nữa cũng tắt"


def test_the_sender_adds_words_and_photos_and_the_ward_reads_them(
    ward: Ward, team: Team, client: StrictClient, browser: Browser
) -> None:
    sent = factories.send(ward)
    factories.bring_to(sent.report, team, "in_progress")
    due = sent.report.due_at
    pages.unlock(client, sent.report.code, sent.pin)
    page = client.get(f"/tra-cuu/{sent.report.code}")
    fields = {"text": MORE, "photos": [factories.photo()]}
    page = client.follow(client.submit(page, fields, button="Gửi bổ sung"))
    assert MORE in page.words and len(page.all("#trao-doi img")) == 1
    assert sent.report.due_at == due and sent.report.state == "in_progress"
    case = browser(team.officer).get(f"/can-bo/phan-anh/{sent.report.code}")
    assert MORE in case.words and len(case.all("main .gallery img")) == 1
    public = StrictClient(client.application)
    read = public.get(pages.case_path(ward, sent.report.code))
    assert "bổ sung" in read.words and MORE not in read.text
    token = db.session.scalars(select(Attachment.token)).one()
    public.get(f"/tep/{token}/lon.jpg", status=404)


def test_what_is_wrong_keeps_what_was_typed(ward: Ward, client: StrictClient) -> None:
    sent = factories.send(ward)
    pages.unlock(client, sent.report.code, sent.pin)
    page = client.get(f"/tra-cuu/{sent.report.code}")
    bad = (factories.photo()[0], "anh.jpg")
    bad[0].truncate(10)
    again = client.submit(page, {"text": MORE, "photos": [bad]}, button="Gửi bổ sung", status=422)
    assert again.errors and again.one("textarea[name=text]").text.strip() == MORE
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_only_the_sender_of_an_open_case_adds(ward: Ward, team: Team, client: StrictClient) -> None:
    sent = factories.published(ward, team)
    with pytest.raises(InvalidTransition):
        add_information(sent.sender, sent.report, text=MORE)
    waiting = factories.send(ward)
    for actor in (Actor(), team.clerk):
        with pytest.raises(NotAllowed):
            add_information(actor, waiting.report, text=MORE)
    data = {"text": MORE}
    client.post(f"/tra-cuu/{waiting.report.code}/bo-sung", data=data, headers=OWN, status=404)
    client.post(f"/tra-cuu/{waiting.report.code}/an-ten", headers=OWN, status=404)


def test_a_reply_carries_photos_and_the_page_says_how_the_clock_counts(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    sent = factories.send(ward)
    factories.bring_to(sent.report, team, "waiting_resident")
    pages.unlock(client, sent.report.code, sent.pin)
    page = client.get(f"/tra-cuu/{sent.report.code}")
    assert "thời hạn tạm dừng" in page.words and "trả lời câu hỏi" in page.texts(".standing")[0]
    fields = {"text": "Nhà số 12", "photos": [factories.photo()]}
    page = client.follow(client.submit(page, fields, button="Gửi trả lời"))
    assert len(page.all("#trao-doi img")) == 1 and sent.report.state == "in_progress"


def test_a_name_that_is_shown_can_be_hidden(ward: Ward, team: Team, client: StrictClient) -> None:
    sent = factories.published(ward, team, name="Trần Thị Bảy")
    with pytest.raises(NotAllowed):
        hide_name(sent.sender, sent.report)  # it is not shown
    sent.report.name_shown = True
    factories.store()
    factories.send(ward)
    path = pages.case_path(ward, sent.report.code)
    assert "Bảy" in client.get(path).words
    pages.unlock(client, sent.report.code, sent.pin)
    page = client.get(f"/tra-cuu/{sent.report.code}")
    client.follow(client.submit(page, button="Ẩn tên của tôi"))
    assert "Bảy" not in client.get(path).text
    assert [event.kind for event in events_of(sent.report)][-1] == "NameHidden"


@pytest.mark.parametrize("state", factories.WAYS)
def test_each_state_says_in_one_line_what_the_sender_can_do(
    ward: Ward, team: Team, client: StrictClient, state: str
) -> None:
    sent: Sent = factories.send(ward)
    factories.bring_to(sent.report, team, state)
    standing = standing_of(sent.sender, sent.report)
    assert standing.to_do and "%(" not in str(standing)
    pages.unlock(client, sent.report.code, sent.pin)
    page = client.get(f"/tra-cuu/{sent.report.code}")
    assert page.texts(".standing__todo") == [standing.to_do]


def test_erasing_takes_what_was_added(ward: Ward, team: Team) -> None:
    sent = factories.send(ward)
    photos = [factories.read_photo(factories.photo()[0])]
    add_information(sent.sender, sent.report, text=MORE, photos=photos)
    factories.store()
    erase_report_data(sent.sender, sent.report)
    factories.store()
    assert db.session.scalars(select(Message.body)).one() == ""
    assert db.session.scalar(select(func.count()).select_from(Attachment)) == 0
