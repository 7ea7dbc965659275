"""A ward's teams: set up, changed, dissolved; members come in by a link and leave at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, update

from citizen_app.accounts.commands import end_role, grant_role
from citizen_app.accounts.models import Account, RoleGrant
from citizen_app.accounts.queries import own_account
from citizen_app.core import clock, ids
from citizen_app.core.actor import SYSTEM, Actor, Surface
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed, NotFound
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.dialogue.commands.door_duty import end_duties_of
from citizen_app.permissions import Permission, Role
from citizen_app.teams.commands.visits import end_visits_of
from citizen_app.teams.events import (
    MembershipEnded,
    TeamChanged,
    TeamEnded,
    TeamInvitationEnded,
    TeamInvitationMade,
    TeamJoined,
    TeamMade,
)
from citizen_app.teams.models import Member, Team, TeamInvitation
from citizen_app.teams.queries import find_invitation, memberships_of
from citizen_app.teams.rules import value
from citizen_app.wards.models import Neighbourhood, Ward

PREFIX = "TN"


def make_team(
    actor: Actor, ward: Ward, *, name: str, neighbourhoods: Iterable[Neighbourhood]
) -> Team:
    """Set up a team for some neighbourhoods of a ward (Decree 224/2026/ND-CP art. 79)."""
    _authorise(actor, ward.id)
    team = Team(code=ids.new_code(PREFIX), ward_id=ward.id, made_at=clock.now())
    team.name, team.neighbourhood_ids = _checked(ward.id, name, neighbourhoods)
    db.session.add(team)
    db.session.flush()
    fact = TeamMade(team.code, tuple(team.neighbourhood_ids))
    record(fact, actor=actor, ward_id=ward.id, subject=team)
    return team


def change_team(
    actor: Actor,
    team: Team,
    *,
    name: str,
    neighbourhoods: Iterable[Neighbourhood],
    message: str = "",
) -> None:
    """Change a team's name, where it helps and what its members read; their roles follow at once."""
    _authorise(actor, team.ward_id)
    _check_open(team)
    team.name, team.neighbourhood_ids = _checked(team.ward_id, name, neighbourhoods)
    team.message = nfc(message).strip()[:500]
    db.session.flush()
    for member in _open_members(team):
        _fit_role(member.account, team.ward_id)
    fact = TeamChanged(team.code, tuple(team.neighbourhood_ids))
    record(fact, actor=actor, ward_id=team.ward_id, subject=team)


def end_team(actor: Actor, team: Team) -> None:
    """Dissolve a team: its memberships and links end with it."""
    _authorise(actor, team.ward_id)
    if team.ended_at is not None:
        return
    for member in _open_members(team):
        end_membership(actor, member)
    team.ended_at = clock.now()
    unused = TeamInvitation.used_at.is_(None), TeamInvitation.ended_at.is_(None)
    links = update(TeamInvitation).where(TeamInvitation.team_id == team.id, *unused)
    db.session.execute(links.values(ended_at=clock.now(), label=""))
    record(TeamEnded(team.code), actor=actor, ward_id=team.ward_id, subject=team)


def invite_member(actor: Actor, team: Team, *, label: str = "") -> str:
    """Make a link into the team, good once and for some days; return its token, which is not kept."""
    _authorise(actor, team.ward_id)
    _check_open(team)
    token, now = ids.new_token(), clock.now()
    invitation = TeamInvitation(
        team_id=team.id,
        label=nfc(label).strip()[:120],
        token_digest=ids.token_digest(token),
        made_at=now,
        expires_at=now + dt.timedelta(days=value("invitation_days")),
    )
    db.session.add(invitation)
    db.session.flush()
    fact = TeamInvitationMade(invitation.id)
    record(fact, actor=actor, ward_id=team.ward_id, subject=team)
    return token


def end_invitation(actor: Actor, invitation: TeamInvitation) -> None:
    """Take a link back; who opens it later is told that it is over."""
    team = invitation.team
    _authorise(actor, team.ward_id)
    if invitation.ended_at is None and invitation.used_at is None:
        invitation.ended_at, invitation.label = clock.now(), ""
        db.session.flush()
        fact = TeamInvitationEnded(invitation.id)
        record(fact, actor=actor, ward_id=team.ward_id, subject=team)


