"""Minutes are signed: once per version, by account or by a link that ends; a change asks anew."""

import datetime as dt
import re
import threading
from collections.abc import Callable
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError, IntegrityError

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import (
    Invalid,
    InvalidTransition,
    NotAllowed,
    StaleVersion,
)
from citizen_app.dialogue import policies_minutes as policies
from citizen_app.dialogue import queries_minutes as queries
from citizen_app.dialogue.commands import signing
from citizen_app.dialogue.commands.minutes import close_held
from citizen_app.dialogue.minutes_body import digest_of
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_minutes import Signature, Signer, SigningLink, Verdict
from citizen_app.feedback.checking import KEEP, MASK, Decisions, findings_in
from citizen_app.wards.models import Ward
from tests.dialogue.minutes import (
    after,
    all_sign,
    conclude,
    minutes_of,
    named,
    room_question,
    sent,
    write,
)
from tests.dialogue.plans import approve, ask
from tests.support import factories
from tests.support.client import StrictClient, apart
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]
OWN = {"Sec-Fetch-Site": "same-origin"}
RESIDENT = (("Nguyễn Thị Tư", "tu@vidu.example"),)
NO_ACCOUNT = (("Nguyễn Thị Tư", ""),)


@pytest.fixture
def question(announced: Session, team: Team) -> Question:
    return approve(ask(announced).question, team)


def link_of(session: Session) -> SigningLink:
    minutes = minutes_of(session)
    resident = next(one for one in minutes.signing if one.account_id is None)
    found = queries.link_of(resident, minutes.newest)
    assert found is not None
    return found


def path_of(link: SigningLink) -> str:
    token = queries.token_of(link, current_app.config["SECRET_KEY"])
    return f"/ky-bien-ban/{link.code}/{token}"


def test_sent_minutes_are_kept_as_they_were(
    announced: Session, team: Team, question: Question
) -> None:
    with after(announced):
        write(team, announced, question)
        version = sent(team, announced)
        assert version.number == 1 and version.digest == digest_of(version.body)
        for statement in (
            "UPDATE dialogue_minutes_version SET digest = 'x'",
            "UPDATE dialogue_minutes_version SET body = '{}'",
            "DELETE FROM dialogue_minutes_version",
        ):
            with pytest.raises(DBAPIError):
                db.session.execute(sa.text(statement))
            db.session.rollback()
        assert minutes_of(announced).versions[0].digest == version.digest


def test_what_is_missing_keeps_minutes_from_being_sent(
    announced: Session, team: Team, question: Question
) -> None:
    with after(announced):
        conclude(team, announced)
        with pytest.raises(Invalid):  # nobody signs
            signing.send_minutes(team.clerk, announced)
        signing.name_signers(team.clerk, announced, named(team))
        factories.store()
        with pytest.raises(NotAllowed):  # the session is not closed
            signing.send_minutes(team.clerk, announced)
        write(team, announced, question, "")
        close_held(team.clerk, announced)
        factories.store()
        with pytest.raises(Invalid) as found:  # an answer without its outcome
            signing.send_minutes(team.clerk, announced)
        assert question.code in str(found.value.message)


def test_chair_and_secretary_are_needed_and_nobody_signs_twice(
    announced: Session, team: Team
) -> None:
    people = named(team)
    with after(announced):
        with pytest.raises(Invalid) as found:
            signing.name_signers(team.clerk, announced, people[1:])
        assert found.value.field == "chair"
        twice = [
            people[0],
            signing.Named(role=people[1].role, name="A", account_id=people[0].account_id),
        ]
        with pytest.raises(Invalid):
            signing.name_signers(team.clerk, announced, twice)


def test_everybody_signs_once_per_version(
    announced: Session, team: Team, question: Question
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced)
        all_sign(team, announced)
        minutes = minutes_of(announced)
        assert not policies.missing(minutes)
        with pytest.raises(NotAllowed):
            signing.sign_minutes(team.leader, minutes, number=1)
        with pytest.raises(NotAllowed):
            signing.object_to_minutes(team.leader, minutes, number=1, text="Khác")
        one = db.session.scalars(sa.select(Signature).limit(1)).one()
        doubled = Signature(
            version_id=one.version_id, signer_id=one.signer_id, verdict="signed", at=clock.now()
        )
        db.session.add(doubled)
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


def test_others_do_not_sign(
    announced: Session, team: Team, question: Question, browser: Browser
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced)
        minutes = minutes_of(announced)
        for actor in (team.officer, Actor(), Actor(unlocked=frozenset({announced.code}))):
            with pytest.raises(NotAllowed):
                signing.sign_minutes(actor, minutes, number=1)
        browser(team.officer).get(f"/can-bo/doi-thoai/{announced.code}/bien-ban/ky", status=404)


