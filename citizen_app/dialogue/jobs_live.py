"""What the clock brings: how speakers wanted to be called is erased when the limit has passed."""

from __future__ import annotations

from sqlalchemy import exists

from citizen_app.core.jobs import scheduled
from citizen_app.dialogue.commands.speaking import erase_speakers
from citizen_app.dialogue.jobs_attendance import erase_where_over
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_live import Speaker


@scheduled(minute="55", hour="18")
def erase_old_speakers() -> None:
    """Erase the words of address of sessions that are long over; 01:55 in the ward."""
    named = exists().where(Speaker.session_id == Session.id, Speaker.participant_digest != "")
    erase_where_over(named, erase_speakers)
