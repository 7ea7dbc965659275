"""Those who asked confirm or dispute: nobody else, once, in time; a leader answers; no name is shown."""

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from citizen_app.accounts.models import Account
from citizen_app.commitments import commands, policies, queries
from citizen_app.commitments.commands import voices
from citizen_app.commitments.models import Commitment, Voice
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition, NotAllowed
from citizen_app.core.events import Event
from citizen_app.core.files.attachments import attachments_of
from citizen_app.feedback.commands.erase import erase_report_data
from citizen_app.feedback.commands.merging import merge_report
from citizen_app.wards.models import Ward
from tests.commitments.kept import done, evidence, finish, promised, say, working_day
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team, team_of
from tests.support.queries import count_queries

Browser = Callable[[Actor], StrictClient]
WORDS = "Còn hai đèn cuối hẻm chưa sáng."
OWN_BUDGET = 16


@pytest.fixture
def team(ward: Ward) -> Team:
    return team_of(ward)


@pytest.fixture
def browser(app: Flask) -> Browser:
    return lambda actor: people.browser_of(app, db.session.get_one(Account, actor.account_id))


def counts(commitment: Commitment) -> tuple[int, int, str]:
    db.session.refresh(commitment)
    standing = policies.standing(commitment)
    return commitment.confirmed_count, commitment.disputed_count, standing


def test_a_stranger_can_say_nothing(ward: Ward, team: Team, client: StrictClient) -> None:
    made, other = done(ward, team), done(ward, team)
    resident = people.as_actor(people.make_resident())
    for who in (Actor(), other.sent.sender, resident, team.officer, team.leader):
        with pytest.raises(NotAllowed):
            say(made, "confirmed", by=who)
    path = f"/tra-cuu/cam-ket/{made.commitment.code}/{made.code}"
    assert "/tra-cuu" in client.get(path, status=302).headers["Location"]
    client.post(path, data={"verdict": "confirmed"}, status=303)
    assert counts(made.commitment) == (0, 0, "done")


def test_the_sender_confirms_and_changes_to_a_dispute(
    ward: Ward, team: Team, client: StrictClient, new_client: Callable[[], StrictClient]
) -> None:
    made = done(ward, team)
    mine = new_client()
    own = pages.unlock(mine, made.code, made.sent.pin)
    page = mine.get(
        own.link(f"Xem việc đã làm và cho biết đã xong thật chưa {made.commitment.code}")
    )
    page = mine.follow(mine.submit(page, {"verdict": "confirmed"}, button="Gửi ý kiến"))
    assert "đã xác nhận" in page.words
    assert counts(made.commitment) == (1, 0, "confirmed")
    refused = mine.submit(
        page, {"verdict": "disputed", "text": ""}, button="Gửi ý kiến", status=422
    )
    assert refused.errors
    fields = {"verdict": "disputed", "text": WORDS, "photos": factories.photo()}
    mine.follow(mine.submit(refused, fields, button="Gửi ý kiến"))
    assert counts(made.commitment) == (0, 1, "disputed")
    assert db.session.scalar(select(func.count()).select_from(Voice)) == 1
    public = client.get(f"/p/{ward.path_id}/cam-ket/{made.commitment.code}")
    assert WORDS not in public.text  # only after a check
    token = attachments_of(made.commitment.voices[0], public_only=False)[0].token
    client.get(f"/tep-cam-ket/{token}/nho.jpg", status=404)
    board = client.get(f"/p/{ward.path_id}/cam-ket?xem=chua-dong-y")
    assert made.commitment.code in board.text


def test_the_same_once_more_changes_nothing(ward: Ward, team: Team) -> None:
    made = done(ward, team)
    for _ in range(3):
        say(made, "disputed", WORDS)
    said = select(func.count()).where(Event.kind == "CommitmentDisputed")
    assert db.session.scalar(said) == 1 and counts(made.commitment)[:2] == (0, 1)


def test_the_database_takes_one_voice_of_each_asker(ward: Ward, team: Team) -> None:
    made = done(ward, team)
    first = say(made, "confirmed")
    second = {c.name: getattr(first, c.name) for c in Voice.__table__.columns if c.name != "id"}
    db.session.add(Voice(**second))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_before_it_is_done_and_after_the_window_nobody_speaks(ward: Ward, team: Team) -> None:
    made = promised(ward, team)
    with pytest.raises(InvalidTransition):
        say(made, "confirmed")
    finish(made.commitment, team.officer)
    until = policies.voices_until(made.commitment)
    assert until is not None and until >= clock.end_of_day(
        clock.today() + dt.timedelta(days=15)
    )  # a day off does not end it
    with clock.at(until + dt.timedelta(seconds=1)), pytest.raises(InvalidTransition):
        say(made, "disputed", WORDS)
    with clock.at(until):
        say(made, "disputed", WORDS)
    with clock.at(until + dt.timedelta(days=1)), pytest.raises(InvalidTransition):
        say(made, "confirmed")  # nor is it changed any more


