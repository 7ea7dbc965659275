"""What the clock brings: how speakers wanted to be called is erased when the limit has passed."""

from __future__ import annotations

import logging

from sqlalchemy import exists, select

from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.core.events import place_of
from citizen_app.core.jobs import scheduled
from citizen_app.dialogue.commands.speaking import erase_speakers
from citizen_app.dialogue.jobs_attendance import ERASING
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_live import Speaker
from citizen_app.wards.deadlines import window_end

log = logging.getLogger(__name__)


@scheduled(minute="55", hour="18")
def erase_old_speakers() -> None:
    """Erase the words of address of sessions that are long over; 01:55 in the ward."""
    named = exists().where(Speaker.session_id == Session.id, Speaker.participant_digest != "")
    over = select(Session.id).where(Session.ends_at < clock.now(), named).order_by(Session.id)
    numbers = db.session.scalars(over).all()
    db.session.rollback()
    for number in numbers:
        try:
            with transaction():
                session = db.session.get_one(Session, number)
                until = window_end(session.ward_id, ERASING, session.ends_at)
                if until is not None and until < clock.now():
                    erase_speakers(session)
        except Exception as error:  # one session that fails holds up no other
            log.error("speakers of session %s are not erased tonight: %s", number, place_of(error))
