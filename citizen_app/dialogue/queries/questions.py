"""Reading questions: the board, one's own, what waits for staff and for those who supervise."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from citizen_app.core import ids, search
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.dialogue import policies
from citizen_app.dialogue.commands.board import session_tag
from citizen_app.dialogue.grounds import Ground, grounds
from citizen_app.dialogue.models import KNOWN, Appeal, Question, QuestionSupport, Session
from citizen_app.permissions import Permission

MOST = 300
MOST_SIMILAR = 5
# So many of the nearest are read; some of them may not be shown any more.
READ = 40
CARD = (
    joinedload(Question.category),
    joinedload(Question.neighbourhood),
    joinedload(Question.department),
)


def find_question(code: str) -> Question | None:
    """Return the question with a code as typed, or None."""
    parsed = ids.parse_code("CH", code)
    if parsed is None:
        return None
    query = select(Question).where(Question.code == parsed)
    return db.session.scalar(
        query.options(
            *CARD,
            joinedload(Question.session).joinedload(Session.ward),
            joinedload(Question.merged_into),
            joinedload(Question.appeal),
            joinedload(Question.contact),
        )
    )


def get_own(actor: Actor, code: str) -> Question:
    """Return the actor's own question, or raise NotFound."""
    question = find_question(code)
    if question is None or not policies.is_asker(actor, question):
        raise NotFound()
    return question


def has_pin(question: Question, pin: str, secret: str) -> bool:
    """Return whether `pin` opens the question."""
    return bool(question.pin_digest) and hmac.compare_digest(
        ids.keyed_digest(secret, question.code, pin), question.pin_digest
    )


def list_board(session: Session) -> Sequence[Question]:
    """Return the approved questions of a session, the most supported first."""
    return db.session.scalars(
        select(Question)
        .where(Question.session_id == session.id, policies.shown())
        .options(*CARD)
        .order_by(Question.support_count.desc(), Question.id)
        .limit(MOST)
    ).all()


def get_shown(session: Session, code: str) -> Question:
    """Return a question of a session's board, or raise NotFound."""
    question = find_question(code)
    if (
        question is None
        or question.session_id != session.id
        or not policies.is_shown(question)
        or not policies.is_public(session)
    ):
        raise NotFound()
    return question


def similar_shown(session: Session, text: str) -> Sequence[Question]:
    """Return the questions on the board that come nearest to a text."""
    corner = search.Corner("public", Question.__tablename__, (session_tag(session),))
    nearness = dict(search.resembling(text, corner)[:READ])
    if not nearness:
        return []
    query = (
        select(Question)
        .where(Question.id.in_(nearness), Question.session_id == session.id, policies.shown())
        .options(*CARD)
    )
    rows = db.session.scalars(query).unique().all()
    return sorted(rows, key=lambda row: (-nearness[row.id], row.id))[:MOST_SIMILAR]


@dataclass(frozen=True)
class BoardFigures:
    """How many questions a session got, and how many were not shown, by ground."""

    shown: int
    waiting: int
    joined: int
    refused: list[tuple[Ground, int]]


def board_figures(session: Session) -> BoardFigures:
    """Count a session's questions in one query."""
    rows = db.session.execute(
        select(Question.state, Question.ground, func.count())
        .where(Question.session_id == session.id)
        .group_by(Question.state, Question.ground)
    ).all()
    by_state: dict[str, int] = {}
    for state, _ground, count in rows:
        by_state[state] = by_state.get(state, 0) + count
    refused = {ground: count for state, ground, count in rows if state == "refused"}
    return BoardFigures(
        shown=by_state.get("approved", 0),
        waiting=by_state.get("sent", 0),
        joined=by_state.get("merged", 0),
        refused=[(g, refused[code]) for code, g in grounds().items() if refused.get(code)],
    )


