"""Answering: start, draft, return, approve by a second person, publish."""

from __future__ import annotations

from collections.abc import Sequence

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import record
from citizen_app.core.files.attachments import attach_photos, attachments_of, remove_attachments
from citizen_app.core.files.images import CleanPhoto
from citizen_app.core.files.models import AttachmentKind
from citizen_app.core.text import nfc
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.commands.screen import open_case
from citizen_app.feedback.events import (
    AnswerApproved,
    AnswerDrafted,
    AnswerPublished,
    AnswerReturned,
    WorkStarted,
)
from citizen_app.feedback.models import Answer, AnswerVersion, Fixed, Report, Visibility
from citizen_app.feedback.workflow import machine


def start_work(actor: Actor, report: Report, *, version: int | None = None) -> Report:
    """Say that somebody is at it; who starts a case that nobody has takes it."""
    open_case(actor, report, version)
    machine.apply(actor, report, "start")
    if report.handler_id is None:
        report.handler_id = actor.account_id
    record(WorkStarted(), actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report


def draft_answer(
    actor: Actor,
    report: Report,
    *,
    body: str,
    is_fixed: bool = False,
    photos: Sequence[CleanPhoto] = (),
    version: int | None = None,
) -> Answer:
    """Write the answer, or write it anew, and lay it before a leader."""
    open_case(actor, report, version)
    machine.apply(actor, report, "draft")
    answer = report.answer
    if answer is None or answer.published_at is not None:
        answer = Answer(report=report)
        db.session.add(answer)
    answer.author_id, answer.body, answer.is_fixed = actor.account_id, nfc(body).strip(), is_fixed
    answer.drafted_at, answer.return_reason = clock.now(), ""
    if report.handler_id is None:
        report.handler_id = actor.account_id
    db.session.flush()
    if photos:
        remove_attachments(answer)
        attach_photos(answer, photos, AttachmentKind.AFTER, is_public=False)
    record(AnswerDrafted(answer.id), actor=actor, ward_id=report.holder_ward_id, subject=report)
    return answer


def return_answer(
    actor: Actor, report: Report, *, reason: str, version: int | None = None
) -> Report:
    """Send the draft back with what has to be changed."""
    open_case(actor, report, version)
    machine.apply(actor, report, "return")
    answer = _drafted(report)
    answer.return_reason = nfc(reason).strip()
    record(AnswerReturned(answer.id), actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report


def approve_answer(
    actor: Actor, report: Report, *, signed_by: str, version: int | None = None
) -> Report:
    """Approve somebody else's draft; the database too refuses that one person does both."""
    open_case(actor, report, version)
    machine.apply(actor, report, "approve")
    answer = _drafted(report)
    answer.approver_id, answer.approved_at, answer.signed_by = (
        actor.account_id,
        clock.now(),
        signed_by,
    )
    db.session.flush()
    fact = AnswerApproved(answer.id, answer.author_id)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report


def publish_answer(actor: Actor, report: Report, *, version: int | None = None) -> Report:
    """Give the answer to the sender and, unless the case is private, to everyone."""
    open_case(actor, report, version)
    answer, now = report.answer, clock.now()  # read first: the state and its date change together
    machine.apply(actor, report, "publish")
    assert answer is not None, "the workflow lets nobody get here without a draft"
    answer.published_at = report.published_at = now
    db.session.add(
        AnswerVersion(answer_id=answer.id, body=answer.body, by_id=actor.account_id, at=now)
    )
    report.fixed = Fixed.YES if answer.is_fixed else Fixed.UNKNOWN
    _open_evidence(report, answer)
    fact = AnswerPublished(
        answer_id=answer.id,
        visibility=report.visibility,
        is_fixed=answer.is_fixed,
        is_on_time=report.due_at is None or now <= report.due_at,
    )
    db.session.flush()
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    index_report(report)
    return report


def approve_and_publish(
    actor: Actor, report: Report, *, signed_by: str, version: int | None = None
) -> Report:
    """Approve and publish in one step, as a leader on a phone does."""
    approve_answer(actor, report, signed_by=signed_by, version=version)
    return publish_answer(actor, report)


def _drafted(report: Report) -> Answer:
    answer = report.answer
    assert answer is not None, "the workflow lets nobody get here without a draft"
    return answer


def _open_evidence(report: Report, answer: Answer) -> None:
    for attachment in attachments_of(answer, public_only=False):
        attachment.is_public = report.visibility == Visibility.PUBLIC
