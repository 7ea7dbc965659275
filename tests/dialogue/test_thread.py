"""A question's thread: from asking to what was done, for everyone and for those who asked."""

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask

from citizen_app.commitments import commands
from citizen_app.commitments.commands import voices
from citizen_app.commitments.models import Commitment
from citizen_app.commitments.policies import standing
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotAllowed
from citizen_app.core.web import page_cache
from citizen_app.dialogue.commands.announce import announce_session
from citizen_app.dialogue.commands.joining import merge_question
from citizen_app.dialogue.commands.leaving import erase_question_data
from citizen_app.dialogue.commands.moderate import refuse_question
from citizen_app.dialogue.commands.plan import plan_session
from citizen_app.dialogue.commands.running import close_session, open_session
from citizen_app.dialogue.models import Session
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Neighbourhood, Ward
from tests.commitments.kept import evidence
from tests.dialogue.minutes import publish
from tests.dialogue.plans import TEXT, Asked, approve, ask, plan
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team
from tests.support.queries import count_queries

Browser = Callable[[Actor], StrictClient]
NewClient = Callable[[], StrictClient]
ANSWER = "Tháng tới phường khởi công cống mới trong hẻm 48."
PROMISE = "Làm xong cống mới hẻm 48"
THREAD_BUDGET, OWN_BUDGET, SESSION_BUDGET = 19, 25, 20
WRONG = "không khớp"


def path_of(ward: Ward, asked: Asked) -> str:
    question = asked.question
    return f"/p/{ward.path_id}/doi-thoai/{question.session.code}/cau-hoi/{question.code}"


def opened_by(client: StrictClient, asked: Asked, pin: str = "", status: int = 303) -> StrictClient:
    page = client.get("/tra-cuu")
    fields = {"code": asked.question.code, "pin": pin or asked.pin}
    client.submit(page, fields, button="Mở phản ánh", status=status)
    return client


def said(asked: Asked) -> None:
    """What the colleague at the keyboard writes as it is spoken."""
    asked.question.answer, asked.question.answered_at = ANSWER, clock.now()
    asked.question.outcome = "assigned"
    db.session.flush()


def held(session: Session, team: Team, *answered: Asked) -> Session:
    """Hold a session to its end, with some answers; what is promised comes with the results."""
    with clock.at(session.starts_at):
        open_session(team.leader, session)
        for one in answered:
            said(one)
    with clock.at(session.ends_at):
        close_session(team.leader, session)
        factories.store()
    return session


def promise(ward: Ward, team: Team, asked: Asked, days: int = 10) -> Commitment:
    calendar = wards.calendar_of(ward.id)
    due = calendar.add_working_days(clock.today(), days)
    made = commands.make_commitment(
        team.leader, ward, text=PROMISE, due_on=due, subject=asked.question
    )
    factories.store()
    return made


def published(ward: Ward, team: Team, session: Session, asked: Asked) -> Commitment:
    """Hold it, publish the results, promise something about one question."""
    held(session, team, asked)
    with clock.at(session.ends_at + dt.timedelta(days=1)):
        publish(team, session, asked.question)
        return promise(ward, team, asked)


@pytest.fixture
def asked(announced: Session, team: Team) -> Asked:
    one = ask(announced, email="an@vidu.example")
    approve(one.question, team)
    return one


def after(session: Session) -> dt.datetime:
    return session.ends_at + dt.timedelta(days=2)


def test_code_and_pin_of_a_question_open_it_and_tries_are_limited(
    announced: Session, team: Team, new_client: NewClient
) -> None:
    """It is not on the board: nobody but the asker may see it."""
    mine, other = ask(announced), ask(announced, "Câu khác về hẻm 50, xin trả lời giúp?")
    stranger = new_client()
    stranger.get(f"/tra-cuu/cau-hoi/{mine.question.code}", status=302)
    wrong = "000000" if mine.pin != "000000" else "000001"
    page = stranger.get("/tra-cuu")
    for _ in range(6):
        fields = {"code": mine.question.code, "pin": wrong}
        assert WRONG in stranger.submit(page, fields, button="Mở phản ánh", status=422).errors[0]
    fields = {"code": mine.question.code, "pin": mine.pin}
    stranger.submit(page, fields, button="Mở phản ánh", status=429)
    opened = opened_by(new_client(), other)
    assert other.question.text in opened.get(f"/tra-cuu/cau-hoi/{other.question.code}").words
    opened.get(f"/tra-cuu/cau-hoi/{mine.question.code}", status=302)
    again = opened.get(f"/tra-cuu?ma={other.question.code}", status=302)
    assert again.headers["Location"].endswith(f"/tra-cuu/cau-hoi/{other.question.code}")


