"""The asker goes: taking a question back, erasing what names the asker."""

from __future__ import annotations

from sqlalchemy import delete, select

from citizen_app.commitments.commands.voices import erase_voices
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import InvalidTransition, NotAllowed
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.ids import new_token, token_digest
from citizen_app.dialogue import policies
from citizen_app.dialogue.commands.board import index_question
from citizen_app.dialogue.commands.joining import asker_token, give_back_joined
from citizen_app.dialogue.events import QuestionDataErased, QuestionWithdrawn
from citizen_app.dialogue.models import Question, QuestionSupport, QuestionWords, SessionFollow
from citizen_app.dialogue.workflow_questions import machine


def withdraw_question(actor: Actor, question: Question) -> Question:
    """Take a question back; it leaves the board, and those who were joined to it are read again."""
    lock_wards([question.ward_id])
    machine.apply(actor, question, "withdraw")
    db.session.flush()
    record(QuestionWithdrawn(), actor=actor, ward_id=question.ward_id, subject=question)
    index_question(question)
    give_back_joined(question)
    return question


def erase_question_data(actor: Actor, question: Question) -> None:
    """Take name, contact, account and the asker's own words from a question; what is shown stays."""
    if not policies.is_asker(actor, question):
        raise NotAllowed()
    if policies.is_undecided(question) and machine.may(actor, question, "withdraw"):
        raise InvalidTransition(_l("Please withdraw the question first: the ward still reads it."))
    _erase(actor, question)


def erase_asker(actor: Actor) -> None:
    """Erase the person from every question that an account asked or supported, and what it follows.

    What the ward still reads is withdrawn first: nobody could be answered any more.
    """
    mine = select(Question).where(Question.account_id == actor.account_id).order_by(Question.id)
    for question in db.session.scalars(mine).all():
        if policies.is_undecided(question) and machine.may(actor, question, "withdraw"):
            withdraw_question(actor, question)
        _erase(actor, question)
    theirs = select(QuestionSupport).where(QuestionSupport.account_id == actor.account_id)
    for support in db.session.scalars(theirs).all():
        # The count stays right, and nobody can tell any more whose support it was.
        support.account_id, support.device_digest = None, token_digest(new_token())
    db.session.execute(delete(SessionFollow).where(SessionFollow.account_id == actor.account_id))
    db.session.flush()


def _erase(actor: Actor, question: Question) -> None:
    lock_wards([question.ward_id])
    if question.account_id is not None and question.merged_into_id is not None:
        _keep_place(question)
    question.contact = None
    question.account_id = None
    question.text = question.public_text
    db.session.execute(delete(QuestionWords).where(QuestionWords.question_id == question.id))
    if question.appeal is not None:
        question.appeal.text = ""
    erase_voices(Question.__tablename__, question.id)
    db.session.flush()
    record(QuestionDataErased(), actor=actor, ward_id=question.ward_id, subject=question)


def _keep_place(question: Question) -> None:
    """Let the asker of a joined question count on, without the account."""
    support = db.session.scalar(
        select(QuestionSupport).where(
            QuestionSupport.question_id == question.merged_into_id,
            QuestionSupport.account_id == question.account_id,
        )
    )
    if support is not None:
        support.account_id, support.device_digest = None, asker_token(question)
