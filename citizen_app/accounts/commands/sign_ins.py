"""Sign in by password, sign out, end sessions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from citizen_app.accounts import policies
from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.contacts import Address, parse_address
from citizen_app.accounts.events import SignInEnded, StaffSignedIn
from citizen_app.accounts.models import Account, SignIn
from citizen_app.accounts.passwords import hash_password, is_right, needs_rehash
from citizen_app.accounts.queries import find_account, list_demo_accounts, list_demo_helpers
from citizen_app.core import clock
from citizen_app.core.actor import Actor, Surface
from citizen_app.core.db import db, keep_despite_error
from citizen_app.core.errors import Invalid, NotAllowed, NotFound
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.ids import new_token, token_digest
from citizen_app.core.limits import Limit

LENGTHS = {Surface.RESIDENT: dt.timedelta(days=60), Surface.STAFF: dt.timedelta(hours=10)}
QUARTER = dt.timedelta(minutes=15)
WRONG_PER_ACCOUNT = Limit("sign-in.account", 5, QUARTER)
WRONG_PER_ADDRESS = Limit("sign-in.address", 30, QUARTER)
MOST_LETTERS_OF_DEVICE = 80


@dataclass(frozen=True)
class NewSignIn:
    """A session that has just begun, with the token that only its browser keeps."""

    sign_in: SignIn
    token: str


def begin_sign_in(account: Account, *, device: str, second_factor: bool = False) -> NewSignIn:
    """Store a new session of an account; who calls has made sure whose it is."""
    token, now = new_token(), clock.now()
    sign_in = SignIn(
        token_digest=token_digest(token),
        account=account,
        surface=account.surface,
        device=device[:MOST_LETTERS_OF_DEVICE],
        started_at=now,
        expires_at=now + LENGTHS[Surface(account.surface)],
        second_factor_at=now if second_factor else None,
    )
    db.session.add(sign_in)
    db.session.flush()
    return NewSignIn(sign_in, token)


def sign_in_with_password(
    actor: Actor, surface: Surface, *, contact: str, password: str, device: str, remote: str
) -> NewSignIn:
    """Begin a session for the right contact and password.

    Wrong tries are counted per contact and per network address. Whether the contact is known can be
    read neither from the answer nor from the time that it takes.
    """
    address = parse_address(contact)
    who = f"{surface}:{address.kind}:{address.value}"
    WRONG_PER_ADDRESS.check(remote)
    WRONG_PER_ACCOUNT.check(who)
    account = usable_account(address, surface)
    if not is_right(account.password_hash if account else "", password) or account is None:
        WRONG_PER_ADDRESS.count(remote)
        WRONG_PER_ACCOUNT.count(who)
        keep_despite_error()
        raise Invalid("", _l("The contact or the password is not right."))
    WRONG_PER_ACCOUNT.forget(who)
    if needs_rehash(account.password_hash):
        account.password_hash = hash_password(password)
    if surface is Surface.STAFF:
        record_staff_sign_in(actor, account, "password")
    return begin_sign_in(account, device=device)


def record_staff_sign_in(actor: Actor, account: Account, method: str) -> None:
    """Tell the log that a member of staff came in."""
    who = acting_as(actor, account)
    record(StaffSignedIn(method=method), actor=who, ward_id=None, subject=account)


def usable_account(address: Address, surface: Surface) -> Account | None:
    """Return the account of a contact unless it is closed."""
    account = find_account(address, surface)
    return account if account is not None and account.disabled_at is None else None


def sign_in_as_demo(actor: Actor, account_id: int, *, device: str) -> NewSignIn:
    """Begin a whole staff session of a demo account, second factor included; in demo mode only."""
    if account_id not in {account.id for account in list_demo_accounts()}:
        raise NotFound()
    account = db.session.get_one(Account, account_id)
    record_staff_sign_in(actor, account, "demo")
    return begin_sign_in(account, device=device, second_factor=True)


def sign_in_as_demo_helper(account_id: int, *, device: str) -> NewSignIn:
    """Begin a resident's session of a demo helper; in demo mode only."""
    if account_id not in {account.id for account in list_demo_helpers()}:
        raise NotFound()
    return begin_sign_in(db.session.get_one(Account, account_id), device=device)


def sign_out(sign_in: SignIn) -> None:
    """End the session in which this is asked."""
    sign_in.ended_at = clock.now()


def end_sign_in(actor: Actor, sign_in: SignIn) -> None:
    """End a session from the list: one's own, or a person's whom the actor manages."""
    if not (policies.is_own(actor, sign_in.account) or policies.may_manage(actor, sign_in.account)):
        raise NotAllowed()
    if sign_in.ended_at is None:
        sign_in.ended_at = clock.now()
        record(SignInEnded(count=1), actor=actor, ward_id=None, subject=sign_in.account)


def end_other_sign_ins(actor: Actor, account: Account, *, keep: SignIn | None = None) -> int:
    """End all sessions of an account but one; return how many."""
    if not (policies.is_own(actor, account) or policies.may_manage(actor, account)):
        raise NotAllowed()
    count = end_all_sign_ins(account, keep=keep)
    if count:
        record(SignInEnded(count=count), actor=actor, ward_id=None, subject=account)
    return count


def end_all_sign_ins(account: Account, *, keep: SignIn | None = None) -> int:
    """End the open sessions of an account, one excepted; who calls has authorised."""
    statement = update(SignIn).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
    if keep is not None:
        statement = statement.where(SignIn.id != keep.id)
    ended: Any = db.session.execute(statement.values(ended_at=clock.now()))
    return int(ended.rowcount)
