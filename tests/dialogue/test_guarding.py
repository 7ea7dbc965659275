"""What a question may give away: personal data, abuse, denunciations, whose it is; and going away."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.commands.erasing import erase_account
from citizen_app.accounts.exports import data_of
from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition, NotAllowed
from citizen_app.core.events import Event, events_of
from citizen_app.core.ids import token_digest
from citizen_app.core.transports.channels import Channel, transport_of
from citizen_app.dialogue.commands.appeals import appeal_refusal, decide_appeal
from citizen_app.dialogue.commands.asking import support_question
from citizen_app.dialogue.commands.joining import merge_question
from citizen_app.dialogue.commands.leaving import erase_question_data, withdraw_question
from citizen_app.dialogue.commands.moderate import (
    approve_question,
    assign_question,
    prepare_answer,
    refuse_question,
)
from citizen_app.dialogue.commands.running import close_session, open_session
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.queries import questions
from citizen_app.feedback.checking import findings_in
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.dialogue.attending import announced as announce_another
from tests.dialogue.plans import TEXT, approve, ask
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]
NAMED = "Ai lấn hẻm 48 vậy, gọi 0903 111 222 hỏi?"
ABUSE = "Thằng quản lý chợ ngu như chó, sao không dẹp hàng rong?"
DENOUNCES = "Tôi tố cáo cán bộ địa chính phường nhận hối lộ của dân."
PHONE = "0901234567"
SEND = "Gửi câu hỏi của tôi"


def texts() -> list[str]:
    newest = transport_of(Channel.SMS).newest(20)  # type: ignore[attr-defined]
    return [one.text for one in newest if one.to == PHONE]


def question_of(code: str) -> Question:
    found = questions.find_question(code)
    assert found is not None
    return found


# Personal data and abuse


def test_nothing_is_shown_before_each_thing_found_is_decided(
    ward: Ward, team: Team, announced: Session, client: StrictClient, browser: Browser
) -> None:
    question = ask(announced, NAMED).question
    with pytest.raises(Invalid):
        approve_question(team.clerk, question, public_text=NAMED, category=None)
    clerk = browser(team.clerk)
    page = clerk.get(f"/can-bo/doi-thoai/{announced.code}/cau-hoi/{question.code}")
    assert page.texts("mark").count("0903 111 222") >= 2
    field = {"category": "ha-tang"}
    page = clerk.submit(page, field, button="Duyệt", status=422)
    assert "Hãy quyết định từng chỗ" in page.words
    page = clerk.submit(page, field, button="Che tất cả", status=422)
    assert (
        page.one("[name=public_text]").text.strip() == "Ai lấn hẻm 48 vậy, gọi [số điện thoại] hỏi?"
    )
    clerk.follow(clerk.submit(page, field, button="Duyệt"))
    shown = client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}").words
    assert "[số điện thoại]" in shown and "0903" not in shown
    masked = [e.facts for e in events_of(question) if e.kind == "PersonalDataMasked"]
    assert masked == [{"part": "question", "masked": {"phone": 1}, "kept": {}}]


def test_what_is_kept_on_purpose_is_shown_and_the_offices_own_number_is_none(
    ward: Ward, team: Team, announced: Session
) -> None:
    question = ask(announced, NAMED).question
    keys = {one.key for one in findings_in(ward, NAMED)}
    approve_question(team.clerk, question, public_text=NAMED, category=None, kept=keys)
    assert question.public_text == NAMED
    ward.hotline = "028 3999 0101"
    other = ask(announced, "Gọi 028 3999 0101 không ai nghe, vì sao?").question
    approve_question(team.clerk, other, public_text=other.text, category=None)


def test_a_prepared_answer_and_a_decided_objection_are_checked_too(
    team: Team, announced: Session, browser: Browser
) -> None:
    question = approve(ask(announced).question, team)
    with pytest.raises(Invalid):
        prepare_answer(team.clerk, question, text="Anh Nam 0912 345 678 lo.")
    refused = ask(announced, NAMED)
    refuse_question(team.clerk, refused.question, ground="personal_data", explanation="Bỏ số.")
    appeal_refusal(refused.asker, refused.question, text="Xin che số rồi hiển thị.")
    factories.store()
    with pytest.raises(Invalid):
        decide_appeal(team.supervisor, refused.question, shown=True, decision="Được.")
    assert refused.question.state == "refused" and not refused.question.public_text
    supervisor = browser(team.supervisor)
    page = supervisor.get(f"/can-bo/doi-thoai/khong-dong-y/{refused.question.code}")
    assert "Có thông tin riêng tư của người khác" in page.words
    typed = {"shown": "yes", "decision": "Che số là được."}
    page = supervisor.submit(page, typed, button="Che tất cả", status=422)
    supervisor.follow(supervisor.submit(page, typed, button="Quyết định"))
    assert "[số điện thoại]" in question_of(refused.question.code).public_text


def test_abusive_words_are_marked_for_the_moderator_and_never_taken_out_unasked(
    team: Team, announced: Session, browser: Browser
) -> None:
    question = ask(announced, ABUSE).question
    ask(announced, TEXT)
    clerk = browser(team.clerk)
    listed = clerk.get(f"/can-bo/doi-thoai/{announced.code}/cau-hoi").words
    assert listed.count("Có lời xúc phạm") == 1
    page = clerk.get(f"/can-bo/doi-thoai/{announced.code}/cau-hoi/{question.code}")
    assert "ngu như chó" in page.texts("mark")
    assert question.text == ABUSE


# What is no question for a board


def test_a_denunciation_is_led_elsewhere_and_only_clerks_read_it(
    ward: Ward, team: Team, announced: Session, client: StrictClient, browser: Browser
) -> None:
    address = f"/p/{ward.path_id}/doi-thoai/{announced.code}"
    form = client.get(f"{address}/hoi")
    told = client.submit(form, {"text": DENOUNCES}, button=SEND, status=200)
    assert "tiếp công dân" in told.words and "Luật Tố cáo" in told.words
    assert not db.session.scalars(select(Question)).all()
    back = client.submit(told, {}, button="Sửa lại nội dung", status=200)
    assert back.one("[name=text]").text.strip() == DENOUNCES
    sent = client.follow(client.submit(told, {}, button="Vẫn gửi ở đây"))
    code = sent.texts(".slip__code")[0]
    leader, clerk = browser(team.leader), browser(team.clerk)
    path = f"/can-bo/doi-thoai/{announced.code}/cau-hoi"
    assert DENOUNCES not in leader.get(path).words
    leader.get(f"{path}/{code}", status=404)
    assert "Giống tố cáo" in clerk.get(path).words
    page = clerk.get(f"{path}/{code}")
    assert "Chỉ cán bộ tiếp nhận đọc được" in page.words
    question = question_of(code)
    for step in (
        lambda: approve_question(team.leader, question, public_text="Vì sao?", category=None),
        lambda: refuse_question(team.leader, question, ground="insult", explanation="Không."),
    ):
        with pytest.raises(NotAllowed):
            step()
    refuse_question(team.clerk, question, ground="other_procedure", explanation="Mời đến.")
    factories.store()
    assert "trình tự riêng" in client.get(f"/tra-cuu/cau-hoi/{code}").words
    leader.get(f"{path}/{code}", status=404)


def test_where_there_is_no_clerk_somebody_still_reads_it(
    ward: Ward, announced: Session, team: Team
) -> None:
    clerk = db.session.get_one(Account, team.clerk.account_id)
    db.session.delete(clerk.grants[0])
    db.session.commit()
    question = ask(announced, DENOUNCES).question
    assert not question.is_guarded
    assert questions.get_for_moderator(team.leader, announced, question.code)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nhà dân đang cháy lớn ở hẻm 48, sao chưa ai đến?", "114"),
        ("Tôi làm đơn khiếu nại quyết định xử phạt số 12, bao giờ giải quyết?", "khiếu nại"),
    ],
)
def test_emergencies_and_complaints_are_told_where_they_go(
    ward: Ward, announced: Session, client: StrictClient, text: str, words: str
) -> None:
    form = client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}/hoi")
    assert words in client.submit(form, {"text": text}, button=SEND, status=200).words
    assert not db.session.scalars(select(Question)).all()


# For somebody else


def test_a_clerk_takes_down_a_question_and_hands_over_a_slip(
    ward: Ward,
    team: Team,
    announced: Session,
    browser: Browser,
    new_client: Callable[[], StrictClient],
) -> None:
    clerk, path = browser(team.clerk), f"/can-bo/doi-thoai/{announced.code}/cau-hoi"
    page = clerk.get(clerk.get(path).link("Ghi câu hỏi giúp"))
    page = clerk.submit(page, {"text": "Ngắn"}, button="Ghi nhận câu hỏi", status=422)
    page = clerk.follow(
        clerk.submit(page, {"text": TEXT, "phone": PHONE}, button="Ghi nhận câu hỏi")
    )
    code, pin = page.texts(".slip__code")
    question = question_of(code)
    assert (question.account_id, question.helper_id) == (None, team.clerk.account_id)
    assert question.channel == "counter" and question.state == "sent"
    assert len(texts()) == 1 and code in texts()[0] and pin not in texts()[0]
    asker = new_client()
    track = asker.get(f"/tra-cuu?ma={code}")
    own = asker.follow(asker.submit(track, {"pin": pin}, button="Mở phản ánh"))
    assert TEXT in own.words
    colleague = browser(people.as_actor(people.make_staff(Role.CLERK, ward)))
    colleague.get(f"{path}/{code}/phieu", status=404)  # the PIN is nobody else's
    clerk.get(f"{path}/{code}/phieu")


def test_who_may_not_take_down_questions(
    team: Team, other_ward: Ward, announced: Session, browser: Browser
) -> None:
    path = f"/can-bo/doi-thoai/{announced.code}/cau-hoi/moi"
    browser(team.leader).get(path, status=403)
    browser(factories.team_of(other_ward).clerk).get(path, status=404)
    for stranger in (team.leader, team.officer, factories.team_of(other_ward).clerk):
        with pytest.raises(NotAllowed):
            ask(announced, by=stranger)


def test_a_helper_asks_for_a_neighbour_or_for_themselves(ward: Ward, announced: Session) -> None:
    account = people.make_staff(Role.HELPER, ward)
    helper = people.as_actor(account)
    with pytest.raises(NotAllowed):  # through the team alone, where consent is recorded
        ask(announced, by=helper, for_other=True)
    through_team = dataclasses.replace(helper, channel="helper")
    question = ask(announced, by=through_team, for_other=True).question
    assert (question.account_id, question.helper_id) == (None, account.id)
    assert question.channel == "helper"
    own = ask(announced, "Chợ mở cửa mấy giờ vậy phường?", by=people.as_actor(account)).question
    assert (own.account_id, own.helper_id) == (account.id, None)


def test_nobody_becomes_a_helper_by_a_forged_field(ward: Ward, announced: Session) -> None:
    resident = people.as_actor(people.make_resident())
    for stranger in (resident, Actor()):
        with pytest.raises(NotAllowed):
            ask(announced, by=stranger, for_other=True)
    elsewhere = people.open_ward("27154")
    helper = people.as_actor(people.make_staff(Role.HELPER, elsewhere))
    with pytest.raises(NotAllowed):
        ask(announced, by=helper, for_other=True)


# Told by the way that was left


def test_who_left_a_phone_number_only_is_told_by_short_message(
    team: Team, announced: Session
) -> None:
    asked = ask(announced, phone=PHONE)
    refuse_question(team.clerk, asked.question, ground="unclear", explanation="Xin viết rõ.")
    factories.store()
    appeal_refusal(asked.asker, asked.question, text="Rõ rồi mà.")
    decide_appeal(team.supervisor, asked.question, shown=True, decision="Được.")
    factories.store()
    target = approve(ask(announced, "Bao giờ nạo vét cống hẻm 50?").question, team)
    merge_question(team.clerk, asked.question, into=target)
    factories.store()
    told = texts()
    assert len(told) == 4 and all(asked.question.code in one for one in told)
    assert max(len(one) for one in told) <= 3 * 67
    assert not [one for one in told if "Xin viết rõ" in one or asked.pin in one]


def test_an_account_that_wants_no_mail_gets_none(
    app: Flask, team: Team, announced: Session, mails: Callable[[], list[Any]]
) -> None:
    account = people.make_resident()
    account.notify_by_email = False
    db.session.commit()
    approve(ask(announced, by=people.as_actor(account)).question, team)
    assert not [mail for mail in mails() if mail["To"] == account.email]


def test_each_of_those_who_were_joined_is_told_also_when_it_moves_on(
    team: Team, announced: Session, mails: Callable[[], list[Any]]
) -> None:
    first, second, third = (
        ask(announced, f"{TEXT} Lần {n}", email=f"nguoi{n}@vidu.example") for n in range(3)
    )
    for asked in (first, second):
        approve(asked.question, team)
    merge_question(team.clerk, third.question, into=second.question)
    factories.store()
    merge_question(team.clerk, second.question, into=first.question)
    factories.store()
    told = [mail["To"] for mail in mails() if "đã được gộp" in mail["Subject"]]
    assert sorted(told) == [f"nguoi{n}@vidu.example" for n in (1, 2, 2)]


# Going away


def test_a_withdrawn_question_gives_back_those_that_were_joined(
    ward: Ward, team: Team, announced: Session, client: StrictClient
) -> None:
    first = ask(announced)
    target = approve(first.question, team)
    joined = [ask(announced, f"{TEXT} Lần {n}", phone=PHONE) for n in range(2)]
    for one in joined:
        merge_question(team.clerk, one.question, into=target)
    support_question(Actor(), target, device=token_digest("may-1"))
    factories.store()
    assert target.support_count == 3
    withdraw_question(first.asker, target)
    factories.store()
    assert [one.question.state for one in joined] == ["sent", "sent"]
    # The neighbour, and the other asker: nobody was lost, nobody supports their own question.
    assert joined[0].question.support_count == 2 and target.support_count == 0
    assert TEXT not in client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}").words
    assert len([text for text in texts() if "đang đọc lại" in text]) == 2
    approve(joined[0].question, team)
    merge_question(team.clerk, joined[1].question, into=joined[0].question)
    assert joined[0].question.support_count == 2


def test_who_supported_the_twin_of_their_own_question_does_not_count_for_it(
    team: Team, announced: Session
) -> None:
    resident = people.as_actor(people.make_resident())
    own = approve(ask(announced, by=resident).question, team)
    twin = approve(ask(announced, f"{TEXT} Lần hai").question, team)
    support_question(resident, twin, device=None)
    merge_question(team.clerk, twin, into=own)
    assert own.support_count == 1  # the twin's asker alone


def test_what_was_answered_cannot_be_withdrawn_any_more(team: Team, announced: Session) -> None:
    asked = ask(announced)
    approve(asked.question, team)
    asked.question.answered_at = announced.starts_at
    with pytest.raises(NotAllowed):
        withdraw_question(asked.asker, asked.question)


def test_an_account_that_goes_takes_its_words_along_and_leaves_the_counts(
    ward: Ward, team: Team, announced: Session
) -> None:
    account = people.make_resident()
    resident = people.as_actor(account)
    waiting, shown, merged, refused = (
        ask(announced, f"{TEXT} Lần {n}", by=resident, name="Lan").question for n in range(4)
    )
    approve(shown, team)
    others = approve(ask(announced, "Bao giờ nạo vét cống hẻm 50?").question, team)
    merge_question(team.clerk, merged, into=others)
    refuse_question(team.clerk, refused, ground="off_topic", explanation="Ngoài nội dung.")
    appeal_refusal(resident, refused, text="Đúng nội dung mà.")
    liked = approve(ask(announced, "Chợ mở cửa mấy giờ?").question, team)
    support_question(resident, liked, device=None)
    factories.store()
    data = data_of(resident)
    assert len(data["questions"]) == 4
    assert data["supported_questions"] == [
        {"code": liked.code, "text": liked.public_text},
        {"code": others.code, "text": others.public_text},
    ]
    assert "Đúng nội dung mà." in str(data["questions"])
    erase_account(acting_as(Actor(), account))
    factories.store()
    db.session.expire_all()
    assert (waiting.state, refused.state) == ("withdrawn", "withdrawn")
    assert not questions.list_appeals(team.supervisor)
    for question in (waiting, shown, merged, refused):
        assert question.account_id is None and question.contact is None
        assert question.text == question.public_text
    assert refused.appeal.text == "" and shown.state == "approved"
    assert (others.support_count, liked.support_count) == (1, 1)
    assert not questions.list_supported_by(account.id)


def test_words_are_not_erased_from_under_who_decides(team: Team, announced: Session) -> None:
    asked = ask(announced, name="Lan")
    refuse_question(team.clerk, asked.question, ground="unclear", explanation="Xin viết rõ.")
    appeal_refusal(asked.asker, asked.question, text="Rõ rồi mà.")
    with pytest.raises(InvalidTransition):
        erase_question_data(asked.asker, asked.question)
    withdraw_question(asked.asker, asked.question)
    erase_question_data(asked.asker, asked.question)
    assert asked.question.text == "" and asked.question.appeal.text == ""
    kinds = [event.kind for event in events_of(asked.question)]
    assert kinds[-2:] == ["QuestionWithdrawn", "QuestionDataErased"]


# Hostile


def test_staff_of_another_ward_get_nothing(
    ward: Ward, other_ward: Ward, team: Team, announced: Session, browser: Browser
) -> None:
    elsewhere = factories.team_of(other_ward)
    asked = ask(announced, name="Nguyễn Văn An", phone=PHONE)
    refused = ask(announced, "Câu khác hẳn về chợ đêm cuối tuần?")
    refuse_question(team.clerk, refused.question, ground="unclear", explanation="Xin viết rõ.")
    appeal_refusal(refused.asker, refused.question, text="Rõ rồi mà.")
    factories.store()
    path = f"/can-bo/doi-thoai/{announced.code}"
    for actor in (elsewhere.clerk, elsewhere.leader):
        other = browser(actor)
        for page in ("", "/cau-hoi", f"/cau-hoi/{asked.question.code}", "/dang-ky", "/diem-danh"):
            other.get(path + page, status=404)
        other.get(f"/can-bo/doi-thoai/chuan-bi/{asked.question.code}", status=404)
    code = refused.question.code
    browser(elsewhere.supervisor).get(f"/can-bo/doi-thoai/khong-dong-y/{code}", status=404)
    with pytest.raises(NotAllowed):
        decide_appeal(elsewhere.supervisor, refused.question, shown=True, decision="Được.")
    target = approve(ask(announced).question, team)
    for step in (
        lambda: refuse_question(elsewhere.clerk, target, ground="unclear", explanation="Không."),
        lambda: assign_question(elsewhere.clerk, target, department=factories.department_of(ward)),
        lambda: merge_question(elsewhere.clerk, asked.question, into=target),
        lambda: prepare_answer(elsewhere.officer, target, text="Không phải việc tôi."),
    ):
        with pytest.raises(NotAllowed):
            step()


def test_a_question_of_one_session_is_not_reached_through_another(
    ward: Ward, team: Team, announced: Session, client: StrictClient, browser: Browser
) -> None:
    other = other_session(team)
    question = approve(ask(announced).question, team)
    address = f"/p/{ward.path_id}/doi-thoai/{other.code}/cau-hoi/{question.code}"
    client.post(f"{address}/ung-ho", headers={"Sec-Fetch-Site": "same-origin"}, status=404)
    browser(team.clerk).get(f"/can-bo/doi-thoai/{other.code}/cau-hoi/{question.code}", status=404)
    with pytest.raises(Invalid):
        merge_question(team.clerk, ask(other).question, into=question)


def other_session(team: Team) -> Session:
    return announce_another(team, days=30)


def test_a_wrong_pin_opens_nothing_and_is_counted(
    announced: Session, new_client: Callable[[], StrictClient]
) -> None:
    asked = ask(announced)
    wrong = "000000" if asked.pin != "000000" else "111111"
    stranger = new_client()
    page = stranger.get(f"/tra-cuu?ma={asked.question.code}")
    statuses = [
        stranger.post(
            "/tra-cuu",
            data={"code": asked.question.code, "pin": wrong},
            headers={"Sec-Fetch-Site": "same-origin"},
            status={422, 429},
        ).status_code
        for _ in range(8)
    ]
    assert page and statuses[0] == 422 and statuses[-1] == 429
    stranger.get(f"/tra-cuu/cau-hoi/{asked.question.code}/phieu", status=404)


def test_a_forged_or_foreign_key_makes_no_question_of_somebody_else(
    ward: Ward, announced: Session, client: StrictClient, new_client: Callable[[], StrictClient]
) -> None:
    path = f"/p/{ward.path_id}/doi-thoai/{announced.code}/hoi"
    own = {"Sec-Fetch-Site": "same-origin"}
    for key in ("", "ngan", "x" * 65, "<script>alert(1)</script>"):
        client.post(path, data={"key": key, "text": TEXT}, headers=own, status=422)
    client.post(path, data={"key": "k" * 32, "text": TEXT}, headers=own, status=303)
    # A stranger who knows key and text gets no slip of the other's: it would show the PIN.
    stranger = new_client()
    answer = stranger.post(
        path, data={"key": "k" * 32, "text": f"{TEXT} Thêm"}, headers=own, status=303
    )
    assert answer.headers["Location"]
    assert len(db.session.scalars(select(Question)).all()) == 2


def test_a_double_click_is_one_question_and_back_and_again_is_too(
    ward: Ward, announced: Session, client: StrictClient
) -> None:
    form = client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}/hoi")
    for _ in range(2):
        client.submit(form, {"text": TEXT}, button=SEND)
    anew = client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}/hoi")
    client.submit(anew, {"text": TEXT}, button=SEND)
    assert len(db.session.scalars(select(Question)).all()) == 1
    sent = db.session.scalars(select(Event).where(Event.kind == "QuestionSent")).all()
    assert len(sent) == 1


def test_markup_and_odd_text_stay_text(
    ward: Ward, team: Team, announced: Session, client: StrictClient, browser: Browser
) -> None:
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>\"' hẻm 48 ngập?"
    question = approve(ask(announced, script, name=script[:100]).question, team)
    clerk = browser(team.clerk)
    for page in (
        client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}"),
        clerk.get(f"/can-bo/doi-thoai/{announced.code}/cau-hoi"),
        clerk.get(f"/can-bo/doi-thoai/{announced.code}/cau-hoi/{question.code}"),
    ):
        assert not page.all("main script, main img[onerror], main [onerror]")
        assert "onerror=alert(1)" in page.words


def test_many_questions_from_one_address_are_held_up(
    ward: Ward, announced: Session, client: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/p/{ward.path_id}/doi-thoai/{announced.code}/hoi"
    own = {"Sec-Fetch-Site": "same-origin"}
    statuses = [
        client.post(
            path,
            data={
                "key": f"khoa-cua-bieu-mau-{n:04}",
                "text": f"{n} {'ab' * n} hẻm ngập?",
                "sure": "1",
            },
            headers=own,
            status={303, 429},
        ).status_code
        for n in range(42)
    ]
    assert statuses.count(303) == 40 and statuses[-1] == 429


def test_a_closed_session_keeps_its_questions_as_they_are(team: Team, announced: Session) -> None:
    asked = ask(announced)
    approve(asked.question, team)
    with clock.at(announced.starts_at):
        open_session(team.clerk, announced)
        close_session(team.clerk, announced)
        with pytest.raises(NotAllowed):
            withdraw_question(asked.asker, asked.question)
        erase_question_data(asked.asker, asked.question)
    assert asked.question.state == "approved" and asked.question.public_text == TEXT
