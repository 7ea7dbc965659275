"""From an account to an actor: the roles that are valid now, and what they allow."""

from __future__ import annotations

import dataclasses

from citizen_app.accounts.models import Account, RoleGrant
from citizen_app.core import clock
from citizen_app.core.actor import Actor, Grant, Surface
from citizen_app.permissions import permissions_of


def as_grant(grant: RoleGrant) -> Grant:
    """Return a stored role as what access checks read."""
    return Grant(
        role=grant.role,
        ward_id=grant.ward_id,
        permissions=permissions_of(grant.role),
        department_id=grant.department_id,
        neighbourhood_ids=frozenset(grant.neighbourhood_ids),
    )


def grants_of(account: Account) -> tuple[Grant, ...]:
    """Return what the account's roles allow at this moment, oldest role first."""
    now = clock.now()
    return tuple(as_grant(grant) for grant in account.grants if grant.is_valid_at(now))


def acting_as(actor: Actor, account: Account, *, second_factor: bool = True) -> Actor:
    """Return the same request made by the owner of an account.

    Before the second factor staff may do nothing: their roles count once it is proved.
    """
    surface = Surface(account.surface)
    proved = second_factor and surface is Surface.STAFF
    return dataclasses.replace(
        actor,
        account_id=account.id,
        name=account.public_name,
        surface=surface,
        grants=grants_of(account) if proved or surface is Surface.RESIDENT else (),
        second_factor=proved,
    )