def test_a_change_after_sending_makes_a_new_version_and_asks_again(
    announced: Session, team: Team, question: Question
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced)
        for actor in (team.leader, team.clerk):
            signing.sign_minutes(actor, minutes_of(announced), number=1)
            factories.store()
        write(team, announced, question, answer="Sửa: thay cống trong quý này.")
        minutes = minutes_of(announced)
        assert minutes.state == "draft"
        with pytest.raises(InvalidTransition):  # the old version is not signed any more
            signing.sign_minutes(team.supervisor, minutes, number=1)
        second = signing.send_minutes(team.clerk, announced)
        factories.store()
        assert second.number == 2
        minutes = minutes_of(announced)
        assert len(policies.missing(minutes)) == 3
        assert len(minutes.versions[0].signatures) == 2  # they stay with their version
        with pytest.raises(StaleVersion):
            signing.sign_minutes(team.supervisor, minutes, number=1)


def test_sending_what_has_not_changed_keeps_the_signatures(
    announced: Session, team: Team, question: Question
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced)
        all_sign(team, announced)
        signing.name_signers(team.clerk, announced, named(team, residents=RESIDENT))
        again = signing.send_minutes(team.clerk, announced)
        factories.store()
        minutes = minutes_of(announced)
        assert again.number == 1 and [one.name for one in policies.missing(minutes)] == [
            RESIDENT[0][0]
        ]


def test_sending_what_somebody_changed_meanwhile_is_refused(
    announced: Session, team: Team, question: Question, browser: Browser
) -> None:
    with after(announced):
        write(team, announced, question)
        close_held(team.clerk, announced)
        conclude(team, announced)
        signing.name_signers(team.clerk, announced, named(team))
        factories.store()
        clerk = browser(team.clerk)
        page = clerk.get(f"/can-bo/doi-thoai/{announced.code}/bien-ban/gui")
        write(team, announced, question, answer="Khác hẳn.")
        refused = clerk.submit(page, status=409)
        assert "Khác hẳn." in refused.words
        clerk.submit(refused)
        assert minutes_of(announced).state == "sent"


def test_a_resident_signs_by_a_personal_link(
    app: Flask,
    announced: Session,
    team: Team,
    question: Question,
    client: StrictClient,
    mails: Callable[[], list[EmailMessage]],
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced, residents=RESIDENT)
        letter = next(m for m in mails() if m["To"] == "tu@vidu.example")
        found = re.search(r"http://localhost(/ky-bien-ban/\S+)", letter.get_content())
        assert found is not None
        page = client.get(found[1])
        assert "Đã khảo sát" in page.words
        done = client.follow(client.submit(page, button="Đúng, tôi ký"))
        assert "Ông/Bà đã ký biên bản này" in done.words
        assert not done.all("main form")
        # The same form once more, from another tab: nothing is signed twice.
        client.submit(page, button="Đúng, tôi ký", status=403)
        said = db.session.scalars(sa.select(Signature)).one()
        assert said.verdict == Verdict.SIGNED and said.by_link


def test_two_taps_in_the_same_moment_sign_once(
    app: Flask, announced: Session, team: Team, question: Question
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced, residents=RESIDENT)
        path = path_of(link_of(announced))
    together, statuses = threading.Barrier(2), list[int]()

    def tap() -> None:
        together.wait(20)
        answer = app.test_client().post(path, data={"number": "1", "chon": "ky"}, headers=OWN)
        statuses.append(answer.status_code)

    db.session.commit()
    threads = [threading.Thread(target=lambda: apart(tap)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.expire_all()
    assert 303 in statuses and set(statuses) <= {303, 403}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Signature)) == 1


def test_a_link_opens_nothing_after_its_day_or_when_another_was_made(
    announced: Session, team: Team, question: Question, client: StrictClient
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced, residents=RESIDENT)
        link = link_of(announced)
        path = path_of(link)
        with clock.at(link.expires_at + dt.timedelta(minutes=1)):
            assert "không còn mở được" in client.get(path, status=410).words
        signing.renew_link(team.clerk, announced, link.signer)
        factories.store()
        page = client.get(path, status=410)
        assert "Đã khảo sát" not in page.words
        client.get(path_of(link_of(announced)))
        client.get(path[:-3] + "abc", status=404)


def test_a_link_is_for_one_version(
    announced: Session, team: Team, question: Question, client: StrictClient
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced, residents=RESIDENT)
        old = path_of(link_of(announced))
        page = client.get(old)
        write(team, announced, question, answer="Trả lời khác.")
        signing.send_minutes(team.clerk, announced)
        factories.store()
        client.submit(page, button="Đúng, tôi ký", status=410)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Signature)) == 0


