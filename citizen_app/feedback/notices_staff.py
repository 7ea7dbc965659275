"""Who is told when staff note, ask, confine, forward, merge: colleagues, and the senders of joined cases.

A colleague is told only of a case that they may open at that moment: what was confined in the meantime
goes to nobody whom it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from citizen_app.accounts.models import Account
from citizen_app.accounts.queries import people_with
from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.feedback import policies
from citizen_app.feedback.events import (
    AnswerCorrected,
    AnswerPublished,
    CorrectionDrafted,
    ExtensionAsked,
    ExtensionRefused,
    NoteWritten,
    ReportConfined,
    ReportForwarded,
    ReportForwardedWithin,
    ReportMerged,
    ReportRefused,
)
from citizen_app.feedback.models import Extension, Note, Report
from citizen_app.feedback.notices import sender_of
from citizen_app.feedback.queries_people import list_readers, may_read
from citizen_app.feedback.workflow import State
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices
from citizen_app.permissions import Permission

TO_DECIDE = {
    "ExtensionAsked": Permission.REPORT_EXTEND,
    "CorrectionDrafted": Permission.REPORT_CORRECT,
    "ReportConfined": Permission.REPORT_READ_ACCUSED,
}


def colleagues(event: Event, people: Iterable[Account]) -> Iterator[Recipient]:
    """Yield where colleagues can be told, but not the one who did it."""
    for person in people:
        if person.id != event.actor_id and person.email and person.disabled_at is None:
            yield Recipient("account", person.id, person.email, person.language)


@handles(NoteWritten)
def tell_mentioned(event: Event) -> None:
    """Tell the colleagues whom a note calls, each only while the case is open to them."""
    report = db.session.get_one(Report, event.subject_id)
    note = db.session.get_one(Note, event.facts["note_id"])
    if note.ward_id != report.holder_ward_id:
        return  # the case has left the ward, and its notes stay behind
    query = select(Account).where(Account.id.in_(event.facts["mentioned"]))
    people = [p for p in db.session.scalars(query).unique().all() if may_read(p, report)]
    mail_notices(
        event, colleagues(event, people), "feedback/mail/staff_mentioned.txt", report=report
    )


@handles(ExtensionAsked, CorrectionDrafted, ReportConfined)
def tell_who_decides(event: Event) -> None:
    """Tell those who decide next: the leaders, or the city's inspectors."""
    report = db.session.get_one(Report, event.subject_id)
    if event.kind == "ReportConfined" and not report.confined_to:
        return
    people = list_readers(report, TO_DECIDE[event.kind])
    mail_notices(
        event,
        colleagues(event, people),
        "feedback/mail/staff_to_decide.txt",
        report=report,
        kind=event.kind,
    )


@handles(ExtensionRefused)
def tell_who_asked(event: Event) -> None:
    """Tell the colleague who asked for more time that it is not given."""
    report = db.session.get_one(Report, event.subject_id)
    wish = db.session.get_one(Extension, event.facts["extension_id"])
    people = [wish.asked_by] if wish.asked_by and may_read(wish.asked_by, report) else []
    mail_notices(
        event,
        colleagues(event, people),
        "feedback/mail/staff_extension_refused.txt",
        report=report,
        wish=wish,
    )


@handles(ReportForwardedWithin)
def tell_department(event: Event) -> None:
    """Tell the people of the department that a case came to them."""
    report = db.session.get_one(Report, event.subject_id)
    people = people_with(
        Permission.REPORT_ANSWER,
        report.holder_ward_id,
        department_id=event.facts["to_department"],
    )
    able = [person for person in people if may_read(person, report)]
    mail_notices(event, colleagues(event, able), "feedback/mail/staff_came_over.txt", report=report)


@handles(ReportMerged)
def tell_of_merge(event: Event) -> None:
    """Tell every sender: of the merged case, of those merged into it before, and of the other one."""
    report = db.session.get_one(Report, event.subject_id)
    into = report.merged_into
    if report.state != State.MERGED or into is None or into.code != event.facts["into"]:
        return  # taken apart again in the meantime
    for joined in [report, *joined_to(report)]:
        mail_notices(
            event,
            sender_of(joined),
            "feedback/mail/merged.txt",
            report=joined,
            into=into,
            is_public=policies.is_public(into),
        )
    mail_notices(event, sender_of(into), "feedback/mail/joined.txt", report=into)


@handles(AnswerPublished, AnswerCorrected, ReportRefused, ReportForwarded)
def tell_joined_senders(event: Event) -> None:
    """Tell the senders of merged cases how the one they were joined to ended.

    They read its words only while everybody may; else they are told where to ask.
    """
    report = db.session.get_one(Report, event.subject_id)
    if event.kind == "ReportForwarded" and event.ward_id != report.holder_ward_id:
        return  # the receiving ward's copy of the event tells them, once
    for joined in joined_to(report):
        mail_notices(
            event,
            _joined_sender(joined),
            "feedback/mail/joined_answered.txt",
            report=joined,
            into=report,
            is_public=policies.is_public(report),
            answer=report.published_answer,
            kind=event.kind,
        )


def _joined_sender(report: Report) -> Iterator[Recipient]:
    """Yield the sender's account first: who follows the other case as well is told once."""
    account = db.session.get(Account, report.account_id) if report.account_id else None
    if account and account.email and account.notify_by_email and account.disabled_at is None:
        yield Recipient("account", account.id, account.email, account.language)
    else:
        yield from sender_of(report)


def joined_to(report: Report) -> list[Report]:
    """Return the cases that were merged into one, those merged into them as well."""
    found: list[Report] = []
    ids = [report.id]
    while ids:
        query = select(Report).where(Report.merged_into_id.in_(ids), Report.state == State.MERGED)
        level = db.session.scalars(query.order_by(Report.id)).all()
        found += level
        ids = [one.id for one in level]
    return found
