"""Who sets up teams, who helps where, and what of a resident's things a helper may still see."""

from __future__ import annotations

from typing import Any

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.permissions import Permission, Role
from citizen_app.teams.models import Consent, Visit


def is_helper(actor: Actor) -> bool:
    """Return whether the actor helps neighbours somewhere: by the residents' door, with a role for it."""
    return not actor.is_staff and any(grant.role == Role.HELPER for grant in actor.grants)


def places_of(actor: Actor, ward_id: int) -> frozenset[int]:
    """Return the neighbourhoods of a ward in which the actor may help."""
    if actor.is_staff or not actor.may(Permission.REPORT_ON_BEHALF, ward_id):
        return frozenset()
    own = [grant for grant in actor.grants if grant.role == Role.HELPER]
    return frozenset().union(*(g.neighbourhood_ids for g in own if g.ward_id == ward_id))


def all_places_of(actor: Actor) -> frozenset[int]:
    """Return all neighbourhoods in which the actor may help."""
    wards = {grant.ward_id for grant in actor.grants if grant.ward_id is not None}
    return frozenset().union(*(places_of(actor, ward_id) for ward_id in wards))


def is_open(visit: Visit) -> bool:
    """Return whether a visit still counts: not ended, and its half hour not over."""
    return visit.ended_at is None and clock.now() < visit.expires_at


def may_see(actor: Actor, consent: Consent) -> bool:
    """Return whether the helper who filed something may see where it stands.

    Only while the resident lets them, and while they help in that neighbourhood.
    """
    own = not actor.is_staff and actor.account_id == consent.helper_id
    here = consent.neighbourhood_id in places_of(actor, consent.ward_id)
    return own and here and consent.withdrawn_at is None


def may_see_proof(actor: Actor, consent: Consent) -> bool:
    """Return whether the actor may open the picture that shows a consent: a supervisor of the ward.

    The resident opens it too, by code and PIN; that is asked of what was filed (`is_of_resident`).
    """
    return actor.is_staff and actor.may(Permission.TEAM_SUPERVISE, consent.ward_id)


def is_of_resident(actor: Actor, thing: Any) -> bool:
    """Return whether the actor opened what was filed by its code and PIN, and is not who filed it."""
    if actor.account_id is not None and actor.account_id == thing.helper_id:
        return False
    return thing.code in actor.unlocked
