"""People are told once, of what concerns them, and mails give nothing away."""

import datetime as dt
import smtplib
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import (
    HANDLERS,
    MOST_TRIES,
    Event,
    EventHandling,
    handle_event,
    sweep,
)
from citizen_app.core.transports.messages import Message
from citizen_app.feedback.commands import adding, judge, screen
from citizen_app.notices.models import Delivery
from citizen_app.wards.models import Ward
from tests.support import factories, people
from tests.support.factories import Sent, Team

Mails = Callable[[], list[EmailMessage]]
NAME, MAIL, PHONE = "Trần Thị Bảy", "bay.tran@vidu.vn", "0901234567"


@pytest.fixture
def team(ward: Ward) -> Team:
    return factories.team_of(ward)


def send(ward: Ward, **fields: object) -> Sent:
    return factories.send(ward, name=NAME, email=MAIL, phone=PHONE, **fields)


def to_sender(mails: Mails) -> list[EmailMessage]:
    return [mail for mail in mails() if mail["To"] == MAIL]


def text_of(mail: EmailMessage) -> str:
    return f"{mail['Subject']}\n{mail.get_content()}"


def test_a_notice_goes_out_once_however_often_its_handler_runs(ward: Ward, mails: Mails) -> None:
    send(ward)
    event = db.session.scalars(select(Event).where(Event.kind == "ReportSubmitted")).one()
    for handler in HANDLERS["ReportSubmitted"].values():
        handler(event)
    row = db.session.scalars(select(EventHandling)).one()
    row.state = "open"  # as after a worker that was killed before it could store its work
    db.session.commit()
    handle_event(event.id)
    assert len(mails()) == 1
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 1


class Away:
    """A mail server that is away for a while."""

    def send(self, _message: Message) -> None:
        raise smtplib.SMTPServerDisconnected


