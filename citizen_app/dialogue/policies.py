"""Who may see a session: one rule, for one and for lists."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from citizen_app.core.actor import Actor
from citizen_app.dialogue.models import Session
from citizen_app.permissions import Permission


def is_public(session: Session) -> bool:
    """Return whether everyone may read of it: once its notice was published, called off or not."""
    return session.announced_at is not None


def publicly_visible() -> ColumnElement[bool]:
    """Return `is_public` as SQL."""
    return Session.announced_at.is_not(None)


def can_plan(actor: Actor, ward_id: int) -> bool:
    """Return whether the actor may see and change plans of a ward."""
    return actor.may(Permission.DIALOGUE_PLAN, ward_id)