def test_nothing_of_a_question_shows_before_it_is_approved(
    ward: Ward, team: Team, announced: Session, client: StrictClient
) -> None:
    waiting, refused = ask(announced), ask(announced, "Câu không hợp lệ về ông hàng xóm?")
    refuse_question(team.clerk, refused.question, ground="off_topic", explanation="Ngoài chủ đề.")
    factories.store()
    for one in (waiting, refused):
        client.get(path_of(ward, one), status=404)
    client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}/cau-hoi/CH-khong", status=404)


def test_each_stage_says_what_comes_next(
    ward: Ward, team: Team, announced: Session, asked: Asked, client: StrictClient
) -> None:
    page = client.get(path_of(ward, asked))
    assert TEXT in page.words and "ủng hộ đến" in page.words
    assert "Sẽ được trả lời tại buổi đối thoại" in page.words
    board = client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}")
    assert board.link(TEXT) == path_of(ward, asked)
    held(announced, team, asked)
    with clock.at(after(announced)):
        page = client.get(path_of(ward, asked))
        assert ANSWER in page.words and "công bố cùng kết quả" in page.words
        publish(team, announced, asked.question)
        made = promise(ward, team, asked)
        page = client.get(path_of(ward, asked))
        assert PROMISE in page.words and "Hạn là ngày" in page.words
        commands.finish_commitment(team.officer, made, outcome="Cống đã xong.", evidence=evidence())
        factories.store()
        page = client.get(path_of(ward, asked))
        assert "Cống đã xong." in page.words and page.all(".thread .gallery img")
        back = client.get(f"/p/{ward.path_id}/cam-ket/{made.code}")
        assert back.link(TEXT) == path_of(ward, asked)
        assert announced.title in back.words


def test_a_joined_question_leads_to_the_one_it_was_joined_to(
    ward: Ward, team: Team, announced: Session, asked: Asked, client: StrictClient,
    new_client: NewClient,
) -> None:  # fmt: skip
    joined = ask(announced, "Hẻm 48 ngập hoài, bao giờ sửa cống?")
    merge_question(team.clerk, joined.question, into=asked.question)
    factories.store()
    moved = client.get(path_of(ward, joined), status=302)
    assert moved.headers["Location"].endswith(path_of(ward, asked))
    assert "Đã gộp 1 câu hỏi" in client.get(path_of(ward, asked)).words
    own = opened_by(new_client(), joined).get(f"/tra-cuu/cau-hoi/{joined.question.code}")
    assert TEXT in own.words and joined.question.text in own.words
    assert joined.question.text not in client.get(path_of(ward, asked)).words


def test_all_who_asked_speak_and_nobody_else(
    ward: Ward,
    team: Team,
    announced: Session,
    asked: Asked,
    new_client: NewClient,
    mails: Callable[[], list[EmailMessage]],
) -> None:
    joined = ask(announced, "Hẻm 48 ngập hoài, bao giờ sửa cống?", email="bay@vidu.example")
    merge_question(team.clerk, joined.question, into=asked.question)
    stranger = ask(announced, "Chợ tạm dời đi đâu, xin cho biết?")
    made = published(ward, team, announced, asked)
    with clock.at(after(announced)):
        commands.finish_commitment(team.officer, made, outcome="Đã xong.", evidence=evidence())
        factories.store()
        told = {m["To"] for m in mails() if "Đã xong." in m.get_content()}
        assert told == {"an@vidu.example", "bay@vidu.example"}
        mine = opened_by(new_client(), joined)
        own = mine.get(f"/tra-cuu/cau-hoi/{joined.question.code}")
        page = mine.get(own.link(f"Xem việc đã làm và cho biết đã xong thật chưa {made.code}"))
        fields = {"verdict": "disputed", "text": "Cống chưa đậy nắp."}
        mine.follow(mine.submit(page, fields, button="Gửi ý kiến"))
        voices.speak(asked.asker, made, code=asked.question.code, verdict="confirmed")
        with pytest.raises(NotAllowed):
            voices.speak(stranger.asker, made, code=stranger.question.code, verdict="confirmed")
        db.session.refresh(made)
        assert (made.confirmed_count, made.disputed_count) == (1, 1)
        assert standing(made) == "disputed"
        erase_question_data(joined.asker, joined.question)
        factories.store()
        assert {voice.text for voice in made.voices} == {""}


