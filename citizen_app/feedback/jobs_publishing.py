"""Answers that were approved for a set time are published when it has come."""

from __future__ import annotations

import logging

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, transaction
from citizen_app.core.errors import DomainError
from citizen_app.core.events import Event, handles, lock_wards, place_of
from citizen_app.core.files.attachments import remove_attachments
from citizen_app.core.jobs import scheduled
from citizen_app.feedback.commands.answer import publish_answer
from citizen_app.feedback.events import AnswerPublished
from citizen_app.feedback.models import Answer, AnswerWork, Report
from citizen_app.feedback.workflow import State

log = logging.getLogger(__name__)
BATCH = 200


@scheduled(minute="*")
def publish_due_answers() -> None:
    """Publish each approved answer whose time has come, one by one.

    Each is looked at again once no one else can change it: an approval taken back, a later time or
    another worker that was faster leave nothing to do. One that fails waits for the next minute.
    """
    now = clock.now()
    due = db.session.execute(
        select(Report.id, Report.holder_ward_id)
        .join(Answer, Answer.report_id == Report.id)
        .where(
            Report.state == State.APPROVED,
            Answer.published_at.is_(None),
            Answer.publish_at <= now,
        )
        .order_by(Answer.publish_at, Report.id)
        .limit(BATCH)
    ).all()
    db.session.rollback()
    for report_id, ward_id in due:
        try:
            with transaction():
                _publish_if_due(report_id, ward_id)
        except (StaleDataError, DomainError) as error:
            log.warning("case %s is not published yet: %s", report_id, place_of(error))


def _publish_if_due(report_id: int, ward_id: int) -> None:
    lock_wards([ward_id])
    report = db.session.get_one(Report, report_id, populate_existing=True)
    answer = report.answer
    if report.state != State.APPROVED or answer is None or answer.publish_at is None:
        return
    if answer.publish_at <= clock.now():
        publish_answer(SYSTEM, report)


@handles(AnswerPublished)
def drop_other_drafts(event: Event) -> None:
    """Throw away what others had begun to write for a case that is answered now."""
    works = db.session.scalars(
        select(AnswerWork).where(
            AnswerWork.report_id == event.subject_id, AnswerWork.saved_at <= event.at
        )
    )
    for work in works:
        remove_attachments(work)
        db.session.delete(work)
