"""Deciding what the board shows: approve, refuse on a ground; and preparing answers."""

from __future__ import annotations

from collections.abc import Collection

from citizen_app.core import clock
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.core.workflow import check_version
from citizen_app.dialogue import policies
from citizen_app.dialogue.commands.board import index_question
from citizen_app.dialogue.events import (
    AnswerPrepared,
    QuestionApproved,
    QuestionAssigned,
    QuestionRefused,
)
from citizen_app.dialogue.grounds import grounds
from citizen_app.dialogue.models import Question
from citizen_app.dialogue.workflow_questions import machine
from citizen_app.feedback.checking import counts_of, findings_in, refuse_undecided
from citizen_app.feedback.events import PersonalDataMasked
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Category, Department


def approve_question(
    actor: Actor,
    question: Question,
    *,
    public_text: str,
    category: Category | None,
    kept: Collection[str] = frozenset(),
    version: int | None = None,
) -> Question:
    """Put a question on the board, in words without personal data; its field names the department.

    `kept`: keys of personal data that were found in the words and stay in on purpose.
    """
    authorize(actor, Permission.DIALOGUE_MODERATE, question.ward_id)
    open_question(question, version)
    words = nfc(public_text).strip()
    if not words:
        raise Invalid("public_text", _l("Please leave the words that everyone may read."))
    refuse_undecided(question.session.ward, kept, words)
    machine.apply(actor, question, "approve")
    show(question, words, category)
    db.session.flush()
    fact = QuestionApproved(words != question.text, category.code if category else "")
    record(fact, actor=actor, ward_id=question.ward_id, subject=question)
    note_masked(actor, question)
    index_question(question)
    return question


def show(question: Question, words: str, category: Category | None) -> None:
    """Settle what everyone reads of a question."""
    question.public_text, question.category = words, category
    question.decided_at = clock.now()
    if question.department_id is None:
        question.department_id = wards.route_category(question.ward_id, category)


def note_masked(actor: Actor, question: Question) -> None:
    """Record what was taken out of the asker's words and what was left in, by kind alone."""
    ward = question.session.ward
    masked, kept = counts_of(
        findings_in(ward, question.text), findings_in(ward, question.public_text)
    )
    if masked or kept:
        fact = PersonalDataMasked("question", masked, kept)
        record(fact, actor=actor, ward_id=question.ward_id, subject=question)


def refuse_question(
    actor: Actor, question: Question, *, ground: str, explanation: str, version: int | None = None
) -> Question:
    """Keep a question off the board on a named ground; the asker reads it and may object once."""
    open_question(question, version)
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


def assign_question(
    actor: Actor, question: Question, *, department: Department, version: int | None = None
) -> Question:
    """Ask a department of the ward to prepare the answer."""
    open_question(question, version)
    if department.ward_id != question.ward_id:
        raise Invalid("department", _l("This department is not in the ward."))
    machine.apply(actor, question, "assign")
    fact = QuestionAssigned(department.id, question.department_id)
    question.department = department
    db.session.flush()
    record(fact, actor=actor, ward_id=question.ward_id, subject=question)
    return question


def prepare_answer(
    actor: Actor,
    question: Question,
    *,
    text: str,
    kept: Collection[str] = frozenset(),
    version: int | None = None,
) -> Question:
    """Write what the department wants to say; only staff read it until the session.

    It is said in front of everybody and goes into the minutes: personal data are decided about now.
    """
    if not policies.can_prepare(actor, question):
        raise NotAllowed()
    open_question(question, version)
    refuse_undecided(question.session.ward, kept, nfc(text))
    machine.apply(actor, question, "prepare")
    question.prepared = nfc(text).strip()
    db.session.flush()
    record(AnswerPrepared(), actor=actor, ward_id=question.ward_id, subject=question)
    return question


def open_question(question: Question, version: int | None) -> None:
    lock_wards([question.ward_id])
    check_version(question, version)