def test_an_unanswered_question_leads_to_its_case(
    app: Flask, ward: Ward, team: Team, announced: Session, asked: Asked, client: StrictClient
) -> None:
    """The colleague's closing makes the case; here it is made as any other."""
    held(announced, team)
    case = factories.published(ward, team)
    asked.question.report_id = case.report.id
    factories.store()
    with clock.at(after(announced)):
        page = client.get(path_of(ward, asked))
        link = page.link(f"Mở hồ sơ {case.report.code}")
        assert case.report.code in client.get(link).text
        case.report.visibility = "private"
        factories.store()
        page_cache.init_app(app)  # nobody recorded it
        words = client.get(path_of(ward, asked)).words
        assert case.report.code not in words and "trả lời bằng văn bản" in words


def test_small_numbers_by_neighbourhood_are_joined(
    ward: Ward, team: Team, announced: Session, asked: Asked, client: StrictClient
) -> None:
    places = [Neighbourhood(ward_id=ward.id, name=f"Khu phố thử {n}") for n in range(2)]
    db.session.add_all(places)
    db.session.flush()
    for number in range(7):
        place = places[0] if number < 6 else places[1]
        one = ask(announced, f"Hẻm 48 ngập, câu số {number}?", neighbourhood=place)
        merge_question(team.clerk, one.question, into=asked.question)
    factories.store()
    words = client.get(path_of(ward, asked)).words
    # One of them alone stands for nobody: with the six of the other all are "other neighbourhoods".
    assert places[1].name not in words and "nơi khác: 8" in words


def test_the_next_session_opens_with_the_promises_of_the_last(
    ward: Ward, team: Team, announced: Session, asked: Asked, client: StrictClient
) -> None:
    made = published(ward, team, announced, asked)
    with clock.at(after(announced)):
        following = plan_session(team.clerk, ward, plan(40, title="Đối thoại lần sau"))
        announce_session(team.leader, following)
        factories.store()
        page = client.get(f"/p/{ward.path_id}/doi-thoai/{following.code}")
        assert page.link(PROMISE).endswith(made.code)
        assert "Cam kết từ buổi đối thoại trước" in page.words
        first = client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}")
        assert "Cam kết từ buổi đối thoại trước" not in first.words


def test_pages_cost_a_fixed_number_of_queries(
    app: Flask, ward: Ward, team: Team, announced: Session, asked: Asked, client: StrictClient,
    new_client: NewClient,
) -> None:  # fmt: skip
    held(announced, team, asked)
    with clock.at(after(announced)):
        publish(team, announced, asked.question)
        for _ in range(4):
            promise(ward, team, asked)
        page_cache.init_app(app)
        with count_queries(at_most=THREAD_BUDGET):
            assert client.get(path_of(ward, asked)).words.count(PROMISE) >= 4
        with count_queries(at_most=SESSION_BUDGET):
            client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}")
        mine = opened_by(new_client(), asked)
        with count_queries(at_most=OWN_BUDGET):
            mine.get(f"/tra-cuu/cau-hoi/{asked.question.code}")


def test_an_account_opens_its_thread_without_a_pin(
    ward: Ward, team: Team, announced: Session, browser: Browser
) -> None:
    lan = people.as_actor(people.make_resident())
    mine = ask(announced, by=lan)
    approve(mine.question, team)
    made = published(ward, team, announced, mine)
    with clock.at(after(announced)):
        commands.finish_commitment(team.officer, made, outcome="Đã xong.", evidence=evidence())
        factories.store()
        client = browser(lan)
        own = client.get(f"/tra-cuu/cau-hoi/{mine.question.code}")
        page = client.get(own.link(f"Xem việc đã làm và cho biết đã xong thật chưa {made.code}"))
        client.follow(client.submit(page, {"verdict": "confirmed"}, button="Gửi ý kiến"))
    db.session.refresh(made)
    assert made.confirmed_count == 1
