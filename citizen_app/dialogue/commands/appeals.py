"""Objections to a refusal: once, decided by those who supervise the ward (Law 10/2022 art. 86-87)."""

from __future__ import annotations

from collections.abc import Collection

from citizen_app.core import clock
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.core.workflow import check_version
from citizen_app.dialogue.commands.board import index_question
from citizen_app.dialogue.commands.moderate import note_masked, show
from citizen_app.dialogue.events import AppealDecided, RefusalAppealed
from citizen_app.dialogue.models import Appeal, Question
from citizen_app.dialogue.workflow_questions import machine
from citizen_app.feedback.checking import refuse_undecided
from citizen_app.permissions import Permission


def appeal_refusal(actor: Actor, question: Question, *, text: str) -> Appeal:
    """Object to a refusal, with the reason; those who supervise read it."""
    lock_wards([question.ward_id])
    words = nfc(text).strip()
    if not words:
        raise Invalid("text", _l("Please say why the question should be shown."))
    machine.apply(actor, question, "appeal")
    appeal = Appeal(question=question, ward_id=question.ward_id, text=words, sent_at=clock.now())
    db.session.add(appeal)
    db.session.flush()
    record(RefusalAppealed(), actor=actor, ward_id=question.ward_id, subject=question)
    return appeal


def decide_appeal(
    actor: Actor,
    question: Question,
    *,
    shown: bool,
    decision: str,
    public_text: str = "",
    kept: Collection[str] = frozenset(),
    version: int | None = None,
) -> Appeal:
    """Let the refusal stand, or put the question on the board; the asker reads why."""
    authorize(actor, Permission.DIALOGUE_SUPERVISE, question.ward_id)
    lock_wards([question.ward_id])
    check_version(question, version)
    if not nfc(decision).strip():
        raise Invalid("decision", _l("Please write a few words."))
    words = nfc(public_text).strip() or question.text
    if shown:
        refuse_undecided(question.session.ward, kept, words)
        show(question, words, question.category)
    machine.apply(actor, question, "overturn" if shown else "uphold")
    appeal = question.appeal
    assert appeal is not None, "the workflow lets nobody get here without an objection"
    appeal.outcome = "overturned" if shown else "upheld"
    appeal.decision, appeal.decided_at = nfc(decision).strip(), clock.now()
    appeal.decided_by_id = actor.account_id
    db.session.flush()
    record(AppealDecided(appeal.outcome), actor=actor, ward_id=question.ward_id, subject=question)
    if shown:
        note_masked(actor, question)
    index_question(question)
    return appeal
