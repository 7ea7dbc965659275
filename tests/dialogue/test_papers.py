"""What goes out: letters, poster, calendar, texts. Read back with other programs than made them."""

import datetime as dt
import io

import pytest
from docx import Document
from flask import Flask
from icalendar import Calendar

from citizen_app.core import clock, spoken
from citizen_app.core.exports.letters import letter_docx, letter_pdf
from citizen_app.core.exports.posters import poster_pdf
from citizen_app.dialogue import papers
from citizen_app.dialogue.commands.announce import announce_session, cancel_session
from citizen_app.dialogue.models import Session
from citizen_app.wards.models import Ward
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.factories import Team

ADDRESS = "https://vidu.example/p/26743-ben-thanh/doi-thoai/DT-AAAA-BBBB"


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


def test_the_notice_is_laid_out_by_the_decree_and_leaves_number_and_date_blank(
    planned: Session,
) -> None:
    content = letter_docx(papers.notice_letter(planned, ADDRESS))
    section = Document(io.BytesIO(content)).sections[0]
    assert round(section.page_width.mm) == 210 and round(section.left_margin.mm) == 30
    words = words_of(content)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words
    assert "Độc lập - Tự do - Hạnh phúc" in words
    assert "Số:         /TB-UBND" in words
    assert (
        "ngày    tháng    năm" in words
        and str(clock.today().year) not in words.split("THÔNG BÁO")[0]
    )
    assert "./." in words and ADDRESS in words
    assert papers.when_of(planned) in words


def test_the_invitation_leaves_the_guest_open(planned: Session) -> None:
    words = words_of(letter_docx(papers.invitation_letter(planned)))
    assert "GIẤY MỜI" in words and "/GM-UBND" in words and "………" in words


@pytest.mark.parametrize("title", ["Ngập nước", "#let x = 1; $a$ *b* _c_ \\ <script> & ≥ ễ"])
def test_pdf_is_made_whatever_stands_in_it(planned: Session, title: str) -> None:
    planned.title = title
    letter = papers.notice_letter(planned, ADDRESS)
    for content in (letter_pdf(letter), poster_pdf(papers.poster(planned, ADDRESS))):
        assert content.startswith(b"%PDF") and len(content) > 5_000


def test_files_are_served(ward: Ward, team: Team, planned: Session, client: StrictClient) -> None:
    announce_session(team.leader, planned)
    factories.store()
    page = client.get(f"/p/{ward.path_id}/doi-thoai/{planned.code}/ap-phich")
    poster = client.get(page.link("Mở áp phích dạng PDF (A4)"))
    assert poster.mimetype == "application/pdf" and poster.data.startswith(b"%PDF")


def test_calendars_say_when_where_and_that_it_was_called_off(
    ward: Ward, team: Team, planned: Session, client: StrictClient
) -> None:
    announce_session(team.leader, planned)
    factories.store()
    feed = f"/p/{ward.path_id}/doi-thoai.ics"
    first = Calendar.from_ical(client.get(feed).data).walk("VEVENT")[0]
    assert first["dtstart"].dt == planned.starts_at
    assert str(first["location"]) == planned.place
    cancel_session(team.leader, planned, reason="Bão đổ bộ.")
    factories.store()
    again = Calendar.from_ical(client.get(feed).data).walk("VEVENT")[0]
    assert str(again["status"]) == "CANCELLED" and again["uid"] == first["uid"]
    assert int(again["sequence"]) > int(first["sequence"])
    one = client.get(f"/p/{ward.path_id}/doi-thoai/{planned.code}/lich.ics")
    assert one.mimetype == "text/calendar"


def test_a_plan_is_in_no_calendar(ward: Ward, planned: Session, client: StrictClient) -> None:
    feed = client.get(f"/p/{ward.path_id}/doi-thoai.ics").data
    assert not Calendar.from_ical(feed).walk("VEVENT")
    client.get(f"/p/{ward.path_id}/doi-thoai/{planned.code}/lich.ics", status=404)
    client.get(f"/p/{ward.path_id}/doi-thoai/{planned.code}/ap-phich-a4", status=404)


def test_the_loudspeaker_text_has_no_digits_of_its_own(planned: Session) -> None:
    planned.title, planned.place = "Ngập nước", "Hội trường Ủy ban"
    text = papers.text_for_loudspeaker(planned)
    assert not [sign for sign in text if sign.isdigit()], text
    assert "sáu giờ tối" in text and all(len(line) < 220 for line in text.splitlines())


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (105, "một trăm lẻ năm"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (2005, "hai nghìn không trăm lẻ năm"),
        (2110, "hai nghìn một trăm mười"),
    ],
)
def test_numbers_are_read_as_people_say_them(number: int, words: str) -> None:
    assert spoken.number_aloud(number) == words


def test_days_and_times_are_read_as_people_say_them(app: Flask) -> None:
    moment = clock.start_of_day(dt.date(2026, 4, 4)) + dt.timedelta(hours=19, minutes=30)
    assert spoken.time_aloud(moment) == "bảy giờ ba mươi phút tối"
    assert spoken.day_aloud(moment).startswith("thứ Bảy, ngày mùng bốn tháng tư năm")
    assert spoken.time_aloud(moment - dt.timedelta(hours=12)) == "bảy giờ ba mươi phút sáng"
    assert spoken.time_aloud(moment - dt.timedelta(hours=7)) == "mười hai giờ ba mươi phút trưa"
