"""A session that runs: order, screen, answers of two secretaries, polls, speakers, what follows the end."""

import datetime as dt
import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import DomainError, Invalid, NotAllowed, StaleVersion
from citizen_app.core.events import Event, sweep
from citizen_app.core.ids import token_digest
from citizen_app.dialogue import home, queries_live, queries_shares
from citizen_app.dialogue.commands import polls, speaking, stage
from citizen_app.dialogue.commands.asking import support_question
from citizen_app.dialogue.commands.joining import merge_question
from citizen_app.dialogue.commands.leaving import withdraw_question
from citizen_app.dialogue.commands.running import close_session
from citizen_app.dialogue.jobs_live import erase_old_speakers
from citizen_app.dialogue.models import Question, QuestionSupport, Session
from citizen_app.dialogue.models_live import Poll, Speaker, Vote
from citizen_app.dialogue.queries import questions
from citizen_app.feedback.models import Report
from citizen_app.feedback.queries import has_pin
from citizen_app.wards.models import Neighbourhood, Ward
from tests.dialogue.minutes import publish
from tests.dialogue.plans import Asked, approve, ask
from tests.dialogue.running import poll_of, running
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team
from tests.support.queries import count_queries

Browser = Callable[[Actor], StrictClient]
SECRET = "only-for-tests-and-long-enough-to-pass"


@pytest.fixture
def live(team: Team) -> Session:
    return running(team)


def device(number: int) -> str:
    return token_digest(f"may-{number}")


def on_board(session: Session, team: Team, words: str, supports: int = 0) -> Question:
    question = approve(ask(session, words).question, team)
    for number in range(supports):
        support_question(Actor(), question, device=device(number))
    factories.store()
    return question


def in_line(session: Session) -> list[str]:
    return [question.public_text for question in stage.line_of(session)]


def address_of(session: Session, ward: Ward) -> str:
    return f"/p/{ward.path_id}/doi-thoai/{session.code}"


def test_questions_are_taken_while_it_runs_and_wait_for_approval(
    ward: Ward, live: Session, team: Team, client: StrictClient, browser: Browser
) -> None:
    page = client.get(f"{address_of(live, ward)}/hoi")
    words = "Bao giờ trạm y tế có bác sĩ buổi tối?"
    client.follow(client.submit(page, {"text": words}, button="Gửi câu hỏi của tôi"))
    question = db.session.scalars(select(Question)).one()
    assert question.source == "live"
    assert words not in client.get(f"{address_of(live, ward)}/truc-tiep").words
    leader = browser(team.leader)
    page = leader.get(f"/can-bo/doi-thoai/{live.code}/dieu-hanh")
    assert words in page.words
    leader.submit(page, button="Duyệt nguyên văn")
    assert words in client.get(f"{address_of(live, ward)}/truc-tiep").words


def test_words_that_name_somebody_are_not_approved_by_one_press(
    live: Session, team: Team, browser: Browser
) -> None:
    question = ask(live, "Ông Bảy tổ 5 lấn hẻm, số 0903 111 222, ai xử lý?").question
    leader, path = browser(team.leader), f"/can-bo/doi-thoai/{live.code}/dieu-hanh"
    assert "Duyệt nguyên văn" not in leader.get(path).words
    data = {"version": str(question.version)}
    own = {"Sec-Fetch-Site": "same-origin"}
    leader.post(f"{path}/cau-hoi/{question.code}/duyet", data=data, headers=own)
    db.session.refresh(question)
    assert question.state == "sent"


def test_a_question_that_is_taken_back_leaves_the_screen(
    ward: Ward, live: Session, team: Team, client: StrictClient
) -> None:
    asked = ask(live, "Câu hỏi sẽ được rút lại")
    stage.show_question(team.leader, approve(asked.question, team))
    withdraw_question(asked.asker, asked.question)
    factories.store()
    for part in ("truc-tiep", "man-hinh", "truc-tiep/cau-hoi"):
        assert "sẽ được rút lại" not in client.get(f"{address_of(live, ward)}/{part}").text


