"""What the clock brings: waves open on their first day and close after their last."""

from __future__ import annotations

import logging

from flask import current_app
from sqlalchemy.orm.exc import StaleDataError

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, transaction
from citizen_app.core.errors import DomainError
from citizen_app.core.events import lock_wards, place_of
from citizen_app.core.jobs import scheduled
from citizen_app.surveys import queries
from citizen_app.surveys.commands.waves import close_wave, open_wave
from citizen_app.surveys.models import Wave

log = logging.getLogger(__name__)


@scheduled(minute="5")
def turn_waves() -> None:
    """Open and close what is due, each on its own; at 00:05 in the ward and every hour after."""
    today = clock.today()
    opening, closing = queries.due_to_open(today), queries.due_to_close(today)
    db.session.rollback()
    for wave_id, is_opening in [*((w, True) for w in opening), *((w, False) for w in closing)]:
        try:
            with transaction():
                _turn(wave_id, is_opening)
        except (DomainError, StaleDataError) as error:  # somebody was faster
            log.warning("survey wave %s is looked at again later: %s", wave_id, place_of(error))


def _turn(wave_id: int, is_opening: bool) -> None:
    wave = db.session.get_one(Wave, wave_id)
    lock_wards([wave.ward_id])
    db.session.refresh(wave)
    if is_opening and wave.state == "planned":
        open_wave(SYSTEM, wave)
    elif not is_opening and wave.state == "open":
        close_wave(SYSTEM, wave, secret=current_app.config["SECRET_KEY"])
