"""Joining questions that ask the same; giving them back when the one they were joined to is withdrawn.

Supporters and askers are kept through both: each person counts once for a question, and the asker of
one that was joined counts as a supporter of the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select, update

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.dialogue import policies
from citizen_app.dialogue.commands.asking import count_supports
from citizen_app.dialogue.commands.board import index_question
from citizen_app.dialogue.commands.moderate import open_question
from citizen_app.dialogue.events import QuestionGivenBack, QuestionMerged
from citizen_app.dialogue.models import Question, QuestionSupport
from citizen_app.dialogue.workflow_questions import machine


def merge_question(
    actor: Actor, question: Question, *, into: Question, version: int | None = None
) -> Question:
    """Join a question to one that is shown and asks the same; its asker and supporters are kept there.

    What had been joined to it before follows, and those askers are told too.
    """
    open_question(question, version)
    db.session.refresh(into, ["state", "session_id"])
    fits = into.session_id == question.session_id and into.id != question.id
    if not fits or not policies.is_shown(into):
        raise Invalid("into", _l("Choose another question of this session that is on the board."))
    question.merged_into = into
    machine.apply(actor, question, "merge")
    question.decided_at = clock.now()
    db.session.flush()
    followers = joined_to(question)
    _keep_supporters(question, into)
    for one in (question, *followers):
        one.merged_into = into
        db.session.flush()
        record(QuestionMerged(into.code), actor=actor, ward_id=question.ward_id, subject=one)
    index_question(question)
    return question


def joined_to(question: Question) -> Sequence[Question]:
    """Return the questions that were joined to one, the oldest first."""
    query = select(Question).where(
        Question.merged_into_id == question.id, Question.state == "merged"
    )
    return db.session.scalars(query.order_by(Question.id)).all()


def give_back_joined(question: Question) -> None:
    """Let what was joined to a withdrawn question be read again for itself; supporters go to the oldest."""
    joined = joined_to(question)
    if not joined:
        return
    heir = joined[0]
    _move_supporters(question, heir)
    _drop_own(heir)
    for one in joined:
        machine.apply(SYSTEM, one, "give_back")
        one.merged_into, one.decided_at = None, None
        db.session.flush()
        record(QuestionGivenBack(), actor=SYSTEM, ward_id=one.ward_id, subject=one)
    count_supports(question)
    count_supports(heir)


def _keep_supporters(question: Question, into: Question) -> None:
    _move_supporters(question, into)
    _add_asker(question, into)
    _drop_own(into)
    count_supports(question)
    count_supports(into)


def _move_supporters(question: Question, into: Question) -> None:
    """Hand over supporters, none twice."""
    support = QuestionSupport
    there = select(support.account_id).where(
        support.question_id == into.id, support.account_id.is_not(None)
    )
    devices = select(support.device_digest).where(
        support.question_id == into.id, support.device_digest.is_not(None)
    )
    mine = support.question_id == question.id
    known = support.account_id.in_(there.scalar_subquery()) | support.device_digest.in_(
        devices.scalar_subquery()
    )
    doubled = db.session.scalars(select(support.id).where(mine, known)).all()
    db.session.execute(delete(support).where(support.id.in_(doubled)))
    db.session.execute(update(support).where(mine).values(question_id=into.id))


def asker_token(question: Question) -> str:
    """Return what stands for an asker without an account among the supporters of another question."""
    return f"asker-{question.id}"


def _is_of_asker(question: Question) -> ColumnElement[bool]:
    if question.account_id is not None:
        return QuestionSupport.account_id == question.account_id
    return QuestionSupport.device_digest == asker_token(question)


def _add_asker(question: Question, into: Question) -> None:
    """Count the asker of a joined question as a supporter of the other, once."""
    known = select(QuestionSupport.id).where(
        QuestionSupport.question_id == into.id, _is_of_asker(question)
    )
    if db.session.scalar(known) is None:
        by_account = question.account_id is not None
        db.session.add(
            QuestionSupport(
                question_id=into.id,
                account_id=question.account_id,
                device_digest=None if by_account else asker_token(question),
                at=question.sent_at,
            )
        )
        db.session.flush()


def _drop_own(question: Question) -> None:
    """Nobody supports their own question."""
    db.session.execute(
        delete(QuestionSupport).where(
            QuestionSupport.question_id == question.id, _is_of_asker(question)
        )
    )