def test_an_account_that_goes_leaves_no_name_in_the_queue(
    app: Flask, ward: Ward, live: Session
) -> None:
    resident = people.make_resident()
    browser = people.browser_of(app, resident)
    path = f"{address_of(live, ward)}/truc-tiep/phat-bieu"
    browser.submit(browser.get(path), {"display": "Cô Sáu"}, button="Lấy số")
    with app.test_request_context():
        held = home.export_speaking(people.as_actor(resident))
        assert [one["called"] for one in held] == ["Cô Sáu"]
        home.erase_speaking(people.as_actor(resident))
        factories.store()
        assert not home.export_speaking(people.as_actor(resident))
    speaker = db.session.scalars(select(Speaker)).one()
    db.session.refresh(speaker)
    assert (speaker.state, speaker.display) == ("left", "")


def test_order_is_support_until_a_moderator_moves_one(live: Session, team: Team) -> None:
    names = ["Câu hỏi thứ nhất", "Câu hỏi thứ hai", "Câu hỏi thứ ba"]
    one, two, three = [on_board(live, team, name, n) for n, name in enumerate(names)]
    assert in_line(live) == names[::-1]
    stage.move_question(team.leader, one, how="up", seen=2)
    assert in_line(live) == [names[2], names[0], names[1]]
    stage.move_question(team.leader, one, how="up", seen=2)  # the same press twice
    assert in_line(live) == [names[2], names[0], names[1]]
    stage.move_question(team.leader, three, how="down", seen=0)
    assert in_line(live) == [names[0], names[2], names[1]]
    stage.move_question(team.leader, two, how="top", seen=2)
    assert in_line(live) == [names[1], names[0], names[2]]
    version = three.version
    late = on_board(live, team, "Câu hỏi đến sau", 9)
    assert in_line(live)[-1] == late.public_text  # those with a place go first
    assert three.version == version  # a place is no change of the question
    with pytest.raises(NotAllowed):
        stage.move_question(team.officer, three, how="up", seen=2)


def test_two_secretaries_lose_nothing(live: Session, team: Team, browser: Browser) -> None:
    question = on_board(live, team, "Bao giờ hẻm 48 hết ngập?")
    begun = stage.version_of("")
    first = stage.note_answer(team.clerk, question, text="Tháng 8 xong.", seen=begun)
    with pytest.raises(StaleVersion):
        stage.note_answer(team.leader, question, text="Cuối năm.", seen=begun)
    assert question.answer == "Tháng 8 xong."
    assert stage.note_answer(team.clerk, question, text="Tháng 8 xong.", seen=begun) == first
    support_question(Actor(), question, device=device(1))  # other changes are no conflict
    stage.show_question(team.leader, question)
    stage.note_answer(team.clerk, question, text="Tháng 8 xong. Có kinh phí.", seen=first)
    factories.store()

    page = browser(team.leader).get(f"/can-bo/doi-thoai/{live.code}/dieu-hanh/ghi/{question.code}")
    other = browser(team.clerk)
    url = f"/can-bo/doi-thoai/{live.code}/dieu-hanh/ghi/{question.code}/luu"
    seen = page.one("[name=seen]").get("value")
    headers = {"Sec-Fetch-Site": "same-origin"}
    saved = other.post(url, data={"text": "Mới", "seen": seen}, headers=headers, status=200)
    assert saved.json["seen"] == stage.version_of("Mới")
    stale = browser(team.leader).post(
        url, data={"text": "Cũ", "seen": seen}, headers=headers, status=409
    )
    assert stale.json == {"seen": stage.version_of("Mới"), "text": "Mới"}
    refused = browser(team.leader).submit(page, {"text": "Của tôi"}, button="Lưu", status=409)
    assert "Mới" in refused.words
    assert refused.one("textarea").text.strip() == "Của tôi"
    kept = browser(team.leader).submit(refused, {"text": "Mới, và của tôi"}, button="Lưu")
    assert kept.status_code == 303
    db.session.refresh(question)
    assert question.answer == "Mới, và của tôi"


