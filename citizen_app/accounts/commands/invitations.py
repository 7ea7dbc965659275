"""Bring staff in: a link, once, by which they choose their password."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import update

from citizen_app.accounts import messages, policies
from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.commands.opening import add_account, add_contact
from citizen_app.accounts.commands.roles import grant_role
from citizen_app.accounts.commands.sign_ins import (
    NewSignIn,
    begin_sign_in,
    end_all_sign_ins,
    record_staff_sign_in,
)
from citizen_app.accounts.contacts import parse_email_address
from citizen_app.accounts.events import InvitationAccepted, StaffInvited
from citizen_app.accounts.models import Account, Invitation
from citizen_app.accounts.passwords import check_password, hash_password
from citizen_app.accounts.queries import find_account, find_invitation, get_account
from citizen_app.core import clock
from citizen_app.core.actor import Actor, Surface
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed, NotFound
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.ids import new_token, token_digest
from citizen_app.permissions import STAFF_ROLES, Role

VALID = dt.timedelta(days=7)


def invite_staff(
    actor: Actor,
    *,
    name: str,
    title: str,
    email: str,
    role: str,
    ward_id: int | None,
    department_id: int | None = None,
    neighbourhood_ids: Iterable[int] = (),
) -> tuple[Account, str]:
    """Open a staff account with its first role and mail its owner the link; return both."""
    wanted = Role(role)
    if wanted not in STAFF_ROLES or wanted not in policies.roles_open_to(actor, ward_id):
        raise NotAllowed()
    address = parse_email_address(email)
    if find_account(address, Surface.STAFF) is not None:
        message = _l("There is a staff account with this address already. Give it a role instead.")
        raise Invalid("email", message)
    account = add_account(actor, Surface.STAFF, name, title=title)
    add_contact(account, address, verified=False)
    grant_role(
        actor,
        account,
        role=role,
        ward_id=ward_id,
        department_id=department_id,
        neighbourhood_ids=neighbourhood_ids,
    )
    record(StaffInvited(account.id), actor=actor, ward_id=ward_id, subject=account)
    return account, _make_invitation(account)


def renew_invitation(actor: Actor, account: Account) -> str:
    """Mail a new link to staff who lost theirs or forgot the password; earlier links end."""
    if account.surface != "staff" or not policies.may_manage(actor, account):
        raise NotAllowed()
    if account.disabled_at is not None:
        raise Invalid("", _l("This account is closed."))
    _end_invitations(account)
    record(StaffInvited(account.id, again=True), actor=actor, ward_id=None, subject=account)
    return _make_invitation(account)


def _make_invitation(account: Account) -> str:
    token, now = new_token(), clock.now()
    invitation = Invitation(
        account_id=account.id,
        token_digest=token_digest(token),
        created_at=now,
        expires_at=now + VALID,
    )
    db.session.add(invitation)
    messages.send_invitation(account, token, expires_at=invitation.expires_at)
    return token


def _end_invitations(account: Account) -> None:
    open_ones = update(Invitation).where(
        Invitation.account_id == account.id, Invitation.used_at.is_(None)
    )
    db.session.execute(open_ones.values(used_at=clock.now()))


def accept_invitation(actor: Actor, token: str, *, password: str, device: str) -> NewSignIn:
    """Set the password that an invited person chose and begin their session, once."""
    invitation = find_invitation(token)
    account = get_account(invitation.account_id) if invitation else None
    if invitation is None or account is None or account.disabled_at is not None:
        raise NotFound(_l("This link was used already or is too old. Ask for a new one."))
    check_password(password, [contact.value for contact in account.contacts])
    _use_up(invitation)
    account.password_hash = hash_password(password)
    for contact in account.contacts:
        contact.verified_at = contact.verified_at or clock.now()
    end_all_sign_ins(account)
    who = acting_as(actor, account)
    record(InvitationAccepted(), actor=who, ward_id=None, subject=account)
    record_staff_sign_in(actor, account, "invitation")
    return begin_sign_in(account, device=device)


def _use_up(invitation: Invitation) -> None:
    unused = update(Invitation).where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
    taken: Any = db.session.execute(unused.values(used_at=clock.now()))
    if not taken.rowcount:
        raise NotFound(_l("This link was used already or is too old. Ask for a new one."))
