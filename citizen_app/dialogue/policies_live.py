"""Who may do what while a session runs."""

from __future__ import annotations

from citizen_app.core.actor import Actor
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_live import Poll, Speaker
from citizen_app.permissions import Permission


def is_live(session: Session) -> bool:
    """Return whether the session runs now."""
    return session.state == "live"


def can_run(actor: Actor, session: Session) -> bool:
    """Return whether the actor leads the session: its order, its screen, its polls, its speakers."""
    return actor.may(Permission.DIALOGUE_RUN, session.ward_id)


def is_running(_actor: Actor, poll: Poll) -> bool:
    """Return whether the poll's session runs."""
    return is_live(poll.session)


def is_queueing(actor: Actor, speaker: Speaker) -> bool:
    """Return whether the actor is the one who asked to speak: the device says it (`unlocked`)."""
    digest = speaker.participant_digest
    return bool(digest) and digest in actor.unlocked