def test_the_screen_and_what_was_answered(
    ward: Ward, live: Session, team: Team, client: StrictClient, browser: Browser
) -> None:
    words = "Bao giờ hẻm 48 hết ngập?"
    question = on_board(live, team, words)
    leader = browser(team.leader)
    page = leader.get(f"/can-bo/doi-thoai/{live.code}/dieu-hanh")
    page = leader.follow(leader.submit(page, button="Đưa lên màn hình"))
    assert words in client.get(f"{address_of(live, ward)}/man-hinh").texts(".screen__question")
    assert words in client.get(f"{address_of(live, ward)}/truc-tiep").texts(".live-now__question")
    stage.note_answer(team.clerk, question, text="Tháng 8 xong.", seen=stage.version_of(""))
    leader.follow(leader.submit(page, button="Đã trả lời xong"))
    board = queries_live.get_board(ward, live)
    assert (board.now, board.line_length, board.answered_count) == (None, 0, 1)
    assert "Tháng 8 xong." in client.get(f"{address_of(live, ward)}/truc-tiep").words
    assert "Tháng 8 xong." in client.get(f"{address_of(live, ward)}/truc-tiep/cau-hoi").words
    stage.take_answer_back(team.leader, question)
    assert in_line(live) == [words]
    with pytest.raises(NotAllowed):
        stage.show_question(team.officer, question)


def test_the_board_is_told_in_a_few_bytes_and_read_in_one_set_of_queries(
    app: Flask, ward: Ward, live: Session, team: Team, client: StrictClient
) -> None:
    path = f"{address_of(live, ward)}/truc-tiep"
    first = on_board(live, team, "Câu hỏi đầu tiên", 1)
    poll_of(live, team)
    with count_queries() as few:
        client.get(f"{path}/bang/vi")
    number = client.get(f"{path}/so")
    assert len(number.data) < 20
    assert number.headers["Cache-Control"] == "public, max-age=1"
    assert "Cookie" not in number.headers["Vary"]
    for n in range(12):
        on_board(live, team, f"Câu hỏi thêm số {n}", n)
    stage.show_question(team.leader, first)
    speaking.call_speaker(team.leader, queue_up(live, 1))
    queue_up(live, 2)
    poll_of(live, team)
    factories.store()
    with count_queries(at_most=14) as many:
        board = client.get(f"{path}/bang/vi")
    assert many.count - few.count <= 1, (
        f"{few}\n{many}"
    )  # the options of the polls, once there are some
    assert not many.writes
    later = client.get(f"{path}/so")
    assert later.data != number.data
    assert f'data-live-version="{later.text}"' in board.text
    assert "Being answered now" in client.get(f"{path}/bang/en").text
    client.get(f"{path}/bang/fr", status=404)


def test_the_board_is_made_once_a_second(
    app: Flask, ward: Ward, live: Session, team: Team, client: StrictClient
) -> None:
    path = f"{address_of(live, ward)}/truc-tiep/bang/vi"
    app.config["BRIEF_SECONDS"] = 60
    try:
        first = client.get(path)
        with count_queries(at_most=0):
            assert client.get(path).data == first.data
        tag = {"If-None-Match": first.headers["ETag"]}
        assert client.get(path, headers=tag, status=304).data == b""
    finally:
        del app.config["BRIEF_SECONDS"]


def test_a_kept_board_is_made_anew_when_its_moment_is_over(
    app: Flask, ward: Ward, live: Session, team: Team, client: StrictClient
) -> None:
    path = f"{address_of(live, ward)}/truc-tiep/bang/vi"
    app.config["BRIEF_SECONDS"] = 0.001
    try:
        client.get(path)
        on_board(live, team, "Câu hỏi mới trên bảng")
        assert "Câu hỏi mới trên bảng" in client.get(path).text
    finally:
        del app.config["BRIEF_SECONDS"]


def test_everyone_reads_the_same_and_nobody_gets_a_cookie(
    app: Flask, ward: Ward, live: Session, team: Team, client: StrictClient
) -> None:
    on_board(live, team, "Câu hỏi trên bảng")
    resident = people.browser_of(app, people.make_resident())
    for part in ("truc-tiep", "truc-tiep/bang/vi", "truc-tiep/cau-hoi", "man-hinh", "truc-tiep/so"):
        path = f"{address_of(live, ward)}/{part}"
        assert client.get(path).data == resident.get(path).data


def test_a_support_counts_once_whatever_is_lost_on_the_way(
    app: Flask, ward: Ward, live: Session, team: Team, new_client: Callable[[], StrictClient]
) -> None:
    question = on_board(live, team, "Câu hỏi được ủng hộ")
    url = f"{address_of(live, ward)}/cau-hoi/{question.code}/ung-ho"
    own = {"Sec-Fetch-Site": "same-origin"}
    mark = {"thiet-bi": "a" * 32}
    new_client().post(url, data=mark, headers=own)  # the answer, and its cookie, never came
    again = new_client()
    again.post(url, data=mark, headers=own)
    again.post(url, headers=own)  # later, without the script
    again.post(
        url, data={"thiet-bi": "b" * 32}, headers=own
    )  # its mark was forgotten, the cookie not
    db.session.refresh(question)
    assert question.support_count == 1
    new_client().post(url, data={"thiet-bi": "kurz"}, headers=own)
    db.session.refresh(question)
    assert question.support_count == 2
    assert db.session.scalar(select(func.count()).select_from(QuestionSupport)) == 2


