"""Commitments that are made about questions of a dialogue: who may know of them, who asked, who is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flask import url_for
from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import joinedload

from citizen_app.commitments.models import Commitment
from citizen_app.commitments.sources import Asked, Place, Source, add_source
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import shorten
from citizen_app.dialogue import policies
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.notices import asker_of
from citizen_app.dialogue.policies_minutes import results_public
from citizen_app.dialogue.queries.thread import QUESTION
from citizen_app.notices.commands import Recipient

TITLE = 120


def _public() -> ColumnElement[bool]:
    """Return which are public: of a question that is shown, once the results are published."""
    return exists(
        select(Question.id)
        .join(Session, Session.id == Question.session_id)
        .where(
            Question.id == Commitment.subject_id,
            policies.shown(),
            results_public(),
        )
    )


def _staff(_actor: Actor) -> ColumnElement[bool]:
    return true()


def _places(question_ids: Iterable[int]) -> Mapping[int, Place]:
    """Return the question behind each commitment, with the session in which it was asked."""
    query = (
        select(Question)
        .where(Question.id.in_(sorted(question_ids)))
        .options(joinedload(Question.session).joinedload(Session.ward))
    )
    return {question.id: _place(question) for question in db.session.scalars(query)}


def _place(question: Question) -> Place:
    session = question.session
    here = url_for("dialogue.show", ward=session.ward, code=session.code)
    thread = here
    if policies.is_shown(question):
        thread = url_for(
            "dialogue.thread", ward=session.ward, code=session.code, qcode=question.code
        )
    return Place(
        shorten(question.public_text, TITLE),
        thread,
        thread,
        kind=_l("Promised in the dialogue, about the question:"),
        more=((session.title, here), *_minute_line(question)),
    )


def _minute_line(question: Question) -> tuple[tuple[object, str], ...]:
    """Return the line of the published minutes in which the promise stands."""
    session = question.session
    if session.state != "published" or not policies.is_shown(question):
        return ()
    url = url_for(
        "dialogue_results.show", ward=session.ward, code=session.code, _anchor=question.code
    )
    return ((_l("Line of the minutes"), url),)


def _asking(question_id: int) -> Sequence[Question]:
    """Return the question, and those that were joined to it."""
    here = or_(Question.id == question_id, Question.merged_into_id == question_id)
    joined = or_(Question.id == question_id, Question.state == "merged")
    query = select(Question).where(here, joined).options(joinedload(Question.contact))
    return db.session.scalars(query.order_by(Question.id)).all()


def _asked(actor: Actor, question_id: int) -> list[Asked]:
    """Return the questions that the actor asked; two of one account speak with one voice."""
    mine = [one for one in _asking(question_id) if policies.is_asker(actor, one)]
    first = {one.account_id: one.id for one in reversed(mine) if one.account_id is not None}
    return [Asked(one.code, QUESTION, first.get(one.account_id or 0, one.id)) for one in mine]


def _told(question_id: int) -> Iterator[tuple[Asked, Recipient]]:
    for question in _asking(question_id):
        for recipient in asker_of(question):
            yield Asked(question.code, QUESTION, question.id), recipient


def register() -> None:
    """Say what commitments about questions are."""
    add_source(Source(QUESTION, _public, _staff, _places, _asked, _told))
