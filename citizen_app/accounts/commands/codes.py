"""One-time codes: sign up, sign in without a password, prove a further contact.

Whether a contact is known shows nowhere: each request sends one message and leads to the same page.
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
import secrets as system_random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from citizen_app.accounts import messages, secrets
from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.commands.opening import add_account, add_contact, checked_name
from citizen_app.accounts.commands.sign_ins import (
    WRONG_PER_ADDRESS,
    NewSignIn,
    begin_sign_in,
    usable_account,
)
from citizen_app.accounts.contacts import Address, parse_address
from citizen_app.accounts.events import ContactAdded
from citizen_app.accounts.models import Account, Contact, OneTimeCode
from citizen_app.accounts.passwords import check_password, hash_password
from citizen_app.accounts.queries import find_account, find_code, own_account
from citizen_app.core import clock
from citizen_app.core.actor import Actor, Surface
from citizen_app.core.db import db, keep_despite_error
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.ids import new_token, token_digest
from citizen_app.core.limits import Limit

VALID = dt.timedelta(minutes=10)
MINUTES = int(VALID.total_seconds()) // 60
MOST_TRIES = 5
HOUR = dt.timedelta(hours=1)
SENT_PER_CONTACT = Limit("code.contact", 5, HOUR)
SENT_PER_ADDRESS = Limit("code.address", 20, HOUR)


@dataclass(frozen=True)
class SentCode:
    """What the browser keeps until the code is typed, and where the code was sent."""

    flow: str
    to: Address


def start_sign_up(
    actor: Actor, *, name: str, contact: str, password: str | None, remote: str
) -> SentCode:
    """Send a code to a new person's contact; the account is opened when the code comes back."""
    address = parse_address(contact)
    name = checked_name(name)
    if password:
        check_password(password, [address.value])
    _count_sending(address, remote)
    password_hash = hash_password(password) if password else ""
    known = usable_account(address, Surface.RESIDENT)
    if known is not None:
        return _send(address, "sign_in", messages.send_already_known, account=known)
    if find_account(address, Surface.RESIDENT) is not None:  # closed by the office
        return SentCode(new_token(), address)
    return _send(address, "sign_up", messages.send_code, name=name, password_hash=password_hash)


def start_code_sign_in(actor: Actor, *, contact: str, remote: str) -> SentCode:
    """Send a code to the contact of an account; whoever has none is told so there."""
    address = parse_address(contact)
    _count_sending(address, remote)
    account = usable_account(address, Surface.RESIDENT)
    if account is None:
        messages.send_unknown(address)
        return SentCode(new_token(), address)
    return _send(address, "sign_in", messages.send_code, account=account)


def start_adding_contact(actor: Actor, *, contact: str, remote: str) -> SentCode:
    """Send a code to a further contact of one's own account."""
    account, address = own_account(actor), parse_address(contact)
    if any(mine.value == address.value for mine in account.contacts):
        raise Invalid("contact", _l("This contact is yours already."))
    _count_sending(address, remote)
    if find_account(address, Surface(account.surface)) is not None:
        messages.send_taken(address)
        return SentCode(new_token(), address)
    return _send(address, "add_contact", messages.send_code, account=account)


def sign_in_with_code(
    actor: Actor, flow: str, typed: str, *, device: str, remote: str
) -> NewSignIn:
    """Begin a session for the right code; a new person's account is opened now."""
    code = _redeem(flow, typed, remote)
    if code.purpose == "add_contact":
        raise _wrong()
    address = Address(code.kind, code.value)
    account = usable_account(address, Surface.RESIDENT)
    if account is None:
        if find_account(address, Surface.RESIDENT) is not None or code.purpose != "sign_up":
            raise _wrong()
        account = _open_account(actor, code, address)
    code.account_id, code.name, code.password_hash = account.id, "", ""
    return begin_sign_in(account, device=device)


def confirm_contact(actor: Actor, flow: str, typed: str, *, remote: str) -> Contact:
    """Add a contact to one's own account, for the right code."""
    account, code = own_account(actor), _redeem(flow, typed, remote)
    if code.purpose != "add_contact" or code.account_id != account.id:
        raise _wrong()
    contact = add_contact(account, Address(code.kind, code.value), verified=True)
    record(ContactAdded(kind=contact.kind), actor=actor, ward_id=None, subject=account)
    return contact


def _open_account(actor: Actor, code: OneTimeCode, address: Address) -> Account:
    account = add_account(actor, Surface.RESIDENT, code.name, password_hash=code.password_hash)
    contact = add_contact(account, address, verified=True)
    who = acting_as(actor, account)
    record(ContactAdded(kind=contact.kind), actor=who, ward_id=None, subject=account)
    return account


def _count_sending(address: Address, remote: str) -> None:
    limits = ((SENT_PER_CONTACT, f"{address.kind}:{address.value}"), (SENT_PER_ADDRESS, remote))
    for limit, who in limits:
        limit.take(who)


def _send(
    address: Address,
    purpose: str,
    send: Callable[..., None],
    *,
    account: Account | None = None,
    name: str = "",
    password_hash: str = "",
) -> SentCode:
    code, flow, now = f"{system_random.randbelow(10**6):06d}", new_token(), clock.now()
    row = OneTimeCode(
        flow_digest=token_digest(flow),
        purpose=purpose,
        account_id=account.id if account else None,
        kind=address.kind,
        value=address.value,
        name=name,
        password_hash=password_hash,
        digest=secrets.digest("code", flow, code),
        created_at=now,
        expires_at=now + VALID,
    )
    db.session.add(row)
    send(address, code, minutes=MINUTES)
    return SentCode(flow, address)


def _redeem(flow: str, typed: str, remote: str) -> OneTimeCode:
    """Return the code that was typed rightly, now used up; every try counts, five are allowed."""
    WRONG_PER_ADDRESS.check(remote)
    code = find_code(flow)
    figures = re.sub(r"\D", "", typed)
    right = code is not None and _take_try(code) and _fits(code, flow, figures)
    if code is None or not right:
        WRONG_PER_ADDRESS.count(remote)
        raise _wrong()
    code.used_at = clock.now()
    return code


def _take_try(code: OneTimeCode) -> bool:
    """Count one try in the database, so that several at once cannot be more than five."""
    statement = update(OneTimeCode).where(
        OneTimeCode.id == code.id,
        OneTimeCode.tries < MOST_TRIES,
        OneTimeCode.used_at.is_(None),
        OneTimeCode.expires_at > clock.now(),
    )
    taken: Any = db.session.execute(statement.values(tries=OneTimeCode.tries + 1))
    return bool(taken.rowcount)


def _fits(code: OneTimeCode, flow: str, figures: str) -> bool:
    return hmac.compare_digest(code.digest, secrets.digest("code", flow, figures))


def _wrong() -> Invalid:
    keep_despite_error()
    message = _l("The code is not right, or it is no longer valid. Check it, or ask for a new one.")
    return Invalid("code", message)
