"""Who is told of what: event -> recipients and template. Mails carry a code, never a PIN."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from citizen_app.accounts.models import Account
from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.feedback import policies
from citizen_app.feedback.events import (
    AnswerPublished,
    AnswerReturned,
    ReportAssigned,
    ReportForwarded,
    ReportRefused,
    ReportReopened,
    ReportSubmitted,
    SenderAsked,
    SenderReplied,
)
from citizen_app.feedback.models import Follow, Report
from citizen_app.feedback.states import REFUSAL_GROUNDS
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices

TO_SENDER = {
    "ReportSubmitted": "feedback/mail/submitted.txt",
    "AnswerPublished": "feedback/mail/answered.txt",
    "ReportRefused": "feedback/mail/refused.txt",
    "ReportForwarded": "feedback/mail/forwarded.txt",
    "ReportReopened": "feedback/mail/reopened.txt",
    "SenderAsked": "feedback/mail/asked.txt",
}
TO_HANDLER = {
    "ReportAssigned": "feedback/mail/staff_assigned.txt",
    "AnswerReturned": "feedback/mail/staff_returned.txt",
    "ReportReopened": "feedback/mail/staff_reopened.txt",
    "SenderReplied": "feedback/mail/staff_replied.txt",
}


@handles(
    ReportSubmitted, AnswerPublished, ReportRefused, ReportForwarded, ReportReopened, SenderAsked
)
def tell_sender(event: Event) -> None:
    """Tell the sender, by the address left with the report or with the account."""
    report = db.session.get_one(Report, event.subject_id)
    if (
        event.kind == "ReportForwarded"
        and event.facts["to_ward"]
        and event.ward_id != report.holder_ward_id
    ):
        return  # the receiving ward's copy of the event tells the sender, once
    mail_notices(
        event,
        sender_of(report),
        TO_SENDER[event.kind],
        report=report,
        answer=report.published_answer,
        ground=REFUSAL_GROUNDS.get(report.refusal_ground, ""),
    )


def sender_of(report: Report) -> Iterator[Recipient]:
    """Yield where the sender can be told by e-mail."""
    if report.contact is not None and report.contact.email:
        yield Recipient("report_contact", report.id, report.contact.email)
    elif report.account_id is not None:
        account = db.session.get_one(Account, report.account_id)
        if account.email and account.notify_by_email and account.disabled_at is None:
            yield Recipient("account", account.id, account.email, account.language)


@handles(AnswerPublished)
def tell_followers(event: Event) -> None:
    """Tell those who follow a public case that it was answered."""
    report = db.session.get_one(Report, event.subject_id)
    if not policies.is_public(report):
        return
    followers = db.session.scalars(
        select(Account)
        .join(Follow, Follow.account_id == Account.id)
        .where(
            Follow.report_id == report.id, Account.notify_by_email, Account.disabled_at.is_(None)
        )
    ).unique()
    recipients = [
        Recipient("account", account.id, account.email, account.language)
        for account in followers.all()
        if account.email and account.id != report.account_id
    ]
    mail_notices(event, recipients, "feedback/mail/followed.txt", report=report)


@handles(ReportAssigned, AnswerReturned, ReportReopened, SenderReplied)
def tell_handler(event: Event) -> None:
    """Tell the person responsible that a case waits for them, unless they did it themselves."""
    report = db.session.get_one(Report, event.subject_id)
    handler = report.handler
    if (
        handler is None
        or handler.id == event.actor_id
        or not handler.email
        or handler.disabled_at is not None
    ):
        return
    recipient = Recipient("account", handler.id, handler.email, handler.language)
    mail_notices(event, [recipient], TO_HANDLER[event.kind], report=report)