def join_team(actor: Actor, token: str) -> Member:
    """Come into a team by its link, once, with one's own resident account."""
    invitation = find_invitation(token)
    if actor.surface is not Surface.RESIDENT:
        raise NotAllowed()
    if invitation is None:
        raise NotFound(_l("This link was used already or is too old. Ask for a new one."))
    team, account = invitation.team, own_account(actor)
    lock_wards([team.ward_id])
    known = next((m for m in memberships_of(account.id) if m.team_id == team.id), None)
    if known is not None:
        return known
    _use_up(invitation)
    member = Member(team_id=team.id, account_id=account.id, joined_at=clock.now())
    member.team, member.account = team, account
    db.session.add(member)
    db.session.flush()
    _fit_role(account, team.ward_id)
    record(TeamJoined(account.id), actor=actor, ward_id=team.ward_id, subject=team)
    return member


def _use_up(invitation: TeamInvitation) -> None:
    unused = update(TeamInvitation).where(
        TeamInvitation.id == invitation.id,
        TeamInvitation.used_at.is_(None),
        TeamInvitation.ended_at.is_(None),
    )
    taken: Any = db.session.execute(unused.values(used_at=clock.now(), label=""))
    if not taken.rowcount:
        raise NotFound(_l("This link was used already or is too old. Ask for a new one."))


def end_membership(actor: Actor, member: Member) -> None:
    """End a membership, by the ward or by the member: the next request may do nothing more here.

    Roles are read anew with every request, so nothing waits for a session to run out.
    """
    team = member.team
    if member.account_id != actor.account_id:
        _authorise(actor, team.ward_id)
    if member.ended_at is not None:
        return
    member.ended_at = clock.now()
    db.session.flush()
    end_visits_of(actor, member.account_id)
    _fit_role(member.account, team.ward_id)
    if not memberships_of(member.account_id, team.ward_id):
        end_duties_of(actor, member.account_id, team.ward_id)
    fact = MembershipEnded(member.account_id)
    record(fact, actor=actor, ward_id=team.ward_id, subject=team)


def leave_all_teams(actor: Actor) -> None:
    """Leave every team: the account is about to be erased."""
    for member in memberships_of(actor.account_id):
        end_membership(actor, member)


def _fit_role(account: Account, ward_id: int) -> None:
    """Make the role of helper say what the memberships say: all their neighbourhoods, or an end."""
    places = sorted(
        {one for m in memberships_of(account.id, ward_id) for one in m.team.neighbourhood_ids}
    )
    held = _held_role(account, ward_id)
    if not places:
        if held is not None:
            end_role(SYSTEM, held)
    elif held is None:
        grant_role(SYSTEM, account, role=Role.HELPER, ward_id=ward_id, neighbourhood_ids=places)
    else:
        held.neighbourhood_ids = places
    db.session.flush()


def _held_role(account: Account, ward_id: int) -> RoleGrant | None:
    now = clock.now()
    return next(
        (
            grant
            for grant in account.grants
            if grant.role == Role.HELPER and grant.ward_id == ward_id and grant.is_valid_at(now)
        ),
        None,
    )


def _open_members(team: Team) -> list[Member]:
    query = select(Member).where(Member.team_id == team.id, Member.ended_at.is_(None))
    return list(db.session.scalars(query.order_by(Member.id)))


def _authorise(actor: Actor, ward_id: int) -> None:
    if not actor.may(Permission.TEAM_MANAGE, ward_id):
        raise NotAllowed()


def _check_open(team: Team) -> None:
    if team.ended_at is not None:
        raise Invalid("", _l("This team was dissolved."))


def _checked(
    ward_id: int, name: str, neighbourhoods: Iterable[Neighbourhood]
) -> tuple[str, list[int]]:
    called, places = nfc(name).strip()[:120], list(neighbourhoods)
    if not called:
        raise Invalid("name", _l("Please give the team a name."))
    if not places:
        raise Invalid("neighbourhoods", _l("Please choose at least one neighbourhood."))
    if any(place.ward_id != ward_id for place in places):
        raise Invalid("neighbourhoods", _l("These neighbourhoods belong to another ward."))
    return called, sorted({place.id for place in places})
