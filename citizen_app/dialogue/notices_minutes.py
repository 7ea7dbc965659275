"""Who is told of minutes and results: signatories, the secretary, those who asked, those who follow."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app

from citizen_app.accounts.models import Account
from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.dialogue import policies_minutes as policies
from citizen_app.dialogue import queries
from citizen_app.dialogue import queries_minutes as minutes_queries
from citizen_app.dialogue.events import DialogueResultsPublished
from citizen_app.dialogue.events_minutes import (
    DialogueResultsCorrected,
    MinutesObjected,
    MinutesSent,
    SigningLinkMade,
)
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_minutes import Minutes, SigningLink
from citizen_app.dialogue.notices import asker_of
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices

RESULTS = {
    "DialogueResultsPublished": "dialogue/mail/results_published.txt",
    "DialogueResultsCorrected": "dialogue/mail/results_corrected.txt",
}


@handles(MinutesSent)
def ask_signatories(event: Event) -> None:
    """Ask everybody who has not said anything to this version yet, each by their own way."""
    session = db.session.get_one(Session, event.subject_id)
    minutes = minutes_queries.find_minutes(session)
    newest = minutes.newest if minutes is not None else None
    if minutes is None or newest is None or newest.number != event.facts["minutes_version"]:
        return  # a newer version has gone out since
    for signer in policies.missing(minutes):
        if signer.account is not None:
            _ask_staff(event, session, signer.account)
            continue
        link = minutes_queries.link_of(signer, newest)
        if link is not None:
            _ask_by_link(event, session, link)


def _ask_staff(event: Event, session: Session, account: Account) -> None:
    if account.email and account.disabled_at is None:
        recipient = Recipient("account", account.id, account.email, account.language)
        mail_notices(event, [recipient], "dialogue/mail/minutes_to_sign.txt", session=session)


def _ask_by_link(event: Event, session: Session, link: SigningLink) -> None:
    signer = link.signer
    if signer.email:
        mail_notices(
            event,
            [Recipient("minutes_signer", signer.id, signer.email)],
            "dialogue/mail/minutes_to_sign_by_link.txt",
            session=session,
            link=link,
            token=minutes_queries.token_of(link, current_app.config["SECRET_KEY"]),
        )


@handles(SigningLinkMade)
def send_new_link(event: Event) -> None:
    """Send the new link where there is an address; else it is printed."""
    link = minutes_queries.find_link(event.facts["code"])
    if link is not None and link.ended_at is None:
        _ask_by_link(event, db.session.get_one(Session, event.subject_id), link)


@handles(MinutesObjected)
def tell_secretary(event: Event) -> None:
    """Tell whoever keeps the minutes that somebody objects."""
    session = db.session.get_one(Session, event.subject_id)
    minutes = minutes_queries.find_minutes(session)
    recipients = list(_keepers(session, minutes)) if minutes is not None else []
    mail_notices(event, recipients, "dialogue/mail/minutes_objected.txt", session=session)


def _keepers(session: Session, minutes: Minutes) -> Iterator[Recipient]:
    newest = minutes.newest
    by = session.secretary_id or (newest.by_id if newest is not None else None)
    account = db.session.get(Account, by) if by is not None else None
    if account is not None and account.email and account.disabled_at is None:
        yield Recipient("account", account.id, account.email, account.language)


@handles(DialogueResultsPublished, DialogueResultsCorrected)
def tell_of_results(event: Event) -> None:
    """Tell those who asked, also in questions joined to others, and those who follow; each once."""
    session = db.session.get_one(Session, event.subject_id)
    asked = _by_recipient(session)
    for recipient, questions in asked.values():
        mail_notices(event, [recipient], RESULTS[event.kind], session=session, questions=questions)
    followers = [
        Recipient("account", account.id, account.email, account.language)
        for account in queries.list_followers(session.ward_id)
        if account.email and account.email not in asked
    ]
    mail_notices(event, followers, RESULTS[event.kind], session=session, questions=[])


def _by_recipient(session: Session) -> dict[str, tuple[Recipient, list[Question]]]:
    """Return the askers by their address, each with the questions that they asked."""
    found: dict[str, tuple[Recipient, list[Question]]] = {}
    for question in minutes_queries.list_askers(session):
        for recipient in asker_of(question):
            found.setdefault(recipient.address, (recipient, []))[1].append(question)
    return found
