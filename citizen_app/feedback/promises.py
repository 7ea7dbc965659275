"""Commitments that are made in answers: who may know of them, where they stand, who is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import url_for
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from citizen_app.commitments.events import CommitmentDone
from citizen_app.commitments.models import Commitment
from citizen_app.commitments.sources import Place, Source, add_source
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.feedback import policies
from citizen_app.feedback.models import Answer, Report
from citizen_app.feedback.notices import sender_of
from citizen_app.notices.mail import mail_notices

ANSWER = Answer.__tablename__


def _of_case(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return a condition on cases as one on the commitments of their answers."""
    return exists(
        select(Answer.id)
        .join(Report, Report.id == Answer.report_id)
        .where(Answer.id == Commitment.subject_id, condition)
    )


def _public() -> ColumnElement[bool]:
    return _of_case(policies.publicly_visible())


def _staff(actor: Actor) -> ColumnElement[bool]:
    return _of_case(policies.visible_to_staff(actor))


def _places(answer_ids: Iterable[int]) -> Mapping[int, Place]:
    """Return the case behind each answer; only a public one has a public page."""
    query = (
        select(Answer.id, Report)
        .join(Report, Report.id == Answer.report_id)
        .where(Answer.id.in_(sorted(answer_ids)))
        .options(joinedload(Report.holder))
    )
    return {answer_id: _place(report) for answer_id, report in db.session.execute(query)}


def _place(report: Report) -> Place:
    url = (
        url_for("feedback.case", ward=report.holder, code=report.code)
        if policies.is_public(report)
        else ""
    )
    return Place(report.title, url, url_for("staff_feedback.case", code=report.code))


@handles(CommitmentDone)
def tell_sender_of_promise(event: Event) -> None:
    """Tell the sender that what was promised in the answer is done."""
    commitment = db.session.get_one(Commitment, event.subject_id)
    if commitment.subject_type != ANSWER or commitment.subject_id is None:
        return
    report = db.session.get_one(Answer, commitment.subject_id).report
    mail_notices(
        event,
        sender_of(report),
        "feedback/mail/promise_kept.txt",
        report=report,
        commitment=commitment,
    )


def register() -> None:
    """Say what commitments of answers are."""
    add_source(Source(ANSWER, _public, _staff, _places))