def test_a_poll_from_making_to_its_result(
    ward: Ward, live: Session, team: Team, client: StrictClient, browser: Browser
) -> None:
    leader, path = browser(team.leader), f"{address_of(live, ward)}/truc-tiep"
    page = leader.get(f"/can-bo/doi-thoai/{live.code}/dieu-hanh")
    bad = leader.submit(
        page, {"title": "Họp tối?", "options": "Tối"}, button="Giữ câu biểu quyết", status=422
    )
    page = leader.follow(
        leader.submit(bad, {"options": "Buổi tối\nBuổi sáng\n"}, button="Giữ câu biểu quyết")
    )
    assert "Buổi tối" not in client.get(path).words  # not before it is opened
    page = leader.follow(leader.submit(page, button="Mở biểu quyết"))
    board = client.get(path)
    evening = board.all("[name=lua-chon]")[0].get("value")
    thanks = client.follow(client.submit(board, {"lua-chon": evening}, button="Gửi biểu quyết"))
    assert "đã được tính" in thanks.words
    client.submit(board, {"lua-chon": evening}, button="Gửi biểu quyết")  # a double click
    morning = board.all("[name=lua-chon]")[1].get("value")
    client.submit(board, {"lua-chon": morning}, button="Gửi biểu quyết")  # thought better of it
    assert not client.get(path).all("meter")  # no result while others still vote
    assert "1 người đã biểu quyết" in client.get(path).words
    client.submit(client.get(path), button="Gửi biểu quyết", status=422)  # nothing chosen
    leader.submit(page, button="Đóng biểu quyết và hiện kết quả")
    assert [meter.get("value") for meter in client.get(path).all("meter")] == ["0", "1"]
    with pytest.raises(Invalid):
        polls.cast_vote(
            db.session.scalars(select(Poll)).one(),
            option_id=int(morning),
            participant="x",
            secret=SECRET,
        )


def test_one_vote_for_each_participant_and_nobody_can_tell_whose(live: Session, team: Team) -> None:
    poll = poll_of(live, team)
    first, second = [option.id for option in poll.options]
    for participant, chosen in [("a", first), ("a", second), ("b", second), ("b", second)]:
        polls.cast_vote(poll, option_id=chosen, participant=participant, secret=SECRET)
    factories.store()
    result = queries_live.list_polls(live, ("open",))[0]
    assert [count for _title, count in result.rows] == [0, 2]
    other = poll_of(live, team)
    polls.cast_vote(other, option_id=other.options[0].id, participant="a", secret=SECRET)
    digests = db.session.scalars(select(Vote.voter_digest)).all()
    assert len(set(digests)) == 3  # the same participant looks different in each poll
    told = db.session.scalars(select(Event).where(Event.kind == "VoteCast")).all()
    assert {(event.actor_id, str(event.facts)) for event in told} == {(None, "{}")}
    with pytest.raises(Invalid):
        polls.cast_vote(poll, option_id=other.options[0].id, participant="c", secret=SECRET)
    with pytest.raises(NotAllowed):
        polls.make_poll(team.officer, live, title="Ai?", options=["A", "B"])


def queue_up(session: Session, number: int, place: Neighbourhood | None = None) -> Speaker:
    speaker = speaking.ask_to_speak(
        Actor(),
        session,
        display=f"Bà con ghế {number}",
        neighbourhood=place,
        participant=device(number),
    )
    factories.store()
    return speaker


