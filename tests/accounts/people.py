"""People for tests, made by the product's own commands."""

import datetime as dt
from dataclasses import dataclass

import pyotp

from citizen_app.accounts import secrets
from citizen_app.accounts.commands import create_account, grant_role
from citizen_app.accounts.models import Account
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db
from tests.support.client import Page, StrictClient

PASSWORD = "bốn mùa hoa nở quanh năm"


@dataclass(frozen=True)
class Places:
    """The ids of two wards."""

    here: int
    there: int


def make_resident(email: str = "lan@example.com", name: str = "Lan", password: str = PASSWORD):
    return make(surface="resident", email=email, name=name, password=password)


def make(*, surface: str, email: str, name: str, password: str) -> Account:
    account = create_account(
        SYSTEM,
        surface=surface,
        name=name,
        contacts=[("email", email, True)],
        password=password,
    )
    db.session.commit()
    return account


def make_staff(
    role: str, ward_id: int | None, email: str = "hung@example.com", name: str = "Hùng"
) -> Account:
    account = make(surface="staff", email=email, name=name, password=PASSWORD)
    grant_role(SYSTEM, account, role=role, ward_id=ward_id)
    db.session.commit()
    return account


def give_second_factor(account: Account) -> pyotp.TOTP:
    """Set the second factor up as the page would have done long ago."""
    secret = pyotp.random_base32()
    account.totp_secret = secrets.encrypt(secret)
    account.totp_confirmed_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    db.session.commit()
    return pyotp.TOTP(secret)


def sign_in_resident(
    client: StrictClient, contact: str = "lan@example.com", password: str = PASSWORD
) -> Page:
    return client.post(
        "/dang-nhap", data={"contact": contact, "password": password}, headers=FROM_US
    )


def sign_in_staff(
    client: StrictClient, totp: pyotp.TOTP | None = None, contact: str = "hung@example.com"
) -> Page:
    answer = client.post(
        "/can-bo/dang-nhap", data={"contact": contact, "password": PASSWORD}, headers=FROM_US
    )
    if totp is not None:
        answer = client.post("/can-bo/xac-thuc", data={"code": totp.now()}, headers=FROM_US)
    return answer


FROM_US = {"Sec-Fetch-Site": "same-origin"}
