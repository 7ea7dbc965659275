"""Open, close and reopen accounts."""

from __future__ import annotations

from collections.abc import Iterable

from citizen_app.accounts import policies
from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.commands.sign_ins import end_all_sign_ins
from citizen_app.accounts.contacts import Address, parse_address
from citizen_app.accounts.events import AccountCreated, AccountDisabled, AccountEnabled
from citizen_app.accounts.models import Account, Contact
from citizen_app.accounts.passwords import check_password, hash_password
from citizen_app.accounts.queries import find_account
from citizen_app.core import clock
from citizen_app.core.actor import Actor, Surface
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.permissions import Permission

MOST_LETTERS_OF_NAME = 120


def create_account(
    actor: Actor,
    *,
    surface: str,
    name: str,
    title: str = "",
    contacts: Iterable[tuple[str, str, bool]] = (),
    password: str | None = None,
) -> Account:
    """Open an account with (kind, value, verified) contacts.

    Residents open their own; only who manages accounts somewhere opens one at the staff door.
    """
    if surface == Surface.STAFF and not actor.may_anywhere(Permission.ACCOUNT_MANAGE):
        raise NotAllowed()
    rows = [(parse_address(value), verified) for _kind, value, verified in contacts]
    if password is not None:
        check_password(password, [address.value for address, _verified in rows])
    password_hash = hash_password(password) if password is not None else ""
    account = add_account(actor, Surface(surface), name, title=title, password_hash=password_hash)
    for address, verified in rows:
        add_contact(account, address, verified=verified)
    return account


def add_account(
    actor: Actor, surface: Surface, name: str, *, title: str = "", password_hash: str = ""
) -> Account:
    """Store an account and tell the log; who calls has authorised."""
    account = Account(
        surface=surface,
        public_name=checked_name(name),
        title=nfc(title).strip(),
        password_hash=password_hash,
        created_at=clock.now(),
        contacts=[],
        grants=[],
    )
    db.session.add(account)
    db.session.flush()
    maker = actor if actor.account_id or actor.is_system else acting_as(actor, account)
    record(AccountCreated(surface=surface.value), actor=maker, ward_id=None, subject=account)
    return account


def add_contact(account: Account, address: Address, *, verified: bool) -> Contact:
    """Store a contact of an account; raise Invalid when it opens an account already."""
    if find_account(address, Surface(account.surface)) is not None:
        raise Invalid("contact", _l("There is an account with this contact already."))
    contact = Contact(
        surface=account.surface,
        kind=address.kind,
        value=address.value,
        verified_at=clock.now() if verified else None,
    )
    account.contacts.append(contact)
    db.session.flush()
    return contact


def checked_name(name: str) -> str:
    """Return a name as it may be stored, or raise Invalid."""
    name = " ".join(nfc(name).split())
    if not name:
        raise Invalid("name", _l("Type your name."))
    if len(name) > MOST_LETTERS_OF_NAME:
        raise Invalid("name", _l("Use at most %(number)s letters.", number=MOST_LETTERS_OF_NAME))
    return name


def disable_account(actor: Actor, account: Account) -> None:
    """Close an account: its sessions end and nobody can sign in with it."""
    if not policies.may_manage(actor, account):
        raise NotAllowed()
    if account.disabled_at is None:
        account.disabled_at = clock.now()
        end_all_sign_ins(account)
        record(AccountDisabled(), actor=actor, ward_id=None, subject=account)


def enable_account(actor: Actor, account: Account) -> None:
    """Open a closed account again; an erased one stays closed."""
    if not policies.may_manage(actor, account) or account.erased_at is not None:
        raise NotAllowed()
    if account.disabled_at is not None:
        account.disabled_at = None
        record(AccountEnabled(), actor=actor, ward_id=None, subject=account)
