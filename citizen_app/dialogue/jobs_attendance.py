"""What the clock brings: who registered is erased when the limit after a session has passed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import ColumnElement, exists, or_, select

from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.core.events import place_of
from citizen_app.core.jobs import scheduled
from citizen_app.dialogue.commands.register import erase_session_people
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_attendance import Attendance, Registration
from citizen_app.wards.deadlines import window_end

log = logging.getLogger(__name__)
ERASING = "dialogue_erase"


@scheduled(minute="50", hour="18")
def erase_old_registrations() -> None:
    """Erase names, contact data, needs and PINs of sessions that are long over; 01:50 in the ward."""
    named = or_(
        exists().where(Registration.session_id == Session.id, Registration.pin_digest != ""),
        exists().where(Attendance.session_id == Session.id, Attendance.name != ""),
    )
    erase_where_over(named, erase_session_people)


def erase_where_over(holds: ColumnElement[bool], erase: Callable[[Session], object]) -> None:
    """Erase what sessions hold of people once its time is over, each session by itself."""
    over = select(Session.id).where(Session.ends_at < clock.now(), holds).order_by(Session.id)
    numbers = db.session.scalars(over).all()
    db.session.rollback()
    for number in numbers:
        try:
            with transaction():
                session = db.session.get_one(Session, number)
                until = window_end(session.ward_id, ERASING, session.ends_at)
                if until is not None and until < clock.now():
                    erase(session)
        except Exception as error:  # one session that fails holds up no other
            log.error("session %s is not erased tonight: %s", number, place_of(error))