def test_those_whose_case_was_joined_speak_each_for_themselves(ward: Ward, team: Team) -> None:
    made = done(ward, team)
    other = factories.send(ward)
    factories.receive(other.report, team)
    merge_report(team.clerk, other.report, into=made.sent.report)
    factories.store()
    say(made, "confirmed")
    voices.speak(
        other.sender, made.commitment, code=other.report.code, verdict="disputed", text=WORDS
    )
    assert counts(made.commitment) == (1, 1, "disputed")
    with pytest.raises(NotAllowed):  # not with another's code
        voices.speak(other.sender, made.commitment, code=made.code, verdict="confirmed")


def test_one_account_with_two_joined_cases_has_one_voice(ward: Ward, team: Team) -> None:
    lan = people.as_actor(people.make_resident())
    made = done(ward, team, by=lan)
    second = factories.send(ward, by=lan)
    factories.receive(second.report, team)
    merge_report(team.clerk, second.report, into=made.sent.report)
    factories.store()
    say(made, "confirmed", by=lan)
    voices.speak(lan, made.commitment, code=second.report.code, verdict="disputed", text=WORDS)
    assert counts(made.commitment) == (0, 1, "disputed")


def test_a_leader_answers_and_lets_words_through(
    ward: Ward,
    team: Team,
    client: StrictClient,
    browser: Browser,
    mails: Callable[[], list[EmailMessage]],
) -> None:
    made = done(ward, team, email="lan@example.com")
    say(made, "disputed", f"{WORDS} Gọi tôi 0903 111 222.")
    leader_mail = db.session.get_one(Account, team.leader.account_id).email
    told = [m for m in mails() if m["To"] == leader_mail and made.commitment.code in m["Subject"]]
    assert told and "0903" not in told[-1].get_content()
    leader, path = browser(team.leader), f"/can-bo/cam-ket/{made.commitment.code}"
    assert made.commitment.code in leader.get("/can-bo/cam-ket").words
    assert "chờ anh/chị trả lời" not in browser(team.officer).get("/can-bo/cam-ket").words
    page = leader.get(path)
    fields = {"answer": "Hai đèn đã được thay sáng nay."}
    refused = leader.submit(page, fields, button="Gửi trả lời", status=422)
    assert "0903 111 222" in refused.errors[0]  # the words still name somebody
    fields["public_text"] = WORDS
    leader.follow(leader.submit(refused, fields, button="Gửi trả lời"))
    public = client.get(f"/p/{ward.path_id}/cam-ket/{made.commitment.code}").words
    assert WORDS in public and "Hai đèn đã được thay" in public and "0903" not in public
    assert counts(made.commitment) == (0, 1, "disputed")  # it stays counted
    answered = [m for m in mails() if m["To"] == "lan@example.com"][-1]
    assert "Hai đèn đã được thay" in answered.get_content()
    leader.get(path)  # nothing waits any more
    assert "chờ anh/chị trả lời" not in leader.get("/can-bo/cam-ket").words


def test_nobody_judges_their_own_report(ward: Ward, team: Team) -> None:
    made = promised(ward, team)
    finish(made.commitment, team.leader)
    voice = say(made, "disputed", WORDS)
    with pytest.raises(NotAllowed):
        voices.answer_dispute(team.leader, made.commitment, voice.id, answer="Đã xong.")
    for other in (team.officer, team.supervisor, Actor()):
        with pytest.raises(NotAllowed):
            voices.answer_dispute(other, made.commitment, voice.id, answer="x")
        with pytest.raises(NotAllowed):
            voices.reopen_commitment(other, made.commitment, voice.id, answer="x")
    voices.reopen_commitment(team.leader, made.commitment, voice.id, answer="Chưa xong thật.")
    assert made.commitment.state == "in_progress"