def list_to_moderate(actor: Actor, session: Session) -> Sequence[Question]:
    """Return every question of a session for those who decide, those that wait first."""
    return db.session.scalars(
        select(Question)
        .where(Question.session_id == session.id, policies.to_decide(actor, session.ward_id))
        .options(*CARD, joinedload(Question.contact))
        .order_by(Question.state != "sent", Question.support_count.desc(), Question.id)
        .limit(MOST)
    ).all()


def get_for_moderator(actor: Actor, session: Session, code: str) -> Question:
    """Return a question that the actor may decide about, or raise NotFound."""
    question = find_question(code)
    if (
        question is None
        or question.session_id != session.id
        or not policies.may_decide(actor, question)
    ):
        raise NotFound()
    return question


def list_to_prepare(actor: Actor) -> Sequence[Question]:
    """Return the approved questions whose answer the actor's departments prepare, unwritten ones first."""
    departments = actor.department_ids
    if not departments or not actor.may_anywhere(Permission.DIALOGUE_PREPARE):
        return []
    return db.session.scalars(
        select(Question)
        .join(Session, Session.id == Question.session_id)
        .where(
            Question.department_id.in_(sorted(departments)),
            policies.shown(),
            Session.state.in_(KNOWN),
        )
        .options(*CARD, joinedload(Question.session).joinedload(Session.ward))
        .order_by(Question.prepared != "", Session.starts_at, Question.id)
        .limit(MOST)
    ).all()


def get_to_prepare(actor: Actor, code: str) -> Question:
    """Return a question whose answer the actor prepares, or raise NotFound."""
    question = find_question(code)
    may = question is not None and policies.can_prepare(actor, question)
    if question is None or not may or not policies.is_shown(question):
        raise NotFound()
    return question


def list_appeals(actor: Actor) -> Sequence[Appeal]:
    """Return the objections that wait for the actor's decision, oldest first."""
    held = actor.wards_with(Permission.DIALOGUE_SUPERVISE)
    query = select(Appeal).join(Appeal.question)
    query = query.where(Appeal.outcome == "open", Question.state == "refused")
    if held is not None:
        query = query.where(Appeal.ward_id.in_(sorted(held)))
    query = query.options(contains_eager(Appeal.question).joinedload(Question.session))
    return db.session.scalars(query.order_by(Appeal.id).limit(MOST)).all()


def get_appealed(actor: Actor, code: str) -> Question:
    """Return a question whose refusal the actor decides about, or raise NotFound."""
    question = find_question(code)
    if (
        question is None
        or question.appeal is None
        or not actor.may(Permission.DIALOGUE_SUPERVISE, question.ward_id)
    ):
        raise NotFound()
    return question


def list_asked_by(account_id: int) -> Sequence[Question]:
    """Return the questions that an account asked, newest first."""
    return db.session.scalars(
        select(Question)
        .where(Question.account_id == account_id)
        .options(joinedload(Question.session).joinedload(Session.ward))
        .order_by(Question.id.desc())
        .limit(MOST)
    ).all()


def list_supported_by(account_id: int) -> Sequence[Question]:
    """Return the questions that an account says are its own too, newest first."""
    query = select(Question).join(QuestionSupport, QuestionSupport.question_id == Question.id)
    query = query.where(QuestionSupport.account_id == account_id)
    return db.session.scalars(query.order_by(QuestionSupport.id.desc())).all()


def get_from_counter(actor: Actor, code: str) -> Question:
    """Return a question that the actor took down for somebody, or raise NotFound."""
    question = find_question(code)
    if question is None or actor.account_id is None or question.helper_id != actor.account_id:
        raise NotFound()
    return question


def list_joined(question: Question) -> int:
    """Return how many questions were joined to this one."""
    query = select(func.count()).where(Question.merged_into_id == question.id)
    return db.session.scalar(query) or 0


def supports(actor: Actor, question: Question) -> bool:
    """Return whether the actor's account supports a question already."""
    if actor.account_id is None:
        return False
    query = select(QuestionSupport.id).where(
        QuestionSupport.question_id == question.id, QuestionSupport.account_id == actor.account_id
    )
    return db.session.scalar(query) is not None
