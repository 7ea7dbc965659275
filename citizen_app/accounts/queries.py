"""Questions about accounts. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from citizen_app.accounts.contacts import Address
from citizen_app.accounts.models import (
    Account,
    Contact,
    Invitation,
    OneTimeCode,
    RecoveryCode,
    RoleGrant,
    SignIn,
)
from citizen_app.accounts.surroundings import settings
from citizen_app.core import clock
from citizen_app.core.actor import Actor, Surface
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.core.ids import token_digest
from citizen_app.permissions import ROLE_LABELS, Permission, Role, permissions_of

# Places lie above accounts; only their names are read here.
WARD = sa.table("ward", sa.column("id"), sa.column("full_name"))


def find_sign_in(token: str, surface: Surface) -> SignIn | None:
    """Return the open session that a token belongs to, at this door; None when there is none."""
    query = (
        select(SignIn)
        .join(Account, SignIn.account_id == Account.id)
        .where(
            SignIn.token_digest == token_digest(token),
            SignIn.surface == surface,
            *_is_open(),
            Account.surface == surface,
            Account.disabled_at.is_(None),
        )
        .options(joinedload(SignIn.account).lazyload(Account.contacts))
    )
    return db.session.scalar(query)


def _is_open() -> tuple[ColumnElement[bool], ...]:
    return SignIn.ended_at.is_(None), SignIn.expires_at > clock.now()


def list_sign_ins(account_id: int) -> Sequence[SignIn]:
    """Return the open sessions of an account, newest first."""
    query = select(SignIn).where(SignIn.account_id == account_id, *_is_open())
    return db.session.scalars(query.order_by(SignIn.id.desc())).all()


def get_sign_in(sign_in_id: int) -> SignIn:
    """Return a session, or raise NotFound; whether the actor may touch it, the command says."""
    sign_in = db.session.get(SignIn, sign_in_id)
    if sign_in is None:
        raise NotFound()
    return sign_in


def get_account(account_id: int | None) -> Account:
    """Return an account, or raise NotFound."""
    account = db.session.get(Account, account_id) if account_id is not None else None
    if account is None:
        raise NotFound()
    return account


def own_account(actor: Actor) -> Account:
    """Return the actor's own account, or raise NotFound."""
    return get_account(actor.account_id)


def find_account(address: Address, surface: Surface) -> Account | None:
    """Return the account that a contact opens at a door, open or closed."""
    query = (
        select(Account)
        .join(Contact)
        .where(
            Contact.surface == surface, Contact.kind == address.kind, Contact.value == address.value
        )
    )
    return db.session.scalar(query)


def find_code(flow: str) -> OneTimeCode | None:
    """Return what a browser's flow waits for, used, expired or open."""
    return db.session.scalar(
        select(OneTimeCode).where(OneTimeCode.flow_digest == token_digest(flow))
    )


def find_invitation(token: str) -> Invitation | None:
    """Return an invitation that may still be accepted."""
    query = select(Invitation).where(
        Invitation.token_digest == token_digest(token),
        Invitation.used_at.is_(None),
        Invitation.expires_at > clock.now(),
    )
    return db.session.scalar(query)


def count_recovery_codes(account_id: int) -> int:
    """Return how many recovery codes are left."""
    query = select(sa.func.count()).select_from(RecoveryCode)
    query = query.where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(query) or 0


def list_grants(ward_id: int | None) -> Sequence[RoleGrant]:
    """Return the roles held now in a ward (None: in the whole city), by role, then by name."""
    query = (
        select(RoleGrant)
        .join(Account, RoleGrant.account_id == Account.id)
        .where(*_held_in(ward_id))
        .options(joinedload(RoleGrant.account))
        .order_by(RoleGrant.role, Account.public_name, RoleGrant.id)
    )
    return db.session.scalars(query).all()


def _held_in(ward_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """Return which grants count now in a ward (None: in the whole city)."""
    now = clock.now()
    place = RoleGrant.ward_id.is_(None) if ward_id is None else RoleGrant.ward_id == ward_id
    ended = sa.or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > now)
    return place, RoleGrant.valid_from <= now, ended


def list_staff(actor: Actor, ward_id: int | None) -> Sequence[Account]:
    """Return who ever held a role in a ward (None: in the city), by name; for administrators."""
    if not actor.may(Permission.ACCOUNT_MANAGE, ward_id):
        return []
    place = RoleGrant.ward_id.is_(None) if ward_id is None else RoleGrant.ward_id == ward_id
    holders = select(RoleGrant.account_id).where(place)
    query = select(Account).where(Account.id.in_(holders), Account.erased_at.is_(None))
    return db.session.scalars(query.order_by(Account.public_name, Account.id)).all()


