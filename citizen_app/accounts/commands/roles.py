"""Give and end roles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from citizen_app.accounts import policies
from citizen_app.accounts.events import RoleEnded, RoleGranted
from citizen_app.accounts.models import Account, RoleGrant
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.permissions import Role

# Places lie above accounts; only whether they belong to the ward is read here.
DEPARTMENT = sa.table("department", sa.column("id"), sa.column("ward_id"))
NEIGHBOURHOOD = sa.table("neighbourhood", sa.column("id"), sa.column("ward_id"))


def grant_role(
    actor: Actor,
    account: Account,
    *,
    role: str,
    ward_id: int | None,
    department_id: int | None = None,
    neighbourhood_ids: Iterable[int] = (),
    valid_to: dt.datetime | None = None,
) -> RoleGrant:
    """Give a role in a ward (None: in the whole city); the same role there is not given twice."""
    wanted, places = Role(role), sorted(set(neighbourhood_ids))
    if not policies.may_grant(actor, account, wanted, ward_id):
        raise NotAllowed()
    _check_fit(account, wanted)
    _check_places(ward_id, department_id, places)
    _check_new(account, wanted, ward_id, department_id)
    grant = RoleGrant(
        role=wanted.value,
        ward_id=ward_id,
        department_id=department_id,
        neighbourhood_ids=places,
        valid_from=clock.now(),
        valid_to=valid_to,
    )
    account.grants.append(grant)
    db.session.flush()
    fact = RoleGranted(account.id, wanted.value, ward_id, department_id, tuple(places))
    record(fact, actor=actor, ward_id=ward_id, subject=account)
    return grant


def _check_fit(account: Account, role: Role) -> None:
    if account.disabled_at is not None:
        raise Invalid("role", _l("This account is closed."))
    if not policies.fits_door(account, role):
        raise Invalid("role", _l("This role belongs to another kind of account."))


def _check_places(ward_id: int | None, department_id: int | None, places: list[int]) -> None:
    if department_id is not None and not _all_in_ward(DEPARTMENT, [department_id], ward_id):
        raise Invalid("department_id", _l("This department belongs to another ward."))
    if places and not _all_in_ward(NEIGHBOURHOOD, places, ward_id):
        raise Invalid("neighbourhood_ids", _l("These neighbourhoods belong to another ward."))


def _all_in_ward(table: sa.TableClause, ids: list[int], ward_id: int | None) -> bool:
    query = sa.select(sa.func.count()).select_from(table)
    query = query.where(table.c.id.in_(ids), table.c.ward_id == ward_id)
    return db.session.scalar(query) == len(ids)


def _check_new(
    account: Account, role: Role, ward_id: int | None, department_id: int | None
) -> None:
    wanted = (role.value, ward_id, department_id)
    held = [grant for grant in account.grants if grant.is_valid_at(clock.now())]
    if any((grant.role, grant.ward_id, grant.department_id) == wanted for grant in held):
        raise Invalid("role", _l("This person holds this role already."))


def end_role(actor: Actor, grant: RoleGrant) -> None:
    """End a role; it stays in the records with its last day."""
    if not policies.may_end_role(actor, grant):
        raise NotAllowed()
    if grant.valid_to is None or grant.valid_to > clock.now():
        grant.valid_to = clock.now()
        fact = RoleEnded(grant.account_id, grant.role, grant.ward_id)
        record(fact, actor=actor, ward_id=grant.ward_id, subject=grant.account)
