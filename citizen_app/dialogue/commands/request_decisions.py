"""Deciding whether everyone reads a request: shown, refused on a ground, an objection decided."""

from __future__ import annotations

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.core.workflow import check_version
from citizen_app.dialogue import thresholds
from citizen_app.dialogue.commands.request_turns import (
    count_people,
    lock_request,
    settle_if_reached,
)
from citizen_app.dialogue.events_requests import (
    RequestAppealDecided,
    RequestApproved,
    RequestRefused,
)
from citizen_app.dialogue.grounds import request_grounds
from citizen_app.dialogue.models_requests import DialogueRequest
from citizen_app.dialogue.workflow_requests import machine
from citizen_app.wards.deadlines import window_end


def approve_request(
    actor: Actor,
    request: DialogueRequest,
    *,
    subject: str,
    reason: str,
    version: int | None = None,
) -> None:
    """Show a request to everyone, in words without personal data; from now on voters can join it."""
    lock_request(request)
    check_version(request, version)
    _show(request, subject, reason)
    machine.apply(actor, request, "approve")
    db.session.flush()
    is_changed = (request.subject, request.reason) != (
        request.public_subject,
        request.public_reason,
    )
    record(RequestApproved(is_changed), actor=actor, ward_id=request.ward_id, subject=request)
    settle_if_reached(request)


def refuse_request(
    actor: Actor,
    request: DialogueRequest,
    *,
    ground: str,
    explanation: str,
    version: int | None = None,
) -> None:
    """Keep a request from the public on a named ground; its asker reads it and may object once."""
    lock_request(request)
    check_version(request, version)
    if ground not in request_grounds():
        raise Invalid("ground", _l("Choose a ground."))
    if not nfc(explanation).strip():
        raise Invalid("explanation", _l("Please write a few words."))
    request.ground, request.explanation = ground, nfc(explanation).strip()
    machine.apply(actor, request, "refuse")
    request.closed_at = clock.now()
    db.session.flush()
    record(RequestRefused(ground), actor=actor, ward_id=request.ward_id, subject=request)


def decide_request_appeal(
    actor: Actor,
    request: DialogueRequest,
    *,
    shown: bool,
    decision: str,
    subject: str = "",
    reason: str = "",
    version: int | None = None,
) -> None:
    """Let the refusal stand, or show the request in these words; the asker reads why."""
    lock_request(request)
    check_version(request, version)
    if not nfc(decision).strip():
        raise Invalid("decision", _l("Please write a few words."))
    if shown:
        _show(request, subject, reason)
    machine.apply(actor, request, "overturn" if shown else "uphold")
    request.appeal_outcome = "overturned" if shown else "upheld"
    request.appeal_decision = nfc(decision).strip()
    db.session.flush()
    fact = RequestAppealDecided(request.appeal_outcome)
    record(fact, actor=actor, ward_id=request.ward_id, subject=request)
    settle_if_reached(request)


def _show(request: DialogueRequest, subject: str, reason: str) -> None:
    words = nfc(subject).strip()
    if not words:
        raise Invalid("subject", _l("Please leave the words that everyone may read."))
    request.public_subject, request.public_reason = words, nfc(reason).strip()
    request.opened_at, request.closed_at = clock.now(), None
    request.open_until = window_end(request.ward_id, thresholds.OPEN_FOR, clock.now())
    count_people(request)
