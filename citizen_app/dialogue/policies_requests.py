"""Who may see a request for a dialogue, who asked for it, and when one can join."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement

from citizen_app.core.actor import Actor
from citizen_app.dialogue.models_requests import JOINED_STATES, SHOWN_STATES, DialogueRequest
from citizen_app.permissions import Permission


def is_shown(request: DialogueRequest) -> bool:
    """Return whether everyone may read of it: once the ward has read it, and it was not refused."""
    return request.state in SHOWN_STATES


def shown() -> ColumnElement[bool]:
    """Return `is_shown` as SQL."""
    return DialogueRequest.state.in_(SHOWN_STATES)


def can_be_joined(request: DialogueRequest) -> bool:
    """Return whether voters can ask for it too now."""
    return request.state in JOINED_STATES


def can_be_left(request: DialogueRequest) -> bool:
    """Return whether somebody can take back that they ask for it: until the session is held."""
    return request.state in {*JOINED_STATES, "planned"}


def is_asker(actor: Actor, request: DialogueRequest) -> bool:
    """Return whether the actor's own account sent the request."""
    by_account = actor.account_id is not None and actor.account_id == request.account_id
    return by_account and not actor.is_staff


def is_asker_without_appeal(actor: Actor, request: DialogueRequest) -> bool:
    """Return whether the asker may still object: once."""
    return is_asker(actor, request) and not request.appeal_outcome


def has_open_appeal(_actor: Actor, request: DialogueRequest) -> bool:
    """Return whether an objection waits for a decision."""
    return request.appeal_outcome == "open"


def is_the_system(actor: Actor, _request: Any) -> bool:
    """Return whether nobody in person acts: numbers and days decide."""
    return actor.is_system


def was_never_reached(actor: Actor, request: DialogueRequest) -> bool:
    """Return whether the system acts on a request that too few had asked for."""
    return actor.is_system and request.reached_at is None


def was_reached(actor: Actor, request: DialogueRequest) -> bool:
    """Return whether the system acts on a request that enough had asked for."""
    return actor.is_system and request.reached_at is not None


def can_see_as_staff(actor: Actor, ward_id: int) -> bool:
    """Return whether the actor works with the requests of a ward."""
    return actor.may(Permission.DIALOGUE_PLAN, ward_id)
