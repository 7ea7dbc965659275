"""Leading a session: what stands on the screen, in which order, what was said, how long one may speak."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import InvalidTransition, NotAllowed, StaleVersion
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.dialogue import policies, policies_live
from citizen_app.dialogue.events_live import (
    AnswerNoted,
    QuestionAnswered,
    QuestionMoved,
    QuestionShown,
    SpeakingTimeSet,
)
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_live import Stage
from citizen_app.dialogue.workflow_questions import machine

MOVES = {"up": -1, "down": 1}


def stage_of(session: Session) -> Stage:
    """Return what stands in front, made at the first look of somebody who leads the session."""
    stage = db.session.get(Stage, session.id)
    if stage is None:
        stage = Stage(session_id=session.id)
        db.session.add(stage)
        db.session.flush()
    return stage


def show_question(actor: Actor, question: Question) -> None:
    """Put a question on the screen: it is being answered now."""
    _begin(question)
    machine.apply(actor, question, "show")
    stage = stage_of(question.session)
    stage.question_id, stage.shown_at = question.id, clock.now()
    db.session.flush()
    record(QuestionShown(), actor=actor, ward_id=question.ward_id, subject=question)


def mark_answered(actor: Actor, question: Question) -> None:
    """Say that the question was answered; it leaves the screen. Twice is once."""
    _begin(question)
    if question.answered_at is not None:
        return
    machine.apply(actor, question, "answer")
    question.answered_at = clock.now()
    stage = stage_of(question.session)
    if stage.question_id == question.id:
        stage.question_id = stage.shown_at = None
    _record_answered(actor, question)


def take_answer_back(actor: Actor, question: Question) -> None:
    """Say that the question was not answered after all."""
    _begin(question)
    if question.answered_at is None:
        return
    machine.apply(actor, question, "unanswer")
    question.answered_at = None
    _record_answered(actor, question)


def _record_answered(actor: Actor, question: Question) -> None:
    db.session.flush()
    fact = QuestionAnswered(question.answered_at is not None)
    record(fact, actor=actor, ward_id=question.ward_id, subject=question)


def version_of(text: str) -> str:
    """Return a short mark of an answer's text: other steps with the question do not change it."""
    return ids.token_digest(text)[:16]


def note_answer(actor: Actor, question: Question, *, text: str, seen: str) -> str:
    """Store what is being said; return the new mark of the text.

    `seen` is the mark of the text that the writer began from: when somebody else has written since,
    nothing is stored and StaleVersion is raised, so that neither text overwrites the other.
    """
    _begin(question)
    words = nfc(text).strip()
    if words == question.answer:
        return version_of(words)  # the same sent twice, or nothing new
    if seen != version_of(question.answer):
        raise StaleVersion(_l("Somebody else has written here meanwhile."))
    machine.apply(actor, question, "note")
    question.answer = words
    db.session.flush()
    fact = AnswerNoted(len(words))
    record(fact, actor=actor, ward_id=question.ward_id, subject=question)
    return version_of(words)


def line_of(session: Session) -> Sequence[Question]:
    """Return the approved questions that wait for their answer: those with a place, then by support."""
    return db.session.scalars(
        select(Question)
        .where(Question.session_id == session.id, policies.shown(), Question.answered_at.is_(None))
        .order_by(*IN_LINE)
    ).all()


IN_LINE = (
    Question.place_in_line.is_(None),
    Question.place_in_line,
    Question.support_count.desc(),
    Question.id,
)


def move_question(actor: Actor, question: Question, *, how: str, seen: int) -> None:
    """Move a question up, down or to the top. `seen` is the place that stood on the moderator's page.

    A question that has moved since stays where it is: a double click, or two moderators at once. Places
    are no change of the questions themselves: their versions, which other forms carry, stay.
    """
    _begin(question)
    if not policies_live.can_run(actor, question.session):
        raise NotAllowed()
    line = list(line_of(question.session))
    at = next((n for n, one in enumerate(line) if one.id == question.id), None)
    if at is None:
        raise InvalidTransition(_l("This question does not wait for an answer."))
    target = 0 if how == "top" else at + MOVES.get(how, 0)
    if at != seen or target == at or not 0 <= target < len(line):
        return
    line.insert(target, line.pop(at))
    placed = [n for n, one in enumerate(line) if one.place_in_line is not None]
    # Those that had a place keep one, and all in front of the moved one get one.
    _number(line[: max([at if how == "down" else 0, target, *placed]) + 1])
    record(QuestionMoved(target), actor=actor, ward_id=question.ward_id, subject=question)


def _number(line: Sequence[Question]) -> None:
    for place, question in enumerate(line, 1):
        if question.place_in_line != place:
            db.session.execute(
                update(Question)
                .where(Question.id == question.id)
                .values(place_in_line=place)
                .execution_options(synchronize_session=False)
            )
            db.session.expire(question, ["place_in_line"])


def set_speaking_time(actor: Actor, session: Session, *, seconds: int) -> None:
    """Settle how long each speaker who is called from now on may speak."""
    lock_wards([session.ward_id])
    if not policies_live.can_run(actor, session):
        raise NotAllowed()
    stage_of(session).speaking_seconds = seconds
    db.session.flush()
    record(SpeakingTimeSet(seconds), actor=actor, ward_id=session.ward_id, subject=session)


def _begin(question: Question) -> None:
    """Wait for one's turn, then look at the question as it is now."""
    lock_wards([question.ward_id])
    db.session.refresh(question, ["state", "answer", "answered_at", "version"])
