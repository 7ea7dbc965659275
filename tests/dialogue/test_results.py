"""Results are published within the clock, with objections and commitments, and corrected in the open."""

import datetime as dt
import io
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from docx import Document
from flask import Flask

from citizen_app.commitments.models import Commitment
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition, NotAllowed, StaleVersion
from citizen_app.core.web import page_cache
from citizen_app.dialogue import clocks, papers_results
from citizen_app.dialogue.commands import results, signing
from citizen_app.dialogue.commands.announce import announce_session, follow_dialogues
from citizen_app.dialogue.commands.joining import merge_question
from citizen_app.dialogue.commands.minutes import Outcome, write_outcome
from citizen_app.dialogue.commands.plan import plan_session
from citizen_app.dialogue.commands.results import Publishing
from citizen_app.dialogue.models import Question, Session
from citizen_app.feedback.checking import MASK, Decisions, findings_in
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward
from tests.dialogue.minutes import after, all_sign, conclude, minutes_of, sent, write
from tests.dialogue.plans import approve, ask, plan
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team
from tests.support.queries import count_queries

Browser = Callable[[Actor], StrictClient]
RESIDENT = (("Nguyễn Thị Tư", "tu@vidu.example"),)
OBJECTION = "Biên bản chưa ghi ý kiến về cống số 0903 111 222."
PUBLIC_BUDGET = 16
TET_2027 = dt.date(2027, 2, 6)


@pytest.fixture
def question(announced: Session, team: Team) -> Question:
    return approve(ask(announced, email="hoi@vidu.example").question, team)


def published(team: Team, session: Session, given: Publishing = results.NOTHING_MORE) -> None:
    """Everybody has signed, the leader publishes."""
    all_sign(team, session)
    results.publish_results(team.leader, session, given)
    factories.store()


def address_of(session: Session) -> str:
    return f"/p/{session.ward.path_id}/doi-thoai/{session.code}/ket-qua"


def test_results_are_read_by_everyone_after_they_were_published(
    ward: Ward, announced: Session, team: Team, question: Question, client: StrictClient
) -> None:
    address = address_of(announced)
    with after(announced):
        write(team, announced, question, "assigned")
        sent(team, announced)
        client.get(address, status=404)
        client.get(f"{address}/bien-ban-1.pdf", status=404)
        published(team, announced)
        page = client.get(address)
        assert question.public_text in page.words and "Thay 40 m cống hẻm 48" in page.words
        assert "đúng hạn" in page.words and "Đã ký" in page.words
        shown = client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}")
        assert client.get(shown.link("Đọc kết quả")).heading == "Kết quả buổi đối thoại"


def test_assigned_answers_become_commitments_when_they_are_published(
    ward: Ward, announced: Session, team: Team, question: Question, client: StrictClient
) -> None:
    board = f"/p/{ward.path_id}/cam-ket"
    with after(announced):
        write(team, announced, question, "assigned")
        sent(team, announced)
        assert "Thay 40 m cống" not in client.get(board).words
        published(team, announced)
        made = db.session.query(Commitment).one()
        assert (made.subject_type, made.subject_id) == ("dialogue_question", question.id)
        assert made.is_public and made.head_id == team.officer.account_id
        page = client.get(board)
        assert "Thay 40 m cống" in page.words
        link = page.link(question.public_text)
        assert link.endswith(f"/cau-hoi/{question.code}")  # what was asked, said and done
        line = page.link("Dòng trong biên bản")
        assert line == f"{address_of(announced)}#{question.code}"


def test_without_every_signature_a_public_reason_is_needed(
    announced: Session, team: Team, question: Question, client: StrictClient
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced, residents=RESIDENT)
        all_sign(team, announced)
        with pytest.raises(Invalid) as found:
            results.publish_results(team.leader, announced)
        assert found.value.field == "missing_reason"
        db.session.rollback()
        given = Publishing(missing_reason="Người ký đi viện.")
        results.publish_results(team.leader, announced, given)
        factories.store()
        words = client.get(address_of(announced)).words
        assert "Người ký đi viện." in words and "Nguyễn Thị Tư" not in words


def test_late_results_need_a_public_reason(
    announced: Session, team: Team, question: Question, client: StrictClient
) -> None:
    with after(announced, 11):
        write(team, announced, question)
        sent(team, announced)
        all_sign(team, announced)
        with pytest.raises(Invalid) as found:
            results.publish_results(team.leader, announced)
        assert found.value.field == "late_reason"
        db.session.rollback()
        results.publish_results(
            team.leader, announced, Publishing(late_reason="Chờ số liệu khảo sát.")
        )
        factories.store()
        words = client.get(address_of(announced)).words
        assert "Chờ số liệu khảo sát." in words and "muộn hơn luật định" in words


