"""Commitments that are made in answers: who may know of them, where they stand, who asked and is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flask import url_for
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from citizen_app.commitments.models import Commitment
from citizen_app.commitments.sources import Asked, Place, Source, add_source
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.feedback import policies
from citizen_app.feedback.models import Answer, Report
from citizen_app.feedback.notices import sender_of
from citizen_app.feedback.queries import MOST_JOINED
from citizen_app.notices.commands import Recipient

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


def _report_of(answer_id: int) -> Report | None:
    answer = db.session.get(Answer, answer_id)
    return answer.report if answer is not None else None


def _asking(report: Report) -> list[Report]:
    """Return the case, and those that were joined to it while everyone may read it."""
    found, last = [report], [report.id]
    for _ in range(MOST_JOINED if policies.is_public(report) else 0):
        joined = select(Report).where(Report.merged_into_id.in_(last), Report.state == "merged")
        new = list(db.session.scalars(joined.order_by(Report.id)))
        found, last = found + new, [one.id for one in new]
        if not new:
            break
    return found


def _asked(actor: Actor, answer_id: int) -> list[Asked]:
    """Return the cases behind an answer that the actor sent; two of one account speak with one voice."""
    report = _report_of(answer_id)
    mine = [one for one in _asking(report) if policies.is_sender(actor, one)] if report else []
    first = {one.account_id: one.id for one in reversed(mine) if one.account_id is not None}
    return [_as_asked(one, first.get(one.account_id or 0, one.id)) for one in mine]


def _as_asked(report: Report, number: int) -> Asked:
    return Asked(report.code, Report.__tablename__, number)


def _told(answer_id: int) -> Iterator[tuple[Asked, Recipient]]:
    report = _report_of(answer_id)
    for one in _asking(report) if report is not None else ():
        for recipient in sender_of(one):
            yield _as_asked(one, one.id), recipient


def register() -> None:
    """Say what commitments of answers are."""
    add_source(Source(ANSWER, _public, _staff, _places, _asked, _told))
