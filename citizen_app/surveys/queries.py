"""Reading waves, their published figures, and how many have answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.permissions import Permission
from citizen_app.surveys import policies
from citizen_app.surveys.counting import Given
from citizen_app.surveys.models import (
    Answer,
    Box,
    Card,
    PopulationCount,
    SensitiveCount,
    UsedPass,
    Wave,
)
from citizen_app.wards.models import Ward


def open_wave_of(ward: Ward) -> Wave | None:
    """Return the wave of a ward that takes answers today."""
    query = select(Wave).where(Wave.ward_id == ward.id, Wave.state == "open").order_by(Wave.id)
    return next((w for w in db.session.scalars(query) if policies.takes_answers(w)), None)


def standing_of(ward: Ward) -> tuple[Wave | None, bool]:
    """Return the wave that takes answers today and whether another one's results are published, at once."""
    query = select(Wave).where(Wave.ward_id == ward.id, Wave.state.in_(("open", "closed")))
    waves = db.session.scalars(query.order_by(Wave.id)).all()
    current = next((wave for wave in waves if policies.takes_answers(wave)), None)
    return current, any(wave.state == "closed" for wave in waves)


def next_wave_of(ward: Ward) -> Wave | None:
    """Return the wave that opens next."""
    query = select(Wave).where(
        Wave.ward_id == ward.id, Wave.state == "planned", Wave.closes_on > clock.today()
    )
    return db.session.scalars(query.order_by(Wave.opens_on, Wave.id)).first()


def is_used(wave: Wave, digest: str) -> bool:
    """Return whether an invitation was used."""
    return db.session.get(UsedPass, (wave.id, digest)) is not None


def closed_waves(ward: Ward) -> Sequence[Wave]:
    """Return the waves whose results are published, the newest first."""
    return db.session.scalars(
        select(Wave)
        .where(Wave.ward_id == ward.id, Wave.state == "closed")
        .options(joinedload(Wave.result))
        .order_by(Wave.opens_on.desc(), Wave.id.desc())
    ).all()


def waves_for_staff(actor: Actor, ward: Ward) -> Sequence[Wave]:
    """Return all waves of a ward, the newest first, to somebody who runs surveys there."""
    if not actor.may(Permission.SURVEY_RUN, ward.id):
        raise NotFound()
    return db.session.scalars(
        select(Wave)
        .where(Wave.ward_id == ward.id)
        .options(joinedload(Wave.result))
        .order_by(Wave.opens_on.desc(), Wave.id.desc())
    ).all()


def get_wave(actor: Actor, ward: Ward, quarter: str) -> Wave:
    """Return a wave that the actor may run, or raise NotFound."""
    found = next((w for w in waves_for_staff(actor, ward) if w.quarter == quarter), None)
    if found is None:
        raise NotFound()
    return found


def cards_of(wave: Wave) -> Sequence[Card]:
    """Return the cards of a wave, the oldest first."""
    return db.session.scalars(select(Card).where(Card.wave_id == wave.id).order_by(Card.id)).all()


def get_card(actor: Actor, code: str) -> Card:
    """Return a card of a wave that the actor may run, or raise NotFound."""
    query = (
        select(Card).where(Card.code == code).options(joinedload(Card.wave).joinedload(Wave.ward))
    )
    card = db.session.scalars(query).first()
    if card is None or not actor.may(Permission.SURVEY_RUN, card.wave.ward_id):
        raise NotFound()
    return card


def find_card(wave: Wave, code: str) -> Card | None:
    """Return a card of the wave by its code."""
    return db.session.scalars(
        select(Card).where(Card.wave_id == wave.id, Card.code == code)
    ).first()


def counts_of(wave: Wave) -> dict[str, int]:
    """Return how many have answered so far, by channel: all that staff see before the wave closes."""
    if wave.result is not None:
        return dict(wave.result.figures["channels"])
    box = db.session.get(Box, wave.id)
    return dict(box.counts) if box is not None else {}


def answers_of(wave: Wave) -> list[Given]:
    """Return the ordinary answers of a wave, in the order of their random numbers."""
    rows = db.session.scalars(select(Answer).where(Answer.wave_id == wave.id).order_by(Answer.id))
    return [
        Given(
            channel=row.channel,
            choices=row.choices,
            groups={
                "neighbourhood": str(row.neighbourhood_id or ""),
                "sex": row.sex,
                "age_group": row.age_group,
            },
        )
        for row in rows
    ]


def sensitive_counts(wave: Wave) -> dict[str, dict[str, int]]:
    """Return how many chose what in the sensitive questions."""
    counts: dict[str, dict[str, int]] = {}
    rows = db.session.scalars(
        select(SensitiveCount).where(
            SensitiveCount.ward_code == wave.ward.code, SensitiveCount.quarter == wave.quarter
        )
    )
    for row in rows:
        counts.setdefault(row.question, {})[row.choice] = row.people
    return counts


def population_rows(ward_id: int) -> Sequence[PopulationCount]:
    """Return how many adults belong to which group, as it was entered."""
    query = select(PopulationCount).where(PopulationCount.ward_id == ward_id)
    return db.session.scalars(query.order_by(PopulationCount.id)).all()


def population_of(ward_id: int) -> dict[str, dict[str, int]]:
    """Return the same by variable and group."""
    known: dict[str, dict[str, int]] = {}
    for row in population_rows(ward_id):
        known.setdefault(row.variable, {})[row.group_code] = row.people
    return known


def due_to_open(day: dt.date) -> Sequence[int]:
    """Return the planned waves whose first day has come."""
    query = select(Wave.id).where(
        Wave.state == "planned", Wave.opens_on <= day, Wave.closes_on > day
    )
    return db.session.scalars(query.order_by(Wave.id)).all()


def due_to_close(day: dt.date) -> Sequence[int]:
    """Return the open waves whose last day is over."""
    query = select(Wave.id).where(Wave.state == "open", Wave.closes_on < day)
    return db.session.scalars(query.order_by(Wave.id)).all()
