"""What a phone carries, and which phones there are. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.dialogue import policies as dialogue_policies
from citizen_app.dialogue import policies_attendance
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.queries import list_public
from citizen_app.feedback.models import Report
from citizen_app.feedback.queries_list import newest_answers
from citizen_app.feedback.queries_places import answered_in, open_in
from citizen_app.permissions import Permission
from citizen_app.pocket.limits import MOST_ANSWERS, MOST_ANSWERS_OF_PLACE, MOST_OPEN_OF_PLACE
from citizen_app.pocket.models import HelperPhone, PocketSlip
from citizen_app.surveys.models import Wave
from citizen_app.surveys.queries import open_wave_of
from citizen_app.teams.queries import list_places
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Category, Neighbourhood, Ward


@dataclass(frozen=True)
class Load:
    """Everything that a phone needs for a day, of one ward; public all of it but the places."""

    ward: Ward
    places: Sequence[Neighbourhood]
    categories: Sequence[Category]
    open_cases: Sequence[Report]
    answers: Sequence[Report]
    sessions: Sequence[Session]
    wave: Wave | None


def places_carried(actor: Actor) -> list[Neighbourhood]:
    """Return where the actor helps, in one ward: the first, for somebody in the teams of several."""
    places = list_places(actor)
    return [place for place in places if place.ward_id == places[0].ward_id]


def load_for(actor: Actor, places: Sequence[Neighbourhood]) -> Load:
    """Return what a phone carries."""
    ward = places[0].ward
    to_come, _over = list_public(ward)
    running = _with_clusters([one for one in to_come if is_useful(one)])
    numbers = [place.id for place in places]
    return Load(
        ward=ward,
        places=places,
        categories=wards.list_categories(ward.id),
        open_cases=open_in(ward, numbers, MOST_OPEN_OF_PLACE),
        answers=_with_places(newest_answers(ward, MOST_ANSWERS), ward, numbers),
        sessions=running,
        wave=open_wave_of(ward),
    )


def _with_places(newest: Sequence[Report], ward: Ward, places: list[int]) -> Sequence[Report]:
    """Add the newest answers of each neighbourhood that are too old to be among those of the ward."""
    known = {report.id for report in newest}
    of_places = answered_in(ward, places, MOST_ANSWERS_OF_PLACE)
    return [*newest, *(report for report in of_places if report.id not in known)]


def _with_clusters(sessions: list[Session]) -> list[Session]:
    """Return sessions with the neighbourhoods that they are for, which are read at once for all."""
    query = select(Session).where(Session.id.in_([one.id for one in sessions]))
    db.session.scalars(query.options(selectinload(Session.clusters))).all()
    return sessions


def is_useful(session: Session) -> bool:
    """Return whether people can still ask or register at a session, or come to it."""
    return session.state in {"announced", "live"} and session.ends_at > clock.now()


def takes_questions(session: Session) -> bool:
    """Return whether questions are taken now."""
    return dialogue_policies.takes_questions(session)


def takes_registrations(session: Session) -> bool:
    """Return whether registrations are taken now."""
    return policies_attendance.is_open(session)


def find_phone(key_digest: str) -> HelperPhone | None:
    """Return the phone with a digest of its secret, or None."""
    return db.session.scalar(select(HelperPhone).where(HelperPhone.key_digest == key_digest))


def phones_of(account_id: int | None) -> Sequence[HelperPhone]:
    """Return the phones of one helper, newest first."""
    query = select(HelperPhone).where(HelperPhone.account_id == account_id)
    return db.session.scalars(query.order_by(HelperPhone.id.desc())).all()


def list_phones(ward: Ward, most: int = 200) -> Sequence[HelperPhone]:
    """Return the phones of a ward's helpers, those seen last first."""
    query = select(HelperPhone).where(HelperPhone.ward_id == ward.id)
    query = query.options(joinedload(HelperPhone.account))
    return db.session.scalars(
        query.order_by(HelperPhone.seen_at.desc(), HelperPhone.id.desc()).limit(most)
    ).all()


def get_phone(actor: Actor, prefix: str) -> HelperPhone:
    """Return a phone of a ward whose teams the actor sets up, or raise NotFound."""
    phone = db.session.scalar(select(HelperPhone).where(HelperPhone.prefix == prefix))
    if phone is None or not actor.may(Permission.TEAM_MANAGE, phone.ward_id):
        raise NotFound()
    return phone


def find_slip(slip: str) -> PocketSlip | None:
    """Return what became of a slip, None while it has not come."""
    return db.session.scalar(select(PocketSlip).where(PocketSlip.slip == slip))


def find_slip_by_key(key_digest: str) -> PocketSlip | None:
    """Return what was filed under a phone's key, or None."""
    return db.session.scalar(select(PocketSlip).where(PocketSlip.key_digest == key_digest))