def people_with(
    permission: str, ward_id: int | None, *, department_id: int | None = None
) -> Sequence[Account]:
    """Return the staff who hold a permission in a ward (None: city-wide) now, in one department, by name."""
    roles = [role for role in Role if permission in permissions_of(role)]
    wanted = [*_held_in(ward_id), RoleGrant.role.in_(roles)]
    if department_id is not None:
        wanted.append(RoleGrant.department_id == department_id)
    holders = select(RoleGrant.account_id).where(*wanted)
    query = select(Account).where(Account.id.in_(holders), Account.disabled_at.is_(None))
    return db.session.scalars(query.order_by(Account.public_name, Account.id)).all()


def people_in_role(role: str, ward_id: int | None) -> Sequence[Account]:
    """Return who holds a role in a ward (None: in the whole city) now, by name."""
    holders = [grant.account_id for grant in list_grants(ward_id) if grant.role == role]
    query = select(Account).where(Account.id.in_(holders), Account.disabled_at.is_(None))
    return db.session.scalars(query.order_by(Account.public_name, Account.id)).all()


@dataclass(frozen=True)
class PersonName:
    """Somebody to choose from a list."""

    id: int
    public_name: str
    title: str


def names_with(permission: str, ward_id: int) -> list[PersonName]:
    """Return the same people as `people_with`, by one query and with nothing but their names."""
    roles = [role for role in Role if permission in permissions_of(role)]
    query = (
        select(Account.id, Account.public_name, Account.title)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(*_held_in(ward_id), RoleGrant.role.in_(roles), Account.disabled_at.is_(None))
        .distinct()
        .order_by(Account.public_name, Account.id)
    )
    return [PersonName(*row) for row in db.session.execute(query)]


@dataclass(frozen=True)
class HeldRole:
    """A role that is held now: its name, and the place (nothing: the whole city)."""

    label: object
    place: str


def roles_of(account: Account) -> list[HeldRole]:
    """Return the roles that an account holds now, oldest first."""
    grants = [grant for grant in account.grants if grant.is_valid_at(clock.now())]
    names = ward_names(grant.ward_id for grant in grants)
    return [HeldRole(ROLE_LABELS[Role(g.role)], names.get(g.ward_id, "")) for g in grants]


def ward_names(ward_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return the names of wards by their ids."""
    wanted = {ward_id for ward_id in ward_ids if ward_id is not None}
    query = select(WARD.c.id, WARD.c.full_name).where(WARD.c.id.in_(wanted))
    return dict(db.session.execute(query).all())


@dataclass(frozen=True)
class DemoAccount:
    """A made-up member of staff whom visitors of the demo may be with one click."""

    id: int
    name: str
    title: str
    ward: str
    roles: list[object] = field(default_factory=list)


def list_demo_accounts() -> list[DemoAccount]:
    """Return all staff in demo mode, in the order they were made, the city's last; else nobody."""
    if not settings().demo_mode:
        return []
    query = select(Account).where(Account.surface == "staff", Account.disabled_at.is_(None))
    accounts = db.session.scalars(query.order_by(Account.id)).all()
    names = ward_names(grant.ward_id for account in accounts for grant in account.grants)
    found = [_as_demo_account(account, names) for account in accounts]
    return sorted(found, key=lambda one: not one.ward)


def list_demo_helpers() -> list[DemoAccount]:
    """Return the helpers of the demo, by ward, in demo mode; else nobody."""
    if not settings().demo_mode:
        return []
    holders = select(RoleGrant.account_id).where(
        RoleGrant.role == Role.HELPER, RoleGrant.valid_to.is_(None)
    )
    query = select(Account).where(Account.id.in_(holders), Account.disabled_at.is_(None))
    accounts = db.session.scalars(query.order_by(Account.id)).all()
    names = ward_names(grant.ward_id for account in accounts for grant in account.grants)
    return [_as_demo_account(account, names) for account in accounts]


def _as_demo_account(account: Account, names: dict[int | None, str]) -> DemoAccount:
    grants = [grant for grant in account.grants if grant.is_valid_at(clock.now())]
    ward = next((names[grant.ward_id] for grant in grants if grant.ward_id in names), "")
    roles = [ROLE_LABELS[Role(grant.role)] for grant in grants]
    return DemoAccount(account.id, account.public_name, account.title, ward, roles)
