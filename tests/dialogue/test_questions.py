"""Questions before a session: nothing shows before it is approved, nobody asks or counts twice."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import (
    DomainError,
    Invalid,
    InvalidTransition,
    NotAllowed,
    StaleVersion,
)
from citizen_app.core.events import events_of
from citizen_app.core.ids import token_digest
from citizen_app.dialogue.commands.appeals import appeal_refusal, decide_appeal
from citizen_app.dialogue.commands.asking import (
    Asking,
    ask_question,
    support_question,
)
from citizen_app.dialogue.commands.joining import merge_question
from citizen_app.dialogue.commands.leaving import erase_question_data, withdraw_question
from citizen_app.dialogue.commands.moderate import (
    approve_question,
    prepare_answer,
    refuse_question,
)
from citizen_app.dialogue.models import Question, QuestionSupport, Session
from citizen_app.dialogue.queries import questions
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.dialogue.plans import TEXT, approve, ask
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team
from tests.support.queries import count_queries

Browser = Callable[[Actor], StrictClient]
SECRET_WORDS = "Ông Bảy tổ 5 lấn hẻm, số 0903 111 222"


def device(number: int) -> str:
    return token_digest(f"may-{number}")


def test_a_question_from_sending_to_the_board(
    app: Flask, ward: Ward, team: Team, announced: Session, client: StrictClient, browser: Browser
) -> None:
    address = f"/p/{ward.path_id}/doi-thoai/{announced.code}"
    form = client.get(f"{address}/hoi")
    page = client.follow(
        client.submit(
            form, {"text": TEXT, "email": "an@vidu.example"}, button="Gửi câu hỏi của tôi"
        )
    )
    code, pin = page.texts(".slip__code")
    assert len(pin) == 6
    assert TEXT not in client.get(address).words  # not before it was approved
    clerk = browser(team.clerk)
    listed = clerk.get(f"/can-bo/doi-thoai/{announced.code}/cau-hoi")
    assert TEXT in listed.words
    page = clerk.get(f"/can-bo/doi-thoai/{announced.code}/cau-hoi/{code}")
    clerk.follow(clerk.submit(page, {"category": "ha-tang"}, button="Duyệt"))
    assert TEXT in client.get(address).words
    question = questions.find_question(code)
    assert question is not None and question.department.code == "kinh-te"  # by the field's routing
    own = client.get(f"/tra-cuu/cau-hoi/{code}")
    assert "Câu hỏi đã lên bảng" in own.words
    mails = [path.read_text() for path in app.extensions["mail"].folder.glob("*.eml")]
    assert len([mail for mail in mails if "an@vidu.example" in mail]) == 2
    assert not [mail for mail in mails if pin in mail]


def test_nobody_reads_a_question_before_it_is_approved(
    ward: Ward, announced: Session, client: StrictClient, team: Team
) -> None:
    address = f"/p/{ward.path_id}/doi-thoai/{announced.code}"
    waiting, refused = ask(announced, SECRET_WORDS), ask(announced, f"{SECRET_WORDS} nữa")
    refuse_question(team.clerk, refused.question, ground="insult", explanation="Xin viết lại.")
    factories.store()
    shown = client.get(address).words
    assert "Ông Bảy" not in shown and "Xúc phạm" in shown  # the count by ground is public
    for asked in (waiting, refused):
        path = f"{address}/cau-hoi/{asked.question.code}/ung-ho"
        client.post(path, headers={"Sec-Fetch-Site": "same-origin"}, status=404)
        client.get(f"{address}/cau-hoi/{asked.question.code}/cam-on", status=404)
        client.get(f"/tra-cuu/cau-hoi/{asked.question.code}", status=302)
        client.get(f"/tra-cuu/cau-hoi/{asked.question.code}/phieu", status=404)
    assert not questions.similar_shown(announced, SECRET_WORDS)


def test_a_similar_question_is_offered_before_one_is_sent(
    ward: Ward, team: Team, announced: Session, client: StrictClient
) -> None:
    first = approve(ask(announced).question, team)
    address = f"/p/{ward.path_id}/doi-thoai/{announced.code}"
    form = client.get(f"{address}/hoi")
    typed = {"text": "Hem 48 ngap khi mua lon, bao gio het?"}
    offered = client.submit(form, typed, button="Gửi câu hỏi của tôi", status=200)
    assert first.public_text in offered.words
    thanks = client.follow(client.submit(offered, {}, button="Tôi cũng hỏi câu này"))
    assert "1 người" in thanks.words
    again = client.follow(client.submit(offered, {}, button="Tôi cũng hỏi câu này"))
    assert "1 người" in again.words  # the same device counts once
    sent = client.follow(client.submit(offered, {}, button="Gửi câu hỏi của tôi"))
    assert sent.texts(".slip__code")


def test_the_same_form_sent_twice_is_one_question(announced: Session) -> None:
    from_form = {"key": "khoa-cua-mot-bieu-mau-01", "text": TEXT}
    first = ask_with(announced, **from_form)
    assert ask_with(announced, **from_form).id == first.id
    other = ask_with(announced, key=from_form["key"], text=f"{TEXT} Thêm.")
    assert other.id != first.id  # a page opened by "back" may carry the key of another question


def ask_with(session: Session, *, key: str, text: str) -> Question:
    return ask_question(Actor(), session, Asking(key=key, text=text), secret="x" * 32)[0]


def test_questions_are_taken_from_the_notice_to_the_closing_time(
    ward: Ward, planned: Session, team: Team, client: StrictClient
) -> None:
    with pytest.raises(Invalid):
        ask(planned)
    client.get(f"/p/{ward.path_id}/doi-thoai/{planned.code}/hoi", status=404)


def test_after_the_closing_time_the_page_leads_on(
    ward: Ward, announced: Session, client: StrictClient
) -> None:
    after = announced.questions_until + (announced.ends_at - announced.starts_at)
    with clock.at(after):
        with pytest.raises(Invalid):
            ask(announced)
        page = client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}/hoi")
        assert "không nhận câu hỏi nữa" in page.words and page.link("Gửi phản ánh")


def test_supports_are_counted_once_and_exactly(announced: Session, team: Team) -> None:
    asked = ask(announced)
    question = approve(asked.question, team)
    resident = people.as_actor(people.make_resident())
    version = question.version
    for number in (1, 2, 2, 1, 3):
        support_question(Actor(), question, device=device(number))
    for _ in range(2):
        support_question(resident, question, device=device(1))
    assert question.support_count == 4
    assert question.version == version  # an officer's open form is not made stale by a supporter
    with pytest.raises(Invalid):
        support_question(asked.asker, question, device=device(9))
    with pytest.raises(NotAllowed):
        support_question(Actor(), question, device=None)


def test_joined_questions_keep_all_who_asked(announced: Session, team: Team) -> None:
    target = approve(ask(announced, email="an@vidu.example").question, team)
    twin = approve(ask(announced, "Hẻm 48 ngập hoài, khi nào xong?").question, team)
    for number in (1, 2):
        support_question(Actor(), target, device=device(number))
    for number in (2, 3):
        support_question(Actor(), twin, device=device(number))
    late = ask(announced, "Sao hẻm 48 còn ngập?").question
    merge_question(team.clerk, late, into=twin)
    merge_question(team.clerk, twin, into=target)
    factories.store()
    # Devices 1, 2, 3, and the askers of the two that were joined.
    assert target.support_count == 5
    db.session.refresh(late)
    assert late.merged_into_id == target.id
    kept = select(func.count()).where(QuestionSupport.question_id == target.id)
    assert db.session.scalar(kept) == 5
    for wrong in (target, late):
        with pytest.raises(DomainError):
            merge_question(team.clerk, target, into=wrong)


def test_a_refusal_names_its_ground_and_can_be_objected_to_once(
    ward: Ward, team: Team, announced: Session, client: StrictClient
) -> None:
    asked = ask(announced, SECRET_WORDS)
    with pytest.raises(Invalid):
        refuse_question(team.clerk, asked.question, ground="bua", explanation="Không.")
    refuse_question(team.clerk, asked.question, ground="insult", explanation="Xin viết lại.")
    with pytest.raises(NotAllowed):
        appeal_refusal(Actor(), asked.question, text="Của người khác")
    appeal_refusal(asked.asker, asked.question, text="Tôi chỉ nêu sự việc.")
    with pytest.raises(NotAllowed):
        appeal_refusal(asked.asker, asked.question, text="Lần nữa")
    for stranger in (team.clerk, team.leader, asked.asker):
        with pytest.raises(NotAllowed):
            decide_appeal(stranger, asked.question, shown=True, decision="Được.")
    decide_appeal(
        team.supervisor,
        asked.question,
        shown=True,
        decision="Câu hỏi đúng chủ đề.",
        public_text="Hẻm bị lấn, phường xử lý thế nào?",
    )
    factories.store()
    shown = client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}").words
    assert "Hẻm bị lấn, phường xử lý thế nào?" in shown and "Ông Bảy" not in shown
    kinds = [event.kind for event in events_of(asked.question)]
    told = ["QuestionSent", "QuestionRefused", "RefusalAppealed", "AppealDecided"]
    assert [kind for kind in kinds if kind != "PersonalDataMasked"] == told
    with pytest.raises(NotAllowed):
        decide_appeal(team.supervisor, asked.question, shown=False, decision="Đổi ý.")


def test_the_objection_goes_its_way_by_the_pages(
    ward: Ward, team: Team, announced: Session, client: StrictClient, browser: Browser
) -> None:
    form = client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}/hoi")
    page = client.follow(client.submit(form, {"text": SECRET_WORDS}, button="Gửi câu hỏi của tôi"))
    code = page.texts(".slip__code")[0]
    clerk = browser(team.clerk)
    page = clerk.get(f"/can-bo/doi-thoai/{announced.code}/cau-hoi/{code}")
    typed = {"ground": "insult", "explanation": ""}
    page = clerk.submit(page, typed, button="Không hiển thị", status=422)
    clerk.follow(clerk.submit(page, {"explanation": "Xin viết lại."}, button="Không hiển thị"))
    own = client.get(f"/tra-cuu/cau-hoi/{code}")
    assert "Xin viết lại." in own.words and "Luật" in own.words
    own = client.follow(
        client.submit(own, {"text": "Đúng sự thật."}, button="Gửi ý kiến không đồng ý")
    )
    supervisor = browser(team.supervisor)
    waiting = supervisor.get("/can-bo/doi-thoai/khong-dong-y")
    page = supervisor.get(waiting.link(SECRET_WORDS))
    supervisor.follow(
        supervisor.submit(
            page, {"shown": "no", "decision": "Có nêu tên người khác."}, button="Quyết định"
        )
    )
    assert "Có nêu tên người khác." in client.get(f"/tra-cuu/cau-hoi/{code}").words


def test_two_clerks_do_not_decide_over_each_other(announced: Session, team: Team) -> None:
    question = ask(announced).question
    seen = question.version
    approve(question, team)
    with pytest.raises(StaleVersion):
        refuse_question(
            team.clerk, question, ground="unclear", explanation="Khó hiểu", version=seen
        )


def test_only_the_department_that_was_asked_prepares(
    ward: Ward, other_ward: Ward, announced: Session, team: Team, browser: Browser
) -> None:
    question = approve(ask(announced).question, team)
    mine, theirs = (
        people.as_actor(people.make_staff(Role.OFFICER, ward, department_id=department.id))
        for department in (factories.department_of(ward), factories.department_of(ward, "cong-an"))
    )
    prepare_answer(mine, question, text="Đã khảo sát, quý I sẽ nạo vét.")
    with pytest.raises(NotAllowed):
        prepare_answer(theirs, question, text="Không phải việc chúng tôi.")
    factories.store()
    assert question.public_text in browser(mine).get("/can-bo/doi-thoai/chuan-bi").words
    assert question.public_text not in browser(theirs).get("/can-bo/doi-thoai/chuan-bi").words
    browser(theirs).get(f"/can-bo/doi-thoai/chuan-bi/{question.code}", status=404)
    elsewhere = factories.team_of(other_ward)
    for stranger in (elsewhere.clerk, elsewhere.officer, Actor()):
        with pytest.raises(NotAllowed):
            approve_question(stranger, ask(announced).question, public_text="x", category=None)


def test_a_withdrawn_question_leaves_the_board(
    ward: Ward, announced: Session, team: Team, client: StrictClient
) -> None:
    asked = ask(announced)
    approve(asked.question, team)
    withdraw_question(asked.asker, asked.question)
    factories.store()
    assert TEXT not in client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}").words
    assert not questions.similar_shown(announced, TEXT)
    with pytest.raises(InvalidTransition):
        withdraw_question(asked.asker, asked.question)


def test_what_names_the_asker_can_be_erased(announced: Session, team: Team) -> None:
    asked = ask(announced, SECRET_WORDS, name="Nguyễn Văn An", email="an@vidu.example")
    with pytest.raises(InvalidTransition):
        erase_question_data(asked.asker, asked.question)
    approve(asked.question, team, "Hẻm bị lấn, xử lý ra sao?")
    erase_question_data(asked.asker, asked.question)
    factories.store()
    db.session.refresh(asked.question)
    assert asked.question.contact is None and asked.question.text == "Hẻm bị lấn, xử lý ra sao?"


def test_no_event_carries_words_or_names(announced: Session, team: Team) -> None:
    asked = ask(announced, SECRET_WORDS, name="Nguyễn Văn An", email="an@vidu.example")
    approve(asked.question, team, "Hẻm bị lấn, xử lý ra sao?")
    for event in events_of(asked.question):
        said = str(event.facts)
        assert "Bảy" not in said and "Nguyễn" not in said and "@" not in said


def test_the_board_asks_a_fixed_number_of_queries(
    ward: Ward, announced: Session, team: Team, client: StrictClient
) -> None:
    costs = []
    for many in (1, 8):
        for number in range(many):
            approve(ask(announced, f"{TEXT} Lần {many}-{number}").question, team)
        with count_queries() as seen:
            client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}")
        costs.append(seen.count)
    assert costs[0] == costs[1]
