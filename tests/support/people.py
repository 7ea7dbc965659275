"""The people of a test: staff with a role, residents, who they act as, and their browsers."""

import itertools

from flask import Flask
from sqlalchemy import select

from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.commands import create_account, grant_role
from citizen_app.accounts.commands.sign_ins import begin_sign_in
from citizen_app.accounts.models import Account
from citizen_app.accounts.policies import CITY_ONLY
from citizen_app.core.actor import SYSTEM, Actor, Surface
from citizen_app.core.db import db
from citizen_app.permissions import STAFF_ROLES, Role
from citizen_app.wards.models import Ward
from tests.support.client import StrictClient, apart

BEN_THANH = "26743"
DOORS = {Surface.STAFF: "/can-bo/", Surface.RESIDENT: "/"}
_numbers = itertools.count(1)


def open_ward(code: str = BEN_THANH) -> Ward:
    """A ward that takes reports."""
    ward = db.session.scalars(select(Ward).where(Ward.code == code)).one()
    ward.is_open = True
    db.session.commit()
    return ward


def make_staff(
    role: Role, ward: Ward | None, *, name: str = "", department_id: int | None = None
) -> Account:
    """Somebody with one role in a ward or the city; helpers use the residents' door."""
    surface = Surface.STAFF if role in STAFF_ROLES else Surface.RESIDENT
    account = make_account(surface, name or f"Cán bộ {role}")
    ward_id = ward.id if ward and role not in CITY_ONLY else None
    grant_role(SYSTEM, account, role=role, ward_id=ward_id, department_id=department_id)
    db.session.commit()
    return account


def make_resident(name: str = "Nguyễn Thị Lan", *, email: str = "") -> Account:
    """A resident who has an account."""
    return make_account(Surface.RESIDENT, name, email=email)


def make_account(surface: Surface, name: str, *, email: str = "") -> Account:
    address = email or f"nguoi-{next(_numbers)}@vidu.vn"
    contacts = [("email", address, True)]
    account = create_account(SYSTEM, surface=surface, name=name, contacts=contacts)
    db.session.commit()
    return account


def as_actor(account: Account) -> Actor:
    """Who commands see when this person acts, the second factor proved."""
    return acting_as(Actor(), account)


def browser_of(app: Flask, account: Account) -> StrictClient:
    """A browser in which this person has signed in, the second factor proved."""
    surface = Surface(account.surface)
    new = begin_sign_in(account, device="Thử", second_factor=surface is Surface.STAFF)
    token = new.token
    db.session.commit()
    client = StrictClient(app)

    def put_cookie() -> None:
        with client.session_transaction(path=DOORS[surface]) as session:
            session["_user_id"] = token

    apart(put_cookie)
    return client
