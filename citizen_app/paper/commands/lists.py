"""Lists with names that leave on paper."""

from __future__ import annotations

from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.events import record
from citizen_app.dialogue.models import Session
from citizen_app.paper.events import NamesPrinted
from citizen_app.permissions import Permission


def note_names(actor: Actor, session: Session, names: int) -> None:
    """Record that the list of a meeting was printed with names; their number, none of them."""
    authorize(actor, Permission.DIALOGUE_PLAN, session.ward_id)
    fact = NamesPrinted(session.code, names)
    record(fact, actor=actor, ward_id=session.ward_id, subject=session)
