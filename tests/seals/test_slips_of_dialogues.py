"""Slips of questions and registrations are checked like those of reports; strangers learn nothing."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, current_app

from citizen_app.core import ids, proofs
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.dialogue.commands.asking import Asking, ask_question
from citizen_app.dialogue.commands.leaving import erase_question_data, withdraw_question
from citizen_app.dialogue.commands.moderate import approve_question
from citizen_app.dialogue.commands.register import register
from citizen_app.dialogue.models import Question, QuestionWords, Session
from citizen_app.feedback.opening import SLIPS
from citizen_app.seals.commands import seal_new_events
from citizen_app.seals.kinds import KINDS
from citizen_app.seals.slips import Standing, Words, check_slip, proof_of_slip
from citizen_app.seals.words import KIND_WORDS
from citizen_app.teams.commands.filing import ask_question_for
from citizen_app.wards.models import Ward
from tests.dialogue import attending
from tests.seals.tampering import add_events, tamper
from tests.support import factories, people
from tests.support.client import Page, StrictClient
from tests.support.factories import Team
from tests.teams.conftest import Helping, helping, places, secret

__all__ = ["helping", "places"]

FORM, BUTTON = "/minh-bach/niem-phong/kiem-tra", "Kiểm tra phiếu"
SLIP = "/minh-bach/niem-phong/phieu/"
TEXT = "Bao giờ hẻm 48 hết ngập mỗi khi mưa lớn?"
WHOLE = {"CH": "Câu hỏi còn nguyên như lúc gửi", "DK": "Đăng ký còn nguyên như lúc gửi"}


@pytest.fixture
def team(ward: Ward) -> Team:
    return factories.team_of(ward)


@pytest.fixture
def session(team: Team) -> Session:
    return attending.announced(team)


def ask(session: Session, text: str = TEXT) -> tuple[Question, str]:
    asking = Asking(key=ids.new_token(), text=text)
    question, pin = ask_question(Actor(), session, asking, secret=secret())
    factories.store()
    return question, pin


def made(kind: str, session: Session) -> tuple[Any, str]:
    """A question or a registration with its PIN, under seal among other events."""
    add_events(5)
    if kind == "CH":
        thing, pin = ask(session)
    else:
        key = str(current_app.config["SECRET_KEY"])
        thing, pin = register(Actor(), session, attending.asked(2), secret=key)
        factories.store()
    add_events(6)
    return thing, pin


def check(client: StrictClient, code: str, pin: str = "", status: int = 303) -> Page:
    page = client.get(FORM)
    return client.submit(page, {"code": code, "pin": pin}, button=BUTTON, status=status)


def test_every_slip_that_opens_can_be_checked(app: Flask) -> None:
    own_number = {"TM"}  # leads to one of the others
    assert set(SLIPS) - own_number == set(KINDS) == set(KIND_WORDS)


@pytest.mark.parametrize("kind", ["CH", "DK"])
def test_waiting_then_whole_with_a_proof_that_holds_alone(
    kind: str, session: Session, client: StrictClient
) -> None:
    thing, pin = made(kind, session)
    waiting = client.follow(check(client, thing.code, pin))
    assert waiting.heading == "Đã gửi, chưa tới lượt niêm phong"
    client.get(f"{SLIP}{thing.code}/bang-chung.json", status=404)
    seal_new_events()
    page = client.get(f"{SLIP}{thing.code}")
    assert page.heading == WHOLE[kind] and thing.code in page.words
    proof = json.loads(client.get(page.link("Lưu bằng chứng")).text)
    assert proofs.problems_of_proof(proof) == []
    assert proofs.check_files({"proof.json": json.dumps(proof)}) == []
    assert proof["event"]["code"] == thing.code
    assert (proof.get("words", {}).get("text") == TEXT) is (kind == "CH")
    assert ("Lời câu hỏi" in page.words) is (kind == "CH")
    client.get(page.link("Xem tình trạng xử lý"))


ALTERATIONS = {
    "its event": ("CH", "update event set facts = '{}' where kind = 'QuestionSent'"),
    "a later step": ("CH", "update event set facts = '{}' where kind = 'QuestionApproved'"),
    "its filing removed": ("CH", "delete from event where kind = 'QuestionSent'"),
    "its time": ("CH", "update dialogue_question set sent_at = '2026-01-05 00:00:00.000000'"),
    "its words": ("CH", "update dialogue_question set text = 'khác'"),
    "the seal's root": ("CH", "update event_seal set root = previous"),
    "the event of a registration": (
        "DK",
        "update event set facts = '{}' where kind = 'DialogueRegistered'",
    ),
    "its day": ("DK", "update dialogue_registration set at = '2026-01-05 00:00:00.000000'"),
    "how many come": ("DK", "update dialogue_registration set people = 5"),
    "its code": ("DK", "update dialogue_registration set code = 'DK-7K3M-9QXD'"),
}


@pytest.mark.parametrize("what", ALTERATIONS)
def test_what_was_altered_shows(session: Session, team: Team, what: str) -> None:
    kind, statement = ALTERATIONS[what]
    thing, _pin = made(kind, session)
    if kind == "CH":
        approve_question(team.clerk, thing, public_text=TEXT, category=None)
        factories.store()
    seal_new_events()
    assert check_slip(thing).standing is Standing.WHOLE
    tamper(statement)
    db.session.refresh(thing)
    assert check_slip(thing).standing is Standing.ALTERED


def test_a_question_on_the_board_is_checked_by_everybody(
    session: Session, team: Team, client: StrictClient
) -> None:
    question, _pin = made("CH", session)
    approve_question(team.clerk, question, public_text="Khi nào hẻm 48 hết ngập?", category=None)
    factories.store()
    seal_new_events()
    page = client.follow(check(client, question.code.lower()))
    assert page.heading == WHOLE["CH"] and TEXT not in page.text
    proof = json.loads(client.get(page.link("Lưu bằng chứng")).text)
    assert "words" not in proof and proofs.problems_of_proof(proof) == []
    assert "Khi nào hẻm 48 hết ngập?" in client.get(page.link("Xem trang công khai")).words


@pytest.mark.parametrize("kind", ["CH", "DK"])
def test_strangers_cannot_tell_what_is_private_from_nothing(
    session: Session, kind: str, new_client: Callable[[], StrictClient]
) -> None:
    """Word for word the same answers: without PIN, with a wrong one, on the page and on the file."""
    thing, pin = made(kind, session)
    seal_new_events()
    wrong = "000000" if pin != "000000" else "111111"

    def answers(code: str) -> list[tuple[int, str]]:
        client = new_client()
        pages = [
            check(client, code, status=422),
            check(client, code, wrong, status=422),
            client.get(SLIP + code, status=302),
            client.get(f"{SLIP}{code}/bang-chung.json", status=302),
        ]
        told = [(p.status_code, p.text + p.headers.get("Location", "")) for p in pages]
        return [(status, text.replace(code, "CODE")) for status, text in told]

    assert answers(thing.code) == answers(ids.new_code(kind))


@pytest.mark.parametrize("kind", ["CH", "DK"])
def test_pins_are_not_guessed_here_either(
    session: Session, client: StrictClient, kind: str
) -> None:
    thing, pin = made(kind, session)
    wrong = "000000" if pin != "000000" else "111111"
    for _ in range(6):
        check(client, thing.code, wrong, status=422)
    check(client, thing.code, pin, status=429)


def test_erased_words_leave_the_seal_and_no_salt(session: Session) -> None:
    question, _pin = made("CH", session)
    asker = Actor(unlocked=frozenset({question.code}))
    withdraw_question(asker, question)
    erase_question_data(asker, question)
    factories.store()
    seal_new_events()
    found = check_slip(question)
    assert (found.standing, found.words) == (Standing.WHOLE, Words.ERASED)
    assert db.session.get(QuestionWords, question.id) is None
    proof = proof_of_slip(question, found, for_sender=True)
    assert proof is not None and "words" not in proof


def test_the_log_holds_a_digest_and_no_words(session: Session) -> None:
    question, _pin = ask(session)
    event = db.session.query(Event).filter_by(kind="QuestionSent").one()
    kept = db.session.get_one(QuestionWords, question.id)
    assert event.facts["words"] == proofs.words_digest(kept.salt, TEXT)
    assert "hẻm" not in json.dumps(event.facts, ensure_ascii=False)


def test_questions_of_before_say_that_their_words_are_not_sealed(
    session: Session, client: StrictClient
) -> None:
    question, pin = made("CH", session)
    tamper(f"delete from dialogue_question_words where question_id = {question.id}")
    event = db.session.query(Event).filter_by(kind="QuestionSent").one()
    old = json.dumps({k: v for k, v in event.facts.items() if k != "words"})
    tamper("update event set facts = :old where kind = 'QuestionSent'", old=old)
    seal_new_events()
    assert check_slip(question).words is Words.NOT_SEALED
    page = client.follow(check(client, question.code, pin))
    assert page.heading == WHOLE["CH"] and "Không niêm phong" in page.words


def test_who_asked_for_another_does_not_open_it_here(
    app: Flask, helping: Helping, client: StrictClient
) -> None:
    session = attending.announced(factories.team_of(helping.ward))
    asking = Asking(key="khoa-hoi-giup-0001", text=TEXT)
    asked = ask_question_for(helping.helper(), helping.taken(), session, asking, secret=secret())
    factories.store()
    helper = people.browser_of(app, helping.accounts[0])
    refused = check(helper, asked.code, asked.pin, status=422)
    assert "gửi giúp" in refused.errors[0]
    helper.get(SLIP + asked.code, status=302)
    assert client.follow(check(client, asked.code, asked.pin)).heading


@pytest.mark.parametrize("kind", ["CH", "DK"])
def test_the_own_page_leads_to_the_check(session: Session, client: StrictClient, kind: str) -> None:
    thing, pin = made(kind, session)
    page = client.get("/tra-cuu")
    own = client.follow(client.submit(page, {"code": thing.code, "pin": pin}))
    assert thing.code in client.get(own.link("Xem niêm phong của phiếu này")).words
