"""Asking the sender for more, and the reply: while the ward waits, the clock may rest."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import lock_wards, record
from citizen_app.core.files.attachments import attach_photos
from citizen_app.core.files.images import CleanPhoto
from citizen_app.core.files.models import AttachmentKind
from citizen_app.core.text import nfc
from citizen_app.feedback.commands.limits import change_due
from citizen_app.feedback.commands.screen import open_case
from citizen_app.feedback.events import SenderAsked, SenderReplied, WaitingEnded
from citizen_app.feedback.models import Message, Report
from citizen_app.feedback.workflow import machine
from citizen_app.wards import queries as wards
from citizen_app.wards.deadlines import find_rule


def ask_sender(
    actor: Actor, report: Report, *, question: str, version: int | None = None
) -> Message:
    """Put a question to the sender; whether the clock rests is part of the rule for waiting."""
    open_case(actor, report, version)
    machine.apply(actor, report, "ask_sender")
    message = add_message(actor, report, question, is_from_sender=False)
    rule = find_rule(report.holder_ward_id, "waiting_resident", report.kind, clock.today())
    rests = rule is not None and rule.clock_rests_while_waiting
    report.due_basis = {**report.due_basis, "rests": rests}
    record(SenderAsked(rests), actor=actor, ward_id=report.holder_ward_id, subject=report)
    return message


def reply_to_ward(
    actor: Actor, report: Report, *, text: str, photos: Sequence[CleanPhoto] = ()
) -> Message:
    """Reply as the sender; work goes on and the days of waiting are added to the limit."""
    lock_wards([report.holder_ward_id])
    machine.apply(actor, report, "sender_reply")
    _add_waited_days(actor, report)
    message = add_message(actor, report, text, is_from_sender=True)
    attach_photos(message, photos, AttachmentKind.PHOTO, is_public=False)
    record(SenderReplied(), actor=actor, ward_id=report.holder_ward_id, subject=report)
    return message


def stop_waiting(actor: Actor, report: Report, *, version: int | None = None) -> Report:
    """Go on without a reply."""
    open_case(actor, report, version)
    machine.apply(actor, report, "stop_waiting")
    _add_waited_days(actor, report)
    record(WaitingEnded(), actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report


def tell_in_writing(actor: Actor, report: Report, text: str) -> Message:
    """Write to the sender what comes with a step; the command that takes the step records it."""
    return add_message(actor, report, text, is_from_sender=False)


def add_message(actor: Actor, report: Report, text: str, *, is_from_sender: bool) -> Message:
    """Store one message between ward and sender."""
    message = Message(
        report_id=report.id,
        author_id=actor.account_id,
        is_from_sender=is_from_sender,
        body=nfc(text).strip(),
        at=clock.now(),
    )
    db.session.add(message)
    db.session.flush()
    return message


def _add_waited_days(actor: Actor, report: Report) -> None:
    """Move the limit by the working days that the ward waited, where the clock rested."""
    rested = bool(report.due_basis.get("rests"))
    report.due_basis = {**report.due_basis, "rests": False}
    asked = db.session.scalar(
        select(Message)
        .where(Message.report_id == report.id, Message.is_from_sender.is_(False))
        .order_by(Message.id.desc())
        .limit(1)
    )
    if not rested or asked is None or report.due_at is None:
        return
    calendar = wards.calendar_of(report.holder_ward_id)
    waited = calendar.working_days_between(clock.local_date(asked.at), clock.today())
    if waited:
        due = calendar.add_working_days(clock.local_date(report.due_at), waited)
        basis = {**report.due_basis, "waited": int(report.due_basis.get("waited", 0)) + waited}
        change_due(actor, report, at=clock.end_of_day(due), basis=basis, reason="waiting")
