"""What can be printed beside booklets: meetings to come, cards of the survey."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.dialogue import queries_attendance
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_attendance import Registration
from citizen_app.surveys import queries as surveys
from citizen_app.surveys.models import Card
from citizen_app.wards.models import Ward

# Lines for people who come without a place.
SPARE_LINES = 20
A_DAY = dt.timedelta(days=1)


def coming_sessions(ward: Ward) -> Sequence[Session]:
    """Return the dialogues that are announced or under way, the next first."""
    return db.session.scalars(
        select(Session)
        .where(
            Session.ward_id == ward.id,
            Session.state.in_(("planned", "announced", "live")),
            Session.starts_at > clock.now() - A_DAY,
        )
        .order_by(Session.starts_at, Session.id)
        .limit(10)
    ).all()


def with_place(actor: Actor, session: Session) -> list[Registration]:
    """Return who has a place, as staff who plan the session may see it."""
    rows = queries_attendance.list_registrations(actor, session)
    return [row for row in rows if row.state == "placed"]


def survey_cards(ward: Ward) -> Sequence[Card]:
    """Return the cards of the survey that is open."""
    wave = surveys.open_wave_of(ward)
    return surveys.cards_of(wave) if wave is not None else []
