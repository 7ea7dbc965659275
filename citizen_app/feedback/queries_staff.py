"""Reading one case as staff: who may handle it, what was said, what happened."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.feedback import policies
from citizen_app.feedback.models import Message, Note, NoteMention, Report
from citizen_app.feedback.queries import find_report
from citizen_app.feedback.workflow import State


def get_case(actor: Actor, code: str) -> Report:
    """Return a case that the actor may read as staff, or raise NotFound."""
    report = find_case(actor, code)
    if report is None:
        raise NotFound()
    return report


def find_case(actor: Actor, code: str) -> Report | None:
    """Return a case that the actor may read as staff, or None."""
    report = find_report(code)
    return report if report is not None and policies.can_see_as_staff(actor, report) else None


def list_messages(report: Report) -> Sequence[Message]:
    """Return what ward and sender asked and replied, oldest first."""
    return db.session.scalars(
        select(Message).where(Message.report_id == report.id).order_by(Message.id)
    ).all()


def list_notes(report: Report) -> Sequence[Note]:
    """Return the internal notes, oldest first."""
    return db.session.scalars(
        select(Note)
        .where(Note.report_id == report.id, Note.ward_id == report.holder_ward_id)
        .options(
            joinedload(Note.author),
            selectinload(Note.mentions).joinedload(NoteMention.account),
        )
        .order_by(Note.id)
    ).all()


def list_merged_into(actor: Actor, report: Report) -> Sequence[Report]:
    """Return the cases that were merged into this one, as far as the actor may read them."""
    query = select(Report).where(
        Report.merged_into_id == report.id,
        Report.state == State.MERGED,
        policies.visible_to_staff(actor),
    )
    return db.session.scalars(query.order_by(Report.id)).all()