def test_the_tenth_day_is_in_time_over_tet_too(ward: Ward, team: Team) -> None:
    held = TET_2027 - dt.timedelta(days=3)
    with clock.at(clock.start_of_day(held) - dt.timedelta(days=20)):
        session = plan_session(team.clerk, ward, plan(20))
        announce_session(team.leader, session)
        factories.store()
    limit = clocks.results_clock(session)
    assert limit is not None
    tenth = held + dt.timedelta(days=10)  # on a day off it runs to the next working day
    assert limit.last_day == wards.calendar_of(ward.id).next_working_day(tenth)
    with clock.at(clock.end_of_day(limit.last_day)):
        sent(team, session)
        published(team, session)
    found = clocks.results_clock(session)
    assert found is not None and found.kept and not minutes_of(session).late_reason


def test_only_leaders_publish_and_only_what_was_signed(
    announced: Session, team: Team, question: Question
) -> None:
    with after(announced):
        write(team, announced, question)
        with pytest.raises(Invalid):
            results.publish_results(team.leader, announced)
        sent(team, announced)
        all_sign(team, announced)
        with pytest.raises(NotAllowed):
            results.publish_results(team.clerk, announced)
        db.session.rollback()
        with pytest.raises(StaleVersion):
            results.publish_results(team.leader, announced, number=7)
        db.session.rollback()
        write(team, announced, question, answer="Khác.")
        with pytest.raises(InvalidTransition):
            results.publish_results(team.leader, announced)


def test_an_objection_is_published_without_personal_data(
    announced: Session, team: Team, question: Question, client: StrictClient, ward: Ward
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced)
        signing.object_to_minutes(team.supervisor, minutes_of(announced), number=1, text=OBJECTION)
        for actor in (team.leader, team.clerk):
            signing.sign_minutes(actor, minutes_of(announced), number=1)
        factories.store()
        with pytest.raises(Invalid) as found:
            results.publish_results(team.leader, announced)
        assert found.value.field == "personal_data"
        db.session.rollback()
        key = findings_in(ward, OBJECTION)[0].key
        given = Publishing(decisions=Decisions({key: MASK}))
        results.publish_results(team.leader, announced, given)
        factories.store()
        words = client.get(address_of(announced)).words
        assert "chưa ghi ý kiến về cống" in words and "0903" not in words
        content = client.get(f"{address_of(announced)}/bien-ban-1.docx").data
        assert "chưa ghi ý kiến về cống" in words_of(content) and "0903" not in words_of(content)


def test_an_objection_is_not_silenced_by_a_new_version(
    announced: Session, team: Team, question: Question, client: StrictClient
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced)
        words = "Thiếu ý kiến của bà con tổ 5."
        signing.object_to_minutes(team.supervisor, minutes_of(announced), number=1, text=words)
        factories.store()
        write(team, announced, question, answer="Thêm ý kiến tổ 5.")
        signing.send_minutes(team.clerk, announced)
        factories.store()
        published(team, announced)
        page = client.get(address_of(announced))
        assert words in page.words and "với bản 1" in page.words


def test_askers_and_followers_are_told_once(
    ward: Ward,
    announced: Session,
    team: Team,
    question: Question,
    mails: Callable[[], list[EmailMessage]],
) -> None:
    resident = people.make_resident(email="theodoi@vidu.example")
    follow_dialogues(people.as_actor(resident), ward, follow=True)
    joined = ask(announced, "Hẻm 48 ngập hoài vậy?", email="gop@vidu.example").question
    merge_question(team.clerk, joined, into=question)
    factories.store()
    with after(announced):
        write(team, announced, question)
        sent(team, announced)
        published(team, announced)
        new = [m for m in mails() if "Kết quả đối thoại" in str(m["Subject"])]
    told = sorted(str(m["To"]) for m in new)
    assert told == ["gop@vidu.example", "hoi@vidu.example", "theodoi@vidu.example"]
    letter = next(m for m in new if m["To"] == "gop@vidu.example").get_content()
    assert f"#{question.code}" in letter and question.public_text in letter


def test_a_correction_is_a_new_version_with_its_reason(
    announced: Session,
    team: Team,
    question: Question,
    client: StrictClient,
    mails: Callable[[], list[EmailMessage]],
) -> None:
    address = address_of(announced)
    with after(announced):
        write(team, announced, question, "assigned")
        sent(team, announced)
        published(team, announced)
        with pytest.raises(Invalid):
            results.begin_correction(team.clerk, announced, reason=" ")
        results.begin_correction(team.clerk, announced, reason="Ghi nhầm đơn vị.")
        factories.store()
        with pytest.raises(Invalid):  # what was promised in public is not taken back here
            write_outcome(team.clerk, announced, question, Outcome(outcome="noted"))
        write(team, announced, question, "assigned", answer="Trả lời đã đính chính.")
        assert "đã đính chính" not in client.get(address).words  # not before it is signed
        signing.send_minutes(team.clerk, announced)
        factories.store()
        all_sign(team, announced)
        results.publish_correction(team.leader, announced)
        factories.store()
        page = client.get(address)
        assert "Trả lời đã đính chính." in page.words and "Ghi nhầm đơn vị." in page.words
        old = client.get(page.link("Bản 1"))
        assert "Trả lời đã đính chính." not in old.words and "Đây là bản cũ" in old.words
        assert db.session.query(Commitment).count() == 1
        assert any("Đính chính" in str(m["Subject"]) for m in mails())
        with pytest.raises(Invalid):
            results.publish_correction(team.leader, announced)


