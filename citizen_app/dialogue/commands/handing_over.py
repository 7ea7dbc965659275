"""An unanswered question goes on as a case: same asker, same contact, same PIN, a date of its own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from citizen_app.core import ids
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.core.events import lock_wards, record
from citizen_app.dialogue import policies
from citizen_app.dialogue.events_live import QuestionBecameCase
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.workflow_questions import machine
from citizen_app.feedback.commands.submit import Submission, submit_report
from citizen_app.feedback.models import Kind, Report


def list_unanswered(session: Session) -> Sequence[int]:
    """Return the approved questions that were not answered and are no case yet, oldest first."""
    return db.session.scalars(
        select(Question.id)
        .where(
            Question.session_id == session.id,
            policies.shown(),
            Question.answered_at.is_(None),
            Question.report_id.is_(None),
        )
        .order_by(Question.id)
    ).all()


def hand_over(question: Question, *, secret: str) -> Report | None:
    """Make a case of a question, once; None when it needs none any more.

    The case opens with its own code and the PIN that the asker has already.
    """
    lock_wards([question.ward_id])
    db.session.refresh(question, ["state", "answered_at", "report_id", "version"])
    if question.report_id is not None or not machine.may(SYSTEM, question, "hand_over"):
        return None
    report, _pin = submit_report(
        _asker(question),
        question.session.ward,
        _submission(question),
        secret=secret,
        pin=ids.pin_for(secret, question.idempotency_digest) if question.pin_digest else "",
        is_handed_over=True,
    )
    machine.apply(SYSTEM, question, "hand_over")
    question.report_id = report.id
    db.session.flush()
    fact = QuestionBecameCase(report.code)
    record(fact, actor=SYSTEM, ward_id=question.ward_id, subject=question)
    return report


def _asker(question: Question) -> Actor:
    return Actor(account_id=question.account_id, channel="dialogue")


def _submission(question: Question) -> Submission:
    contact = question.contact
    return Submission(
        key=f"question-{question.code}",
        kind=Kind.QUESTION,
        text=question.text or question.public_text,
        category=question.category,
        neighbourhood=question.neighbourhood,
        name=contact.name if contact else "",
        email=contact.email if contact else "",
        phone=contact.phone if contact else "",
    )
