"""Who may do what with accounts and roles."""

from __future__ import annotations

from citizen_app.accounts.models import Account, RoleGrant
from citizen_app.core.actor import Actor
from citizen_app.permissions import STAFF_ROLES, Permission, Role

# Roles that are held for the whole city only, and those that may be.
CITY_ONLY = frozenset({Role.ANALYST, Role.SYSTEM_ADMIN, Role.CITY_INSPECTOR})
CITY_ALLOWED = CITY_ONLY | {Role.SUPERVISOR}


def is_own(actor: Actor, account: Account) -> bool:
    """Return whether the account is the actor's own."""
    return actor.account_id is not None and actor.account_id == account.id


def roles_open_to(actor: Actor, ward_id: int | None) -> tuple[Role, ...]:
    """Return the roles that the actor may give in a ward (None: in the whole city)."""
    if not actor.may(Permission.ACCOUNT_MANAGE, ward_id):
        return ()
    ward_roles = tuple(role for role in Role if role not in CITY_ONLY and role != Role.RESIDENT)
    city_roles = tuple(role for role in Role if role in CITY_ALLOWED)
    return city_roles if ward_id is None else ward_roles


def may_grant(actor: Actor, account: Account, role: Role, ward_id: int | None) -> bool:
    """Return whether the actor may give this role to this person: never to themselves."""
    return not is_own(actor, account) and role in roles_open_to(actor, ward_id)


def fits_door(account: Account, role: Role) -> bool:
    """Return whether a role belongs to the account's door: helpers are residents."""
    return (role in STAFF_ROLES) == (account.surface == "staff")


def may_end_role(actor: Actor, grant: RoleGrant) -> bool:
    """Return whether the actor may end a role: another person's, where they manage accounts."""
    return actor.account_id != grant.account_id and actor.may(
        Permission.ACCOUNT_MANAGE, grant.ward_id
    )


def may_manage(actor: Actor, account: Account) -> bool:
    """Return whether the actor may close an account, end its sessions or send a new invitation.

    For staff they need the right in every ward where the person holds a role (once held one, when
    all have ended); for residents, and for staff who never had a role, in the whole city.
    """
    if is_own(actor, account):
        return False
    grants = account.grants if account.surface == "staff" else []
    open_grants = [grant for grant in grants if grant.valid_to is None]
    wards = {grant.ward_id for grant in open_grants or grants} or {None}
    return all(actor.may(Permission.ACCOUNT_MANAGE, ward_id) for ward_id in wards)