def test_a_mail_server_that_is_away_delays_a_notice_and_loses_none(
    app: Flask, ward: Ward, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(app.extensions, "mail", Away())
        send(ward)
    assert db.session.scalars(select(Delivery.state)).one() == "open"
    row = db.session.scalars(select(EventHandling)).one()
    row.next_try_at = row.next_try_at.replace(year=2000)
    db.session.commit()
    sweep()
    assert len(mails()) == 1
    assert db.session.scalars(select(Delivery.state)).one() == "sent"


class Picky:
    """A mail server that refuses some addresses, and looks whether it holds anybody up."""

    def __init__(self, *refused: str) -> None:
        self.refused = set(refused)
        self.taken: list[str] = []
        self.asked = 0

    def send(self, message: Message) -> None:
        assert not db.session().in_transaction()
        self.asked += 1
        if message.to in self.refused:
            raise smtplib.SMTPRecipientsRefused({message.to: (550, b"unknown")})
        self.taken.append(message.to)

    def followers(self) -> list[str]:
        return [address for address in self.taken if address in FOLLOWERS]


FOLLOWERS = [f"theo.doi.{number}@vidu.vn" for number in (1, 2, 3)]


@pytest.fixture
def followed(ward: Ward, team: Team) -> Sent:
    """A case with three followers, up to its answer's approval."""
    sent = factories.send(ward)
    factories.receive(sent.report, team)
    sent.report.visibility = "public"
    for address in FOLLOWERS:
        follower = people.as_actor(people.make_resident(email=address))
        judge.set_follow(follower, sent.report, follow=True)
    factories.assign(sent.report, team)
    for step in ("draft", "approve"):
        factories.STEPS[step](sent.report, team)
    return sent


def handling_of_followers() -> EventHandling:
    query = select(EventHandling).where(EventHandling.handler.endswith("tell_followers"))
    return db.session.scalars(query).one()


def test_one_refused_address_keeps_no_mail_from_others_and_doubles_none(
    app: Flask, team: Team, followed: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Picky(FOLLOWERS[1])
    monkeypatch.setitem(app.extensions, "mail", server)
    factories.STEPS["publish"](followed.report, team)
    factories.store()
    assert server.followers() == [FOLLOWERS[0], FOLLOWERS[2]]
    assert handling_of_followers().last_error == "SMTPRecipientsRefused"
    server.refused.clear()
    with clock.at(clock.now() + dt.timedelta(hours=1)):
        sweep()
        sweep()
    assert server.followers() == [FOLLOWERS[0], FOLLOWERS[2], FOLLOWERS[1]]
    assert handling_of_followers().state == "done"
    assert set(db.session.scalars(select(Delivery.state))) == {"sent"}


def test_a_long_round_of_mails_is_not_begun_by_a_second_worker(
    app: Flask, team: Team, followed: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(Picky):
        def send(self, message: Message) -> None:
            super().send(message)
            if message.to in FOLLOWERS:
                moments.append(moments[-1] + dt.timedelta(minutes=4))
                sweep()  # the other worker

    moments = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: moments[-1])
    server = Slow()
    monkeypatch.setitem(app.extensions, "mail", server)
    factories.STEPS["publish"](followed.report, team)
    factories.store()
    assert server.followers() == FOLLOWERS


def test_a_mail_that_no_server_takes_is_tried_for_three_days(
    app: Flask, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Picky(MAIL)
    monkeypatch.setitem(app.extensions, "mail", server)
    send(ward)
    begin = clock.now()
    row = db.session.scalars(select(EventHandling)).one()
    while row.state == "open":
        last = row.next_try_at
        with clock.at(last):
            sweep()
    assert dt.timedelta(days=3) < last - begin < dt.timedelta(days=5)
    assert (row.state, server.asked) == ("failed", MOST_TRIES)


@pytest.mark.parametrize(
    "state, subjects",
    [
        ("received", ["PA-"]),
        ("waiting_resident", ["PA-", "PA-"]),
        ("published", ["PA-", "PA-"]),
        ("refused", ["PA-", "PA-"]),
        ("forwarded", ["PA-", "PA-"]),
        ("reopened", ["PA-", "PA-", "PA-"]),
    ],
)
def test_the_sender_hears_of_each_turn_and_no_mail_gives_anything_away(
    ward: Ward, team: Team, mails: Mails, state: str, subjects: list[str]
) -> None:
    sent = send(ward)
    factories.bring_to(sent.report, team, state)
    told = to_sender(mails)
    assert [mail["Subject"][mail["Subject"].index("PA-") :][:3] for mail in told] == subjects
    for mail in mails():
        for secret in (sent.pin, NAME, PHONE):
            assert secret not in text_of(mail)
        assert MAIL not in text_of(mail)
        assert sent.report.code in text_of(mail)


def test_forwarding_to_another_ward_tells_the_sender_once(
    ward: Ward, team: Team, mails: Mails
) -> None:
    other = people.open_ward("27154")
    sent = send(ward)
    screen.forward_to_ward(team.clerk, sent.report, ward=other, explanation="Thuộc phường bên.")
    factories.store()
    assert len(to_sender(mails)) == 2
    assert other.full_name in text_of(to_sender(mails)[-1])


def test_the_person_responsible_is_told_unless_it_was_their_own_doing(
    ward: Ward, team: Team, mails: Mails
) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "returned")
    assert len(mails()) == 2  # assigned to the officer, and the draft came back
    address = mails()[0]["To"]
    screen.assign_report(
        team.officer,
        report,
        department=report.department,
        handler=db.session.get_one(factories.Account, team.officer.account_id),
    )
    factories.store()
    assert [mail["To"] for mail in mails()] == [address] * 2


def test_followers_are_told_of_a_public_answer_and_of_no_private_one(
    app: Flask, ward: Ward, team: Team, mails: Mails
) -> None:
    follower = people.as_actor(people.make_resident(email="theo.doi@vidu.vn"))
    for is_private in (False, True):
        report = factories.send(ward).report
        factories.receive(report, team)
        judge.set_follow(follower, report, follow=True)
        report.visibility = "private" if is_private else "public"
        factories.assign(report, team)
        for step in ("draft", "approve", "publish"):
            factories.STEPS[step](report, team)
        factories.store()
    assert [mail["To"] for mail in mails()].count("theo.doi@vidu.vn") == 1


def test_following_twice_is_following_once_and_private_cases_cannot_be_followed(
    ward: Ward, team: Team
) -> None:
    resident = people.as_actor(people.make_resident())
    sent = factories.published(ward, team)
    for follow, kinds in ((True, 1), (True, 1), (False, 2), (False, 2)):
        judge.set_follow(resident, sent.report, follow=follow)
        query = select(func.count()).select_from(Event).where(Event.kind == "ReportFollowed")
        assert db.session.scalar(query) == kinds
    with pytest.raises(judge.NotFound):
        judge.set_follow(resident, factories.send(ward).report, follow=True)
    for actor in (Actor(), team.officer):
        with pytest.raises(judge.NotAllowed):
            judge.set_follow(actor, sent.report, follow=True)


def test_who_wants_no_mail_or_has_closed_the_account_gets_none(ward: Ward, mails: Mails) -> None:
    quiet, gone = people.make_resident(), people.make_resident()
    quiet.notify_by_email = False
    gone.disabled_at = gone.created_at
    db.session.commit()
    for account in (quiet, gone):
        factories.send(ward, by=people.as_actor(account))
    assert mails() == []


def test_a_handler_who_lost_the_post_is_not_told_of_the_case(
    ward: Ward, team: Team, mails: Mails
) -> None:
    sent = send(ward)
    factories.bring_to(sent.report, team, "in_progress")
    handler = sent.report.handler
    assert handler is not None
    before = len(mails())
    (grant,) = handler.grants
    grant.valid_to = clock.now()
    db.session.commit()
    adding.add_information(sent.sender, sent.report, text="Thêm một ý.")
    factories.store()
    assert len(mails()) == before
    grant.valid_to = None
    db.session.commit()
    adding.add_information(sent.sender, sent.report, text="Thêm một ý nữa.")
    factories.store()
    assert [mail["To"] for mail in mails()[before:]] == [handler.email]


def test_a_sender_with_an_account_is_told_in_the_own_language(ward: Ward, mails: Mails) -> None:
    account = people.make_resident(email="ann@vidu.vn")
    account.language = "en"
    db.session.commit()
    factories.send(ward, by=people.as_actor(account))
    assert "We received your report" in mails()[0]["Subject"]
