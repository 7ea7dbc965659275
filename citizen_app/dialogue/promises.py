"""Commitments that are made in minutes: who may know of them, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import url_for
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from citizen_app.commitments.models import Commitment
from citizen_app.commitments.sources import Place, Source, add_source
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.text import shorten
from citizen_app.dialogue import policies
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.policies_minutes import results_public

QUESTION = Question.__tablename__
LONGEST = 120


def _public() -> ColumnElement[bool]:
    """Return which of these commitments everyone may read: those of results that were published."""
    return exists(
        select(Question.id)
        .join(Session, Session.id == Question.session_id)
        .where(Question.id == Commitment.subject_id, policies.shown(), results_public())
    )


def _staff(_actor: Actor) -> ColumnElement[bool]:
    return _public()


def _places(question_ids: Iterable[int]) -> Mapping[int, Place]:
    """Return the line of the minutes in which each was made."""
    query = (
        select(Question)
        .where(Question.id.in_(sorted(question_ids)))
        .options(joinedload(Question.session).joinedload(Session.ward))
    )
    return {question.id: _place(question) for question in db.session.scalars(query)}


def _place(question: Question) -> Place:
    session = question.session
    url = url_for(
        "dialogue_results.show", ward=session.ward, code=session.code, _anchor=question.code
    )
    shown = url if session.state == "published" and policies.is_shown(question) else ""
    return Place(shorten(question.public_text, LONGEST), shown, shown)


def register() -> None:
    """Say what commitments of minutes are."""
    add_source(Source(QUESTION, _public, _staff, _places))
