"""Checking a slip: filed then, not altered; nobody learns of a private case; the proof stands alone."""

import json
from collections.abc import Callable

import pytest
from flask import Flask

from citizen_app.core import proofs
from citizen_app.core.db import db
from citizen_app.feedback.commands.erase import erase_report_data
from citizen_app.seals.commands import seal_new_events
from citizen_app.seals.slips import Standing, Words, check_slip, proof_of_slip
from citizen_app.wards.models import Ward
from tests.seals.tampering import add_events, tamper
from tests.support import factories
from tests.support.client import Page, StrictClient
from tests.support.factories import Sent, Team

FORM = "/minh-bach/niem-phong/kiem-tra"
SLIP = "/minh-bach/niem-phong/phieu/"
BUTTON = "Kiểm tra phiếu"


@pytest.fixture
def team(ward: Ward) -> Team:
    return factories.team_of(ward)


@pytest.fixture
def sent(ward: Ward) -> Sent:
    """A report among other events, sealed."""
    add_events(5)
    sent = factories.send(ward)
    add_events(6)
    seal_new_events()
    return sent


def test_a_sealed_report(sent: Sent) -> None:
    found = check_slip(sent.report)
    assert (found.standing, found.words, found.steps_wait) == (Standing.WHOLE, Words.SAME, False)


def test_a_report_that_waits_for_its_seal(ward: Ward) -> None:
    sent = factories.send(ward)
    assert check_slip(sent.report).standing is Standing.WAITING
    seal_new_events()
    assert check_slip(sent.report).standing is Standing.WHOLE


def test_later_steps_wait_for_their_seal(sent: Sent, team: Team) -> None:
    factories.receive(sent.report, team)
    factories.store()
    found = check_slip(sent.report)
    assert (found.standing, found.steps_wait) == (Standing.WHOLE, True)


ALTERATIONS = {
    "its event": "update event set facts = '{}' where kind = 'ReportSubmitted'",
    "a later step": "update event set facts = '{}' where kind = 'DueDateSet'",
    "the event of its filing removed": "delete from event where kind = 'ReportSubmitted'",
    "the time of the case": "update report set sent_at = '2026-01-05 00:00:00.000000'",
    "the words of the case": "update report set text = 'khác'",
    "the seal's root": "update event_seal set root = previous",
}


@pytest.mark.parametrize("what", ALTERATIONS)
def test_what_was_altered_shows(sent: Sent, what: str) -> None:
    report = sent.report
    tamper(ALTERATIONS[what])
    assert check_slip(report).standing is Standing.ALTERED


def test_erased_words_leave_the_seal_and_no_salt(sent: Sent) -> None:
    erase_report_data(sent.sender, sent.report)
    factories.store()
    found = check_slip(sent.report)
    assert (found.standing, found.words) == (Standing.WHOLE, Words.ERASED)
    assert db.session.execute(db.text("select count(*) from sent_words")).scalar() == 0
    proof = proof_of_slip(sent.report, found, for_sender=True)
    assert proof is not None and "words" not in proof


def test_what_was_screened_for_the_public_leaves_the_sent_words(sent: Sent, team: Team) -> None:
    """The clerk's wording is another column; the original stays as it was sent."""
    factories.receive(sent.report, team, public_text="Đèn hẻm 48 tắt.")
    factories.store()
    assert check_slip(sent.report).words is Words.SAME


def test_the_proof_holds_alone_and_tells_of_nobody_else(sent: Sent) -> None:
    found = check_slip(sent.report)
    proof = proof_of_slip(sent.report, found, for_sender=False)
    assert proof is not None
    assert proofs.problems_of_proof(proof) == []
    assert set(proof["event"]) == {"at", "code", "kind", "words"}
    assert sent.report.text not in json.dumps(proof, ensure_ascii=False)
    own = proof_of_slip(sent.report, found, for_sender=True)
    assert own is not None and own["words"]["text"] == sent.report.text
    assert proofs.problems_of_proof(own) == []
    own["words"]["text"] += "."
    assert proofs.problems_of_proof(own) == ["the words are not those that were sent"]


def ask(client: StrictClient, code: str, pin: str = "", status: int = 303) -> Page:
    page = client.get(FORM)
    return client.submit(page, {"code": code, "pin": pin}, button=BUTTON, status=status)


def test_the_sender_checks_with_code_and_pin(sent: Sent, client: StrictClient) -> None:
    page = client.follow(ask(client, sent.report.code, sent.pin))
    assert page.heading == "Phản ánh còn nguyên như lúc gửi"
    proof = json.loads(client.get(page.link("Lưu bằng chứng")).text)
    assert proof["words"]["text"] == sent.report.text
    assert proofs.problems_of_proof(proof) == []


def test_everybody_checks_a_public_case_by_its_code(
    sent: Sent, team: Team, client: StrictClient
) -> None:
    factories.bring_to(sent.report, team, "published")
    page = client.follow(ask(client, sent.report.code.lower()))
    assert page.heading == "Phản ánh còn nguyên như lúc gửi"
    proof = json.loads(client.get(page.link("Lưu bằng chứng")).text)
    assert "words" not in proof
    assert proofs.problems_of_proof(proof) == []


def test_strangers_cannot_tell_a_private_case_from_none(
    app: Flask, sent: Sent, new_client: Callable[[], StrictClient]
) -> None:
    """Word for word the same answers: without PIN, with a wrong one, on the page and on the file."""
    real, unreal = sent.report.code, "PA-7K3M-9QXD"
    unreal = next(c for c in codes() if c != real)

    def answers(code: str) -> list[tuple[int, str]]:
        client = new_client()
        pages = [
            ask(client, code, status=422),
            ask(client, code, "000000", status=422),
            client.get(SLIP + code, status=302),
            client.get(f"{SLIP}{code}/bang-chung.json", status=302),
        ]
        told = [(p.status_code, (p.text + p.headers.get("Location", ""))) for p in pages]
        return [(status, text.replace(code, "CODE")) for status, text in told]

    assert answers(real) == answers(unreal)


def codes() -> list[str]:
    from citizen_app.core.ids import new_code

    return [new_code("PA") for _ in range(2)]


def test_a_wrong_code_says_how_to_mend_it(client: StrictClient) -> None:
    page = ask(client, "PA-1111", status=422)
    assert page.errors == ["Mã gõ thừa, thiếu hoặc sai chữ. Xin bà con so lại với phiếu."]


def test_pins_are_not_guessed_here_either(sent: Sent, client: StrictClient) -> None:
    wrong = "000000" if sent.pin != "000000" else "111111"
    for _ in range(6):
        ask(client, sent.report.code, wrong, status=422)
    page = client.get(FORM)
    done = client.submit(
        page, {"code": sent.report.code, "pin": sent.pin}, button=BUTTON, status=429
    )
    assert done.status_code == 429