def test_publishing_again_changes_nothing(
    announced: Session, team: Team, question: Question
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced)
        published(team, announced)
        at = announced.results_at
        with pytest.raises((InvalidTransition, NotAllowed)):
            results.publish_results(team.leader, announced)
        db.session.rollback()
        assert announced.results_at == at


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


def test_the_document_follows_form_1_9(
    announced: Session,
    team: Team,
    question: Question,
    client: StrictClient,
    browser: Browser,
) -> None:
    with after(announced):
        write(team, announced, question, "assigned")
        sent(team, announced, residents=RESIDENT)
        all_sign(team, announced)
        inside = browser(team.clerk).get(
            f"/can-bo/doi-thoai/{announced.code}/bien-ban/van-ban-1.docx"
        )
        words = words_of(inside.data)
        for part in (
            "BIÊN BẢN",
            "Số:         /BB-UBND",
            "Thời gian bắt đầu:",
            "Địa điểm:",
            "Thành phần tham dự:",
            "Chủ trì (chủ tọa):",
            "Thư ký (người ghi biên bản):",
            "Hội nghị kết thúc vào 20 giờ 00, ngày",
            "./.",
            "THƯ KÝ",
            "CHỦ TỌA",
            "Nơi nhận:",
            "Thay 40 m cống hẻm 48",
            "Nguyễn Thị Tư",
        ):
            assert part in words, part
        assert "ngày    tháng    năm" not in words  # form 1.9 has no line for place and date
        results.publish_results(team.leader, announced, Publishing(missing_reason="Đi viện."))
        factories.store()
        outside = client.get(f"{address_of(announced)}/bien-ban-1.docx")
        assert "Nguyễn Thị Tư" not in words_of(outside.data)
        pdf = client.get(f"{address_of(announced)}/bien-ban-1.pdf").data
        assert pdf.startswith(b"%PDF") and len(pdf) > 10_000


def test_texts_to_send_say_what_was_promised(
    announced: Session, team: Team, question: Question
) -> None:
    with after(announced):
        write(team, announced, question, "assigned")
        version = sent(team, announced)
        post = papers_results.text_for_post(announced, version.body, "https://vidu.example/kq")
        heads = papers_results.text_for_heads(announced, version.body, "https://vidu.example/kq")
        aloud = papers_results.text_for_loudspeaker(announced, version.body)
    for text in (post, heads):
        assert "Thay 40 m cống hẻm 48" in text and "https://vidu.example/kq" in text
    assert "Thay 40 m cống hẻm 48." in aloud and "Một câu được giao thực hiện." in aloud
    assert "http" not in aloud


def test_the_leader_publishes_on_the_staff_page(
    announced: Session, team: Team, question: Question, browser: Browser
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced, residents=RESIDENT)
        all_sign(team, announced)
        address = f"/can-bo/doi-thoai/{announced.code}/ket-qua"
        assert not browser(team.clerk).get(address).all("main form")
        leader = browser(team.leader)
        page = leader.get(address)
        refused = leader.submit(page, button="Công bố kết quả", status=422)
        assert refused.errors
        done = leader.follow(
            leader.submit(refused, {"missing_reason": "Đi viện."}, button="Công bố kết quả")
        )
        assert "Bài đăng" in done.words and "KẾT QUẢ ĐỐI THOẠI" in done.words


def test_the_public_page_asks_a_fixed_number_of_queries(
    app: Flask, announced: Session, team: Team, client: StrictClient
) -> None:
    with after(announced):
        for number in range(6):
            question = approve(ask_at_the_time(announced, f"Câu hỏi số {number} về cống"), team)
            write(team, announced, question, "assigned")
        sent(team, announced)
        published(team, announced)
        address = address_of(announced)
        db.session.commit()
        page_cache.init_app(app)
        with count_queries(at_most=PUBLIC_BUDGET):
            client.get(address)


def ask_at_the_time(session: Session, text: str) -> Question:
    """A question from before the session, sent in its time."""
    with clock.at(session.questions_until - dt.timedelta(hours=1)):
        return ask(session, text).question


def test_the_conclusion_is_needed(announced: Session, team: Team) -> None:
    with after(announced):
        sent(team, announced)
        conclude(team, announced, conclusions="")
        with pytest.raises(Invalid):
            signing.send_minutes(team.clerk, announced)
