"""Erase a person's data on their own request."""

from __future__ import annotations

from sqlalchemy import delete, or_

from citizen_app.accounts.events import AccountErased
from citizen_app.accounts.extensions import ERASERS
from citizen_app.accounts.models import Account, Contact, OneTimeCode, SignIn
from citizen_app.accounts.queries import own_account
from citizen_app.core import clock
from citizen_app.core.actor import Actor, Surface
from citizen_app.core.db import db
from citizen_app.core.errors import NotAllowed
from citizen_app.core.events import record


def erase_account(actor: Actor) -> Account:
    """Erase one's own name, contacts, password and sessions, and close the account.

    Reports, answers and the event log remain; what links them to the person goes first.
    """
    if actor.surface is not Surface.RESIDENT:
        raise NotAllowed()
    account = own_account(actor)
    for erase in ERASERS:
        erase(actor)
    record(AccountErased(), actor=actor, ward_id=None, subject=account)
    _erase_rows(account)
    now = clock.now()
    account.public_name = account.title = account.password_hash = ""
    account.notify_by_email = False
    account.disabled_at = account.erased_at = now
    for grant in account.grants:
        grant.valid_to = grant.valid_to or now
    db.session.flush()
    return account


def _erase_rows(account: Account) -> None:
    values = [contact.value for contact in account.contacts]
    codes = or_(OneTimeCode.account_id == account.id, OneTimeCode.value.in_(values))
    db.session.execute(delete(OneTimeCode).where(codes))
    db.session.execute(delete(SignIn).where(SignIn.account_id == account.id))
    db.session.execute(delete(Contact).where(Contact.account_id == account.id))
    db.session.expire(account, ["contacts"])