def test_speakers_queue_once_are_called_timed_and_forgotten(
    ward: Ward, live: Session, team: Team, client: StrictClient, browser: Browser
) -> None:
    path = f"{address_of(live, ward)}/truc-tiep"
    form = client.get(f"{path}/phat-bieu")
    client.submit(form, {"display": ""}, button="Lấy số", status=422)
    own = client.follow(client.submit(form, {"display": "Bà Lan, hàng 3"}, button="Lấy số"))
    assert "số 1" in own.heading
    client.post(
        f"{path}/phat-bieu", data={"display": "Bà Lan"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    queue_up(live, 2)
    assert [one.number for one in queries_live.get_board(ward, live).queue] == [1, 2]
    assert "Bà Lan" not in client.get(path).words  # words of strangers: only once called
    leader = browser(team.leader)
    leader.post(
        f"/can-bo/doi-thoai/{live.code}/dieu-hanh/phat-bieu/1/moi",
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert "Bà Lan, hàng 3" in client.get(path).words
    second = queries_live.get_speaker(live, 2)
    with clock.at(clock.now() + dt.timedelta(seconds=90)):
        speaking.call_speaker(team.leader, second)  # the first one's turn ends with it
    first = queries_live.get_speaker(live, 1)
    db.session.refresh(first)
    assert first.state == "done"
    assert 88 <= (first.ended_at - first.called_at).total_seconds() <= 92
    with pytest.raises(NotAllowed):
        speaking.finish_speaker(team.officer, second)


def test_leaving_the_queue_is_the_persons_own_and_erases(
    ward: Ward, live: Session, client: StrictClient, new_client: Callable[[], StrictClient]
) -> None:
    path = f"{address_of(live, ward)}/truc-tiep/phat-bieu"
    client.submit(client.get(path), {"display": "Ông Tư"}, button="Lấy số")
    own = {"Sec-Fetch-Site": "same-origin"}
    new_client().post(f"{path}/1/thoi", headers=own, status=404)
    left = client.follow(client.submit(client.get(path), button="Tôi không phát biểu nữa"))
    assert left.form("Lấy số") is not None
    speaker = db.session.scalars(select(Speaker)).one()
    assert (speaker.state, speaker.display, speaker.participant_digest) == ("left", "", "")


def test_names_of_speakers_are_erased_a_while_after(live: Session, team: Team) -> None:
    queue_up(live, 1)
    erase_old_speakers()
    assert db.session.scalars(select(Speaker.display)).one() == "Bà con ghế 1"
    with clock.at(clock.now() + dt.timedelta(days=40)):
        erase_old_speakers()
    assert db.session.scalars(select(Speaker.display)).one() == ""


def test_the_chair_sees_who_is_not_heard(live: Session, team: Team) -> None:
    places = [Neighbourhood(ward_id=live.ward_id, name=f"Khu phố thử {n}") for n in range(3)]
    db.session.add_all(places)
    factories.store()
    heard = approve(ask(live, "Câu hỏi của khu một", neighbourhood=places[0]).question, team)
    approve(ask(live, "Câu hỏi của khu hai", neighbourhood=places[1]).question, team)
    stage.mark_answered(team.leader, heard)
    with clock.at(clock.now() - dt.timedelta(minutes=2)):
        speaking.call_speaker(team.leader, queue_up(live, 1, places[2]))
    speaking.finish_speaker(team.leader, queries_live.get_speaker(live, 1))
    shares = queries_shares.get_shares(live)
    by_name = {share.name: share for share in shares.places}
    assert [share.name for share in shares.places if share.is_unheard] == [places[1].name]
    assert by_name[places[0].name].answered == 1
    assert 118 <= by_name[places[2].name].seconds <= 122
    assert (shares.sources["live"].asked, shares.sources["live"].answered) == (2, 1)
    assert shares.sources["advance"].asked == 0


def closed_with(live: Session, team: Team, asked: Asked) -> Report:
    close_session(team.leader, live)
    factories.store()
    sweep()
    db.session.expire_all()
    return db.session.get_one(Report, asked.question.report_id)


def test_what_was_not_answered_becomes_a_case_of_the_same_asker(
    mails: Callable[[], list[EmailMessage]],
    ward: Ward,
    live: Session,
    team: Team,
    client: StrictClient,
) -> None:
    asked = ask(live, "Bao giờ hẻm 48 hết ngập nước?", email="an@vidu.example", phone="0903111222")
    joined = ask(live, "Hẻm 48 ngập mãi, khi nào xong?", email="binh@vidu.example")
    done = on_board(live, team, "Câu này đã trả lời xong")
    unread = ask(live, "Câu này chưa ai kịp đọc cả")
    approve(asked.question, team)
    merge_question(team.clerk, joined.question, into=asked.question)
    stage.mark_answered(team.leader, done)
    report = closed_with(live, team, asked)
    assert report.kind == "question" and report.text == asked.question.text
    assert report.due_at is not None and report.contact.email == "an@vidu.example"
    assert has_pin(report, asked.pin, current_app.config["SECRET_KEY"])
    assert [done.report_id, joined.question.report_id, unread.question.report_id] == [None] * 3
    told = {
        mail["To"]: mail["Subject"] + mail.get_content() for mail in mails()
    }  # the last to each
    assert report.code in told["an@vidu.example"]
    assert joined.question.code in told["binh@vidu.example"]
    assert report.code not in told["binh@vidu.example"]  # it is another person's case
    assert not [words for words in told.values() if asked.pin in words]

    page = client.get(f"/tra-cuu?ma={report.code}")
    mine = client.follow(client.submit(page, {"pin": asked.pin}))
    assert report.code in mine.words
    public = client.get(address_of(live, ward))
    assert asked.question.public_text in public.words
    assert report.code not in public.words  # nobody may read the case yet

    approve(unread.question, team)  # read only now: it is not lost
    sweep()
    db.session.expire_all()
    assert unread.question.report_id is not None
    assert db.session.scalar(select(func.count()).select_from(Report)) == 2
    factories.bring_to(report, team, "published")
    factories.store()
    link = client.get(address_of(live, ward)).link(f"Vụ việc {report.code}")
    assert link.endswith(report.code)


def test_an_asker_with_an_account_keeps_the_case(live: Session, team: Team) -> None:
    resident = people.as_actor(people.make_resident())
    asked = ask(live, "Câu hỏi của người có tài khoản", by=resident)
    approve(asked.question, team)
    report = closed_with(live, team, asked)
    assert report.account_id == resident.account_id
    assert report.pin_digest == ""


def test_the_end_ends_everything(live: Session, team: Team) -> None:
    poll = poll_of(live, team)
    speaking.call_speaker(team.leader, queue_up(live, 1))
    question = on_board(live, team, "Câu hỏi còn lại")
    close_session(team.leader, live)
    factories.store()
    db.session.refresh(poll)
    assert poll.state == "closed"
    assert db.session.scalars(select(Speaker.state)).one() == "done"
    with pytest.raises(DomainError):
        queue_up(live, 2)
    with pytest.raises(DomainError):
        stage.show_question(team.leader, question)
    with pytest.raises(DomainError):
        stage.mark_answered(team.leader, question)


def test_an_answer_is_written_down_until_the_results_are_published(
    live: Session, team: Team
) -> None:
    question = on_board(live, team, "Câu hỏi còn ghi tiếp")
    stage.mark_answered(team.leader, question)
    close_session(team.leader, live)
    seen = stage.note_answer(team.clerk, question, text="Ghi thêm.", seen=stage.version_of(""))
    publish(team, live, question)
    with pytest.raises(DomainError):
        stage.note_answer(team.clerk, question, text="Sửa lại.", seen=seen)


def test_only_those_who_lead_open_the_page(live: Session, team: Team, browser: Browser) -> None:
    path = f"/can-bo/doi-thoai/{live.code}/dieu-hanh"
    for who, status in [(team.officer, 403), (team.supervisor, 403), (team.clerk, 200)]:
        browser(who).get(path, status=status)
        browser(who).get(f"{path}/bang", status=status)
    with count_queries(at_most=40):
        browser(team.leader).get(path)


def test_opening_and_closing_by_the_buttons(
    announced: Session, team: Team, ward: Ward, client: StrictClient, browser: Browser
) -> None:
    leader = browser(team.leader)
    assert (
        "từ một giờ trước giờ bắt đầu"
        in leader.get(f"/can-bo/doi-thoai/{announced.code}/dieu-hanh").words
    )
    announced.starts_at = clock.now()
    factories.store()
    page = leader.get(f"/can-bo/doi-thoai/{announced.code}")
    page = leader.follow(leader.submit(page, button="Khai mạc buổi đối thoại"))
    assert re.search("Theo dõi trực tiếp", client.get(address_of(announced, ward)).words)
    stale = page
    page = leader.follow(leader.submit(page, button="Kết thúc buổi đối thoại"))
    assert page.heading == announced.title
    leader.submit(stale, button="Kết thúc buổi đối thoại", status=409)
    assert "đã kết thúc" in client.get(f"{address_of(announced, ward)}/truc-tiep").words
    assert questions.list_board(announced) == []
