"""Questions about teams, visits and consents. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotAllowed, NotFound
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.dialogue.models_attendance import Registration
from citizen_app.permissions import Permission
from citizen_app.teams import policies
from citizen_app.teams.models import Consent, Member, Team, TeamInvitation, Visit
from citizen_app.wards.models import Neighbourhood


def list_teams(ward_id: int) -> Sequence[Team]:
    """Return the teams of a ward with their members, those that are over last."""
    query = select(Team).where(Team.ward_id == ward_id)
    loaded = query.options(joinedload(Team.members).joinedload(Member.account))
    return db.session.scalars(loaded.order_by(Team.ended_at.is_not(None), Team.name)).unique().all()


def get_team(actor: Actor, code: str) -> Team:
    """Return a team that the actor may see as staff, or raise NotFound."""
    team = db.session.scalar(select(Team).where(Team.code == code))
    if team is None or not actor.may(Permission.TEAM_SUPERVISE, team.ward_id):
        raise NotFound()
    return team


def list_open_invitations(team: Team) -> Sequence[TeamInvitation]:
    """Return the links of a team that still open it, newest first."""
    query = select(TeamInvitation).where(TeamInvitation.team_id == team.id, *_still_good())
    return db.session.scalars(query.order_by(TeamInvitation.id.desc())).all()


def find_invitation(token: str) -> TeamInvitation | None:
    """Return the invitation that a link stands for while it may be used."""
    digest = ids.token_digest(token)
    query = select(TeamInvitation).where(TeamInvitation.token_digest == digest, *_still_good())
    found = db.session.scalar(query.options(joinedload(TeamInvitation.team)))
    return found if found is not None and found.team.ended_at is None else None


def _still_good() -> tuple[ColumnElement[bool], ...]:
    unused = TeamInvitation.used_at.is_(None), TeamInvitation.ended_at.is_(None)
    return (*unused, TeamInvitation.expires_at > clock.now())


def memberships_of(account_id: int | None, ward_id: int | None = None) -> Sequence[Member]:
    """Return the memberships that somebody holds now, oldest first."""
    query = (
        select(Member).join(Team).where(Member.account_id == account_id, Member.ended_at.is_(None))
    )
    query = query.where(Team.ended_at.is_(None))
    if ward_id is not None:
        query = query.where(Team.ward_id == ward_id)
    return db.session.scalars(query.options(joinedload(Member.team)).order_by(Member.id)).all()


def team_for(actor: Actor, neighbourhood: Neighbourhood) -> Team:
    """Return the team for which the actor helps in a neighbourhood; raise NotAllowed when there is none."""
    if neighbourhood.id in policies.places_of(actor, neighbourhood.ward_id):
        for member in memberships_of(actor.account_id, neighbourhood.ward_id):
            if neighbourhood.id in member.team.neighbourhood_ids:
                return member.team
    raise NotAllowed(_l("You do not help in this neighbourhood."))


def list_places(actor: Actor) -> Sequence[Neighbourhood]:
    """Return the neighbourhoods in which the actor helps, by name."""
    mine = memberships_of(actor.account_id)
    of_teams = {place for member in mine for place in member.team.neighbourhood_ids}
    places = sorted(of_teams & policies.all_places_of(actor))
    query = select(Neighbourhood).where(Neighbourhood.id.in_(places))
    return db.session.scalars(query.order_by(Neighbourhood.ward_id, Neighbourhood.position)).all()


def open_visit(actor: Actor) -> Visit | None:
    """Return whom the actor helps just now, or None."""
    query = select(Visit).where(Visit.helper_id == actor.account_id, Visit.ended_at.is_(None))
    visit = db.session.scalar(query.options(joinedload(Visit.neighbourhood)))
    return visit if visit is not None and policies.is_open(visit) else None


def get_open_visit(actor: Actor) -> Visit:
    """Return whom the actor helps just now; raise NotAllowed when it is nobody, or the time is over."""
    visit = open_visit(actor)
    if visit is None:
        raise NotAllowed(_l("This help has ended. Begin again with the person beside you."))
    return visit


def consent_of(thing: Any) -> Consent | None:
    """Return how its resident agreed that a thing was filed for them; None when they filed it themselves."""
    return consent_about(thing.__tablename__, thing.id)


def consent_about(subject_type: str, subject_id: int) -> Consent | None:
    """Return the same by the kind and number of what was filed."""
    query = select(Consent).where(
        Consent.subject_type == subject_type, Consent.subject_id == subject_id
    )
    return db.session.scalar(query.options(joinedload(Consent.helper), joinedload(Consent.team)))


def get_consent(code: str) -> Consent:
    """Return a consent by its code, or raise NotFound; who may see it, the caller asks."""
    found = db.session.scalar(select(Consent).where(Consent.code == code))
    if found is None:
        raise NotFound()
    return found


def consents_of_session(session_id: int) -> Sequence[Consent]:
    """Return the consents to registrations for a dialogue."""
    of_session = select(Registration.id).where(Registration.session_id == session_id)
    query = select(Consent).where(
        Consent.subject_type == Registration.__tablename__, Consent.subject_id.in_(of_session)
    )
    return db.session.scalars(query.order_by(Consent.id)).all()


def places_of_team(team: Team) -> Sequence[Neighbourhood]:
    """Return the neighbourhoods in which a team helps, by name."""
    query = select(Neighbourhood).where(Neighbourhood.id.in_(team.neighbourhood_ids))
    return db.session.scalars(query.order_by(Neighbourhood.position, Neighbourhood.name)).all()


def list_members(team: Team) -> Sequence[Member]:
    """Return everybody who is or was in a team, those who are in it first."""
    query = select(Member).where(Member.team_id == team.id).options(joinedload(Member.account))
    return db.session.scalars(query.order_by(Member.ended_at.is_not(None), Member.id)).all()


def members_in(ward_id: int) -> Sequence[Member]:
    """Return who is in the teams of a ward now, team by team."""
    query = select(Member).join(Member.team).where(Team.ward_id == ward_id)
    query = query.where(Member.ended_at.is_(None), Team.ended_at.is_(None))
    loaded = query.options(contains_eager(Member.team), joinedload(Member.account))
    return db.session.scalars(loaded.order_by(Team.name, Member.id)).all()
