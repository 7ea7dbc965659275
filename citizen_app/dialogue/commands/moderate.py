"""Deciding what the board shows: approve, refuse on a ground, join; and preparing answers."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.core.workflow import check_version
from citizen_app.dialogue import policies
from citizen_app.dialogue.commands.asking import count_supports
from citizen_app.dialogue.commands.board import index_question
from citizen_app.dialogue.events import (
    AnswerPrepared,
    QuestionApproved,
    QuestionAssigned,
    QuestionMerged,
    QuestionRefused,
)
from citizen_app.dialogue.grounds import grounds
from citizen_app.dialogue.models import Question, QuestionSupport
from citizen_app.dialogue.workflow_questions import machine
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Category, Department


def approve_question(
    actor: Actor,
    question: Question,
    *,
    public_text: str,
    category: Category | None,
    version: int | None = None,
) -> Question:
    """Put a question on the board, in words without personal data; its field names the department."""
    _open(question, version)
    words = nfc(public_text).strip()
    if not words:
        raise Invalid("public_text", _l("Please leave the words that everyone may read."))
    machine.apply(actor, question, "approve")
    show(question, words, category)
    db.session.flush()
    fact = QuestionApproved(words != question.text, category.code if category else "")
    record(fact, actor=actor, ward_id=question.ward_id, subject=question)
    index_question(question)
    return question


def show(question: Question, words: str, category: Category | None) -> None:
    """Settle what everyone reads of a question."""
    question.public_text, question.category = words, category
    question.decided_at = clock.now()
    if question.department_id is None:
        question.department_id = wards.route_category(question.ward_id, category)


def refuse_question(
    actor: Actor, question: Question, *, ground: str, explanation: str, version: int | None = None
) -> Question:
    """Keep a question off the board on a named ground; the asker reads it and may object once."""
    _open(question, version)
    if ground not in grounds():
        raise Invalid("ground", _l("Choose a ground."))
    if not nfc(explanation).strip():
        raise Invalid("explanation", _l("Please write a few words."))
    question.ground, question.explanation = ground, nfc(explanation).strip()
    machine.apply(actor, question, "refuse")
    question.decided_at = clock.now()
    db.session.flush()
    record(QuestionRefused(ground), actor=actor, ward_id=question.ward_id, subject=question)
    return question


def merge_question(
    actor: Actor, question: Question, *, into: Question, version: int | None = None
) -> Question:
    """Join a question to one that is shown and asks the same; its asker and supporters are kept there."""
    _open(question, version)
    fits = into.session_id == question.session_id and into.id != question.id
    if not fits or not policies.is_shown(into):
        raise Invalid("into", _l("Choose another question of this session that is on the board."))
    question.merged_into_id = into.id
    machine.apply(actor, question, "merge")
    question.decided_at = clock.now()
    db.session.flush()
    _keep_supporters(question, into)
    record(QuestionMerged(into.code), actor=actor, ward_id=question.ward_id, subject=question)
    index_question(question)
    return question


def _keep_supporters(question: Question, into: Question) -> None:
    """Hand over supporters, none twice; the asker counts as one of them. Earlier joins follow."""
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
    _add_asker(question, into)
    db.session.execute(
        update(Question)
        .where(Question.merged_into_id == question.id)
        .values(merged_into_id=into.id)
        .execution_options(synchronize_session="fetch")
    )
    count_supports(question)
    count_supports(into)


def _add_asker(question: Question, into: Question) -> None:
    token = None if question.account_id is not None else f"asker-{question.id}"
    if question.account_id is not None and question.account_id == into.account_id:
        return
    known = select(QuestionSupport.id).where(
        QuestionSupport.question_id == into.id,
        QuestionSupport.account_id == question.account_id
        if token is None
        else QuestionSupport.device_digest == token,
    )
    if db.session.scalar(known) is None:
        db.session.add(
            QuestionSupport(
                question_id=into.id,
                account_id=question.account_id,
                device_digest=token,
                at=question.sent_at,
            )
        )
        db.session.flush()


def assign_question(
    actor: Actor, question: Question, *, department: Department, version: int | None = None
) -> Question:
    """Ask a department of the ward to prepare the answer."""
    _open(question, version)
    if department.ward_id != question.ward_id:
        raise Invalid("department", _l("This department is not in the ward."))
    machine.apply(actor, question, "assign")
    fact = QuestionAssigned(department.id, question.department_id)
    question.department = department
    db.session.flush()
    record(fact, actor=actor, ward_id=question.ward_id, subject=question)
    return question


def prepare_answer(
    actor: Actor, question: Question, *, text: str, version: int | None = None
) -> Question:
    """Write what the department wants to say; only staff read it until the session."""
    if not policies.can_prepare(actor, question):
        raise NotAllowed()
    _open(question, version)
    machine.apply(actor, question, "prepare")
    question.prepared = nfc(text).strip()
    db.session.flush()
    record(AnswerPrepared(), actor=actor, ward_id=question.ward_id, subject=question)
    return question


def _open(question: Question, version: int | None) -> None:
    lock_wards([question.ward_id])
    check_version(question, version)
