"""Who is told of what: event -> recipients and template. Notices carry a code, never a PIN."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citizen_app.accounts.models import Account
from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.feedback.events import (
    AnswerCorrected,
    AnswerPublished,
    AnswerReturned,
    DelayExplained,
    DueDateExtended,
    InformationAdded,
    JudgementAsked,
    ReportAssigned,
    ReportForwarded,
    ReportRefused,
    ReportReopened,
    ReportSubmitted,
    ReportUnmerged,
    SenderAsked,
    SenderReplied,
)
from citizen_app.feedback.models import Extension, NotifyBy, Report
from citizen_app.feedback.queries_people import list_readers, may_read
from citizen_app.feedback.states import REFUSAL_GROUNDS
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices
from citizen_app.permissions import Permission
from citizen_app.wards.deadlines import window_end

TO_SENDER = {
    "ReportSubmitted": "feedback/mail/submitted.txt",
    "AnswerPublished": "feedback/mail/answered.txt",
    "AnswerCorrected": "feedback/mail/corrected.txt",
    "DelayExplained": "feedback/mail/delayed.txt",
    "DueDateExtended": "feedback/mail/extended.txt",
    "JudgementAsked": "feedback/mail/judgement.txt",
    "ReportRefused": "feedback/mail/refused.txt",
    "ReportForwarded": "feedback/mail/forwarded.txt",
    "ReportReopened": "feedback/mail/reopened.txt",
    "ReportUnmerged": "feedback/mail/unmerged.txt",
    "SenderAsked": "feedback/mail/asked.txt",
}
TO_HANDLER = {
    "ReportAssigned": "feedback/mail/staff_assigned.txt",
    "AnswerReturned": "feedback/mail/staff_returned.txt",
    "ReportReopened": "feedback/mail/staff_reopened.txt",
    "SenderReplied": "feedback/mail/staff_replied.txt",
    "InformationAdded": "feedback/mail/staff_added.txt",
}


@handles(
    ReportSubmitted,
    AnswerPublished,
    AnswerCorrected,
    DelayExplained,
    DueDateExtended,
    JudgementAsked,
    ReportRefused,
    ReportForwarded,
    ReportReopened,
    ReportUnmerged,
    SenderAsked,
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
    mail_notices(event, sender_of(report), TO_SENDER[event.kind], **words_of(event, report))


def words_of(event: Event, report: Report) -> dict[str, Any]:
    """Return what the texts about a case may say."""
    answer = report.published_answer
    words = {
        "report": report,
        "answer": answer,
        "ground": REFUSAL_GROUNDS.get(report.refusal_ground, ""),
    }
    if event.kind == "AnswerCorrected" and answer is not None and answer.versions:
        words["reason"] = answer.versions[-1].reason
    if event.kind == "DueDateExtended":
        words["wish"] = db.session.get_one(Extension, event.facts["extension_id"])
    if event.kind == "JudgementAsked" and report.published_at is not None:
        ward_id = report.holder_ward_id
        words["reopens_until"] = window_end(ward_id, "reopen_window", report.published_at)
    return words


def sender_of(report: Report) -> Iterator[Recipient]:
    """Yield where the sender can be told: by SMS or Zalo if they chose it, else by e-mail."""
    contact = report.contact
    if contact is not None and contact.phone and contact.notify_by != NotifyBy.EMAIL:
        yield Recipient("report_contact", report.id, contact.phone, channel=contact.notify_by)
    elif contact is not None and contact.email:
        yield Recipient("report_contact", report.id, contact.email)
    elif report.account_id is not None:
        account = db.session.get_one(Account, report.account_id)
        if account.email and account.notify_by_email and account.disabled_at is None:
            yield Recipient("account", account.id, account.email, account.language)


@handles(ReportAssigned, AnswerReturned, ReportReopened, SenderReplied, InformationAdded)
def tell_handler(event: Event) -> None:
    """Tell the person responsible that a case waits for them, unless they did it themselves."""
    report = db.session.get_one(Report, event.subject_id)
    handler = report.handler
    if handler is None or handler.id == event.actor_id or not handler.email:
        return
    if not may_read(handler, report):
        return  # disabled, moved to another post, or whom the case is about by now
    recipient = Recipient("account", handler.id, handler.email, handler.language)
    mail_notices(event, [recipient], TO_HANDLER[event.kind], report=report)


@handles(ReportReopened)
def tell_leaders(event: Event) -> None:
    """Put what its sender calls not solved on the desks of the ward's leaders who may read it."""
    if event.facts["by"] != "sender":
        return
    report = db.session.get_one(Report, event.subject_id)
    recipients = [
        Recipient("account", leader.id, leader.email, leader.language)
        for leader in list_readers(report, Permission.REPORT_REOPEN)
        if leader.email and leader.id != report.handler_id  # told as the one who handles it
    ]
    mail_notices(event, recipients, "feedback/mail/staff_not_solved.txt", report=report)