def test_reopened_it_needs_new_evidence_and_new_voices(
    ward: Ward, team: Team, client: StrictClient, browser: Browser
) -> None:
    made = done(ward, team)
    say(made, "disputed", WORDS)
    leader, path = browser(team.leader), f"/can-bo/cam-ket/{made.commitment.code}"
    fields = {"answer": "Đúng là còn hai đèn.", "public_text": ""}
    leader.follow(leader.submit(leader.get(path), fields, button="Mở lại cam kết"))
    assert counts(made.commitment) == (0, 0, "in_progress")
    public = client.get(f"/p/{ward.path_id}/cam-ket/{made.commitment.code}").words
    assert "Đã thay 12 đèn." in public and "Đúng là còn hai đèn." in public and WORDS not in public
    with pytest.raises(Invalid) as refused:
        commands.finish_commitment(team.officer, made.commitment, outcome="Xong lần hai.")
    assert refused.value.field == "after"
    with clock.at(clock.now() + dt.timedelta(minutes=1)):
        commands.finish_commitment(
            team.officer, made.commitment, outcome="Xong lần hai.", evidence=evidence()
        )
        factories.store()
        assert counts(made.commitment) == (0, 0, "done")
        say(made, "confirmed")
        assert counts(made.commitment) == (1, 0, "confirmed")
    assert db.session.scalar(select(func.count()).select_from(Voice)) == 2


def test_a_changed_dispute_waits_for_an_answer_again(ward: Ward, team: Team) -> None:
    made = done(ward, team)
    voice = say(made, "disputed", WORDS)
    voices.answer_dispute(
        team.leader, made.commitment, voice.id, answer="Đã thay.", public_text=WORDS
    )
    with pytest.raises(InvalidTransition):
        voices.answer_dispute(team.leader, made.commitment, voice.id, answer="Lần nữa.")
    again = say(made, "disputed", "Vẫn chưa sáng.")
    assert again.id == voice.id and again.public_text == "" and again.answered_at is None
    assert policies.open_disputes(made.commitment)


def test_figures_tell_kept_from_disputed(ward: Ward, team: Team) -> None:
    kept, disputed, _open = done(ward, team), done(ward, team), promised(ward, team)
    say(kept, "confirmed")
    say(disputed, "disputed", WORDS)
    figures = queries.ward_figures(ward)
    assert (figures.kept, figures.disputed, figures.open, figures.late) == (1, 1, 1, 0)
    assert figures.total == 3 and figures.soon in (0, 1)


def test_what_an_asker_erases_is_gone(ward: Ward, team: Team, browser: Browser) -> None:
    made = done(ward, team)
    photo = factories.read_photo(factories.photo()[0])
    voice = voices.speak(
        made.sent.sender,
        made.commitment,
        code=made.code,
        verdict="disputed",
        text=WORDS,
        photos=[photo],
    )
    erase_report_data(made.sent.sender, made.sent.report)
    factories.store()
    assert voice.text == "" and not attachments_of(voice, public_only=False)
    page = browser(team.leader).get(f"/can-bo/cam-ket/{made.commitment.code}")
    assert WORDS not in page.words


def test_events_hold_no_words_of_askers(ward: Ward, team: Team) -> None:
    made = done(ward, team)
    voice = say(made, "disputed", WORDS)
    voices.reopen_commitment(
        team.leader, made.commitment, voice.id, answer="Mở lại.", public_text=WORDS
    )
    factories.store()
    assert not [e.id for e in db.session.scalars(select(Event)) if WORDS in str(e.facts)]


def test_voices_are_limited(ward: Ward, team: Team, new_client: Callable[[], StrictClient]) -> None:
    made = done(ward, team)
    mine = new_client()
    pages.unlock(mine, made.code, made.sent.pin)
    path = f"/tra-cuu/cam-ket/{made.commitment.code}/{made.code}"
    page = mine.get(path)
    for number in range(20):
        fields = {"verdict": "disputed", "text": f"{WORDS} {number}"}
        mine.submit(page, fields, button="Gửi ý kiến")
    fields = {"verdict": "disputed", "text": "thêm nữa"}
    mine.submit(page, fields, button="Gửi ý kiến", status=429)


def test_the_own_page_costs_a_fixed_number_of_queries(
    ward: Ward, team: Team, new_client: Callable[[], StrictClient]
) -> None:
    made = done(ward, team)
    mine = new_client()
    pages.unlock(mine, made.code, made.sent.pin)
    path = f"/tra-cuu/cam-ket/{made.commitment.code}/{made.code}"
    with count_queries(at_most=OWN_BUDGET):
        mine.get(path)
    assert working_day(ward) == made.commitment.due_on
