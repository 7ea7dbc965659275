"""What a helper reads about what they filed: code and state, and only while the resident lets them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_attendance import Registration
from citizen_app.dialogue.workflow_attendance import STATE_LABELS as REGISTRATION_LABELS
from citizen_app.dialogue.workflow_questions import STATE_LABELS as QUESTION_LABELS
from citizen_app.feedback.models import Report
from citizen_app.feedback.states import WORDS, public_state
from citizen_app.surveys import queries as surveys
from citizen_app.surveys.models import Wave
from citizen_app.teams import policies
from citizen_app.teams.models import Consent, Purpose
from citizen_app.teams.rules import value
from citizen_app.wards.models import Ward

MOST = 30


@dataclass(frozen=True)
class FiledRow:
    """One thing that a helper filed: what it is, where it stands, nothing of what it says."""

    code: str
    purpose: str
    recorded_at: dt.datetime
    state: object


def list_filed(actor: Actor) -> list[FiledRow]:
    """Return the newest things that the helper filed and may still see, newest first."""
    query = (
        select(Consent)
        .where(Consent.helper_id == actor.account_id, Consent.withdrawn_at.is_(None))
        .where(Consent.neighbourhood_id.in_(sorted(policies.all_places_of(actor))))
        .order_by(Consent.recorded_at.desc(), Consent.id.desc())
        .limit(MOST)
    )
    rows = db.session.scalars(query).all()
    things = {
        Purpose.REPORT: _by_id(Report, rows, Purpose.REPORT),
        Purpose.QUESTION: _by_id(Question, rows, Purpose.QUESTION),
        Purpose.REGISTRATION: _by_id(Registration, rows, Purpose.REGISTRATION),
    }
    found = []
    for row in rows:
        thing = things[Purpose(row.purpose)].get(row.subject_id)
        if thing is not None:
            state = _state(row.purpose, thing)
            found.append(FiledRow(thing.code, row.purpose, row.recorded_at, state))
    return found


def _by_id(model: Any, rows: Sequence[Consent], purpose: str) -> dict[int, Any]:
    wanted = [row.subject_id for row in rows if row.purpose == purpose]
    if not wanted:
        return {}
    found = db.session.scalars(select(model).where(model.id.in_(wanted))).all()
    return {thing.id: thing for thing in found}


def _state(purpose: str, thing: object) -> object:
    """Return where it stands in public words; of what is kept to few readers only that it was sent."""
    if isinstance(thing, Report):
        return WORDS["sent"].label if thing.confined_to else public_state(thing).label
    if isinstance(thing, Question):
        return WORDS["sent"].label if thing.is_guarded else QUESTION_LABELS[thing.state]
    assert isinstance(thing, Registration), purpose
    return REGISTRATION_LABELS[thing.state]


def count_withdrawn(actor: Actor) -> int:
    """Return how many residents took the helper's access back lately; which ones, nobody tells the helper."""
    since = clock.now() - dt.timedelta(days=value("visit_kept_days"))
    query = select(func.count()).select_from(Consent)
    return (
        db.session.scalar(
            query.where(and_(Consent.helper_id == actor.account_id, Consent.withdrawn_at > since))
        )
        or 0
    )


def sessions_open_to(ward: Ward) -> Sequence[Session]:
    """Return the announced dialogues of a ward, the next one first."""
    query = select(Session).where(
        Session.ward_id == ward.id, Session.state.in_(("announced", "live"))
    )
    return db.session.scalars(query.order_by(Session.starts_at, Session.id)).all()


def get_session(ward: Ward, code: str) -> Session:
    """Return an announced dialogue of a ward, or raise NotFound."""
    found = next((one for one in sessions_open_to(ward) if one.code == code), None)
    if found is None:
        raise NotFound()
    return found


def open_wave(ward: Ward) -> Wave | None:
    """Return the survey that takes answers in a ward now, or None."""
    return surveys.open_wave_of(ward)
