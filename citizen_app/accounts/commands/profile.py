"""What people change about their own account."""

from __future__ import annotations

from citizen_app.accounts.commands.opening import checked_name
from citizen_app.accounts.commands.sign_ins import QUARTER, end_all_sign_ins
from citizen_app.accounts.events import ContactRemoved, PasswordChanged, ProfileChanged
from citizen_app.accounts.models import Account, SignIn
from citizen_app.accounts.passwords import check_password, hash_password, is_right
from citizen_app.accounts.queries import own_account
from citizen_app.core.actor import Actor
from citizen_app.core.db import db, keep_despite_error
from citizen_app.core.errors import Invalid, NotFound
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.limits import Limit

WRONG_CURRENT = Limit("password.current", 5, QUARTER)


def change_name(actor: Actor, name: str) -> Account:
    """Change the name that others may see."""
    account = own_account(actor)
    account.public_name = checked_name(name)
    record(ProfileChanged(what="name"), actor=actor, ward_id=None, subject=account)
    return account


def set_notices(actor: Actor, *, by_email: bool) -> Account:
    """Switch notices about one's own reports on or off."""
    account = own_account(actor)
    if account.notify_by_email != by_email:
        account.notify_by_email = by_email
        record(ProfileChanged(what="notices"), actor=actor, ward_id=None, subject=account)
    return account


def set_digest(actor: Actor, *, wanted: bool) -> Account:
    """Switch one's own daily overview on or off."""
    account = own_account(actor)
    if account.daily_digest != wanted:
        account.daily_digest = wanted
        record(ProfileChanged(what="digest"), actor=actor, ward_id=None, subject=account)
    return account


def change_password(actor: Actor, *, current: str, new: str, keep: SignIn | None = None) -> Account:
    """Set or change one's own password; all other sessions end."""
    account = own_account(actor)
    if account.password_hash:
        _check_current(account, current)
    check_password(new, [contact.value for contact in account.contacts], field="new_password")
    account.password_hash = hash_password(new)
    end_all_sign_ins(account, keep=keep)
    record(PasswordChanged(), actor=actor, ward_id=None, subject=account)
    return account


def _check_current(account: Account, typed: str) -> None:
    WRONG_CURRENT.check(str(account.id))
    if not is_right(account.password_hash, typed):
        WRONG_CURRENT.count(str(account.id))
        keep_despite_error()
        raise Invalid("password", _l("This is not your current password."))


def remove_contact(actor: Actor, contact_id: int) -> Account:
    """Take a contact off one's own account; the last one stays, for it opens the account."""
    account = own_account(actor)
    contact = next((c for c in account.contacts if c.id == contact_id), None)
    if contact is None:
        raise NotFound()
    if len(account.contacts) == 1:
        raise Invalid("contact", _l("One contact must stay. Add another one first."))
    kind = contact.kind
    account.contacts.remove(contact)
    db.session.flush()
    record(ContactRemoved(kind=kind), actor=actor, ward_id=None, subject=account)
    return account