def test_a_printed_slip_opens_by_code_and_pin(
    announced: Session, team: Team, question: Question, client: StrictClient, browser: Browser
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced, residents=NO_ACCOUNT)
        link = link_of(announced)
        address = f"/can-bo/doi-thoai/{announced.code}/bien-ban/nguoi-ky/{link.signer_id}/phieu"
        code, pin = browser(team.clerk).get(address).texts(".slip__code")
        browser(team.supervisor).get(address, status=403)
        form = client.get("/ky-bien-ban")
        wrong = client.submit(form, {"code": code, "pin": "000000"}, status=422)
        assert "không khớp" in wrong.words or wrong.errors
        opened = client.follow(client.submit(form, {"code": code, "pin": pin}))
        refused = client.submit(opened, {"text": ""}, button="Gửi ý kiến không đồng ý", status=422)
        assert refused.errors
        client.follow(
            client.submit(
                refused, {"text": "Thiếu ý kiến của tôi."}, button="Gửi ý kiến không đồng ý"
            )
        )
        said = db.session.scalars(sa.select(Signature)).one()
        assert (said.verdict, said.text) == (Verdict.OBJECTED, "Thiếu ý kiến của tôi.")


def test_the_pin_cannot_be_guessed_for_long(
    announced: Session, team: Team, question: Question, client: StrictClient
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced, residents=NO_ACCOUNT)
        link = link_of(announced)
        right = queries.pin_of(link, current_app.config["SECRET_KEY"])
        form = client.get("/ky-bien-ban")
        for _ in range(6):
            client.submit(form, {"code": link.code, "pin": "123123"}, status=422)
        client.submit(form, {"code": link.code, "pin": right}, status=429)


def test_nothing_that_opens_a_link_is_stored_or_told(
    announced: Session, team: Team, question: Question
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced, residents=RESIDENT)
        link = link_of(announced)
        secret = current_app.config["SECRET_KEY"]
        events = db.session.execute(sa.text("SELECT facts FROM event")).all()
        kept = f"{events} {vars(link)}"
        assert queries.token_of(link, secret) not in kept
        assert queries.pin_of(link, secret) not in kept
        assert "Nguyễn Thị Tư" not in str(events)


def test_a_staff_signatory_reads_and_objects(
    announced: Session,
    team: Team,
    question: Question,
    browser: Browser,
    mails: Callable[[], list[EmailMessage]],
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced)
        front = browser(team.supervisor)
        waiting = front.get("/can-bo/doi-thoai/bien-ban/cho-ky")
        page = front.get(waiting.link(announced.title))
        front.follow(
            front.submit(
                page, {"text": "Chưa ghi ý kiến của MTTQ."}, button="Gửi ý kiến không đồng ý"
            )
        )
        assert announced.title not in front.get("/can-bo/doi-thoai/bien-ban/cho-ky").words
        assert any("không đồng ý" in str(m["Subject"]) for m in mails())


def test_personal_data_are_masked_or_kept_before_anybody_signs(
    announced: Session, team: Team, question: Question
) -> None:
    with after(announced):
        write(team, announced, question, answer="Xin gọi 0903 111 222 để hẹn ngày.")
        with pytest.raises(Invalid) as found:
            sent(team, announced)
        assert found.value.field == "personal_data"
        factories.store()
        key = findings_in(team.ward, question.answer)[0].key
        with pytest.raises(Invalid):
            signing.send_minutes(team.clerk, announced, decisions=Decisions({"other": KEEP}))
        db.session.rollback()
        version = signing.send_minutes(team.clerk, announced, decisions=Decisions({key: MASK}))
        factories.store()
        assert "0903" not in str(version.body) and "[số điện thoại]" in question.answer


def test_what_is_kept_on_purpose_is_remembered(
    announced: Session, team: Team, question: Question
) -> None:
    with after(announced):
        write(team, announced, question, answer="Xin gọi 0903 111 222 để hẹn ngày.")
        with pytest.raises(Invalid):
            sent(team, announced)
        factories.store()
        key = findings_in(team.ward, question.answer)[0].key
        version = signing.send_minutes(team.clerk, announced, decisions=Decisions({key: KEEP}))
        factories.store()
        assert version.kept == [key] and "0903" in str(version.body)


def test_a_question_approved_later_does_not_slip_under_signatures(
    announced: Session, team: Team, question: Question, ward: Ward
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced)
        all_sign(team, announced)
        minutes = minutes_of(announced)
        assert not queries.has_changed(announced, minutes)
        room_question(team, announced)
        assert queries.has_changed(announced, minutes_of(announced))


def test_a_replaced_signatory_no_longer_signs(
    announced: Session, team: Team, question: Question
) -> None:
    with after(announced):
        write(team, announced, question)
        sent(team, announced)
        signing.name_signers(team.clerk, announced, named(team)[:2])
        signing.send_minutes(team.clerk, announced)
        factories.store()
        minutes = minutes_of(announced)
        assert len(minutes.signing) == 2
        with pytest.raises(NotAllowed):
            signing.sign_minutes(team.supervisor, minutes, number=1)
        rows = db.session.scalar(sa.select(sa.func.count()).select_from(Signer))
        assert rows == 3
