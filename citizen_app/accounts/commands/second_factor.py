"""The second factor of staff: set it up, prove it, replace what was lost."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, update

from citizen_app.accounts import policies, secrets, totp
from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.commands.sign_ins import QUARTER, end_all_sign_ins
from citizen_app.accounts.events import (
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SecondFactorRemoved,
    SecondFactorSet,
)
from citizen_app.accounts.models import Account, RecoveryCode, SignIn
from citizen_app.accounts.queries import count_recovery_codes
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db, keep_despite_error
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.limits import Limit

WRONG_CODES = Limit("second-factor.account", 5, QUARTER)


def set_second_factor(actor: Actor, sign_in: SignIn, *, sealed: str, code: str) -> list[str]:
    """Take a device into use whose code was typed; return ten recovery codes, shown this once.

    Who has a second factor already must have proved it in this session.
    """
    account = _own(actor, sign_in)
    if account.has_second_factor and sign_in.second_factor_at is None:
        raise NotAllowed()
    WRONG_CODES.check(str(account.id))
    secret = totp.open_sealed_secret(sealed, account.id)
    if secret is None:
        raise Invalid("", _l("This page was open for too long. Please start again."))
    step = totp.matching_step(secret, code)
    if step is None:
        raise _wrong(account)
    account.totp_secret, account.totp_last_step = secrets.encrypt(secret), step
    account.totp_confirmed_at = sign_in.second_factor_at = clock.now()
    end_all_sign_ins(account, keep=sign_in)
    who = acting_as(actor, account)
    record(SecondFactorSet(), actor=who, ward_id=None, subject=account)
    return _make_recovery_codes(who, account)


def prove_second_factor(actor: Actor, sign_in: SignIn, *, code: str) -> None:
    """Accept the code of the device, each once, or a recovery code, each once."""
    account = _own(actor, sign_in)
    WRONG_CODES.check(str(account.id))
    if not account.has_second_factor:
        raise NotAllowed()
    if not (_use_step(account, code) or _use_recovery_code(actor, account, code)):
        raise _wrong(account)
    WRONG_CODES.forget(str(account.id))
    sign_in.second_factor_at = clock.now()


def _own(actor: Actor, sign_in: SignIn) -> Account:
    if not policies.is_own(actor, sign_in.account) or sign_in.surface != "staff":
        raise NotAllowed()
    return sign_in.account


def _wrong(account: Account) -> Invalid:
    WRONG_CODES.count(str(account.id))
    keep_despite_error()
    return Invalid(
        "code", _l("The code is not right. Wait for the next one in your app and try it.")
    )


def _use_step(account: Account, code: str) -> bool:
    """Return whether a fresh code of the device was typed; the step is used up in the database."""
    step = totp.matching_step(secrets.decrypt(account.totp_secret) or "", code)
    if step is None:
        return False
    statement = update(Account).where(Account.id == account.id, Account.totp_last_step < step)
    taken: Any = db.session.execute(statement.values(totp_last_step=step))
    return bool(taken.rowcount)


def _use_recovery_code(actor: Actor, account: Account, code: str) -> bool:
    statement = update(RecoveryCode).where(
        RecoveryCode.account_id == account.id,
        RecoveryCode.digest == totp.recovery_digest(account.id, code),
        RecoveryCode.used_at.is_(None),
    )
    taken: Any = db.session.execute(statement.values(used_at=clock.now()))
    if not taken.rowcount:
        return False
    left = count_recovery_codes(account.id)
    who = acting_as(actor, account)
    record(RecoveryCodeUsed(left=left), actor=who, ward_id=None, subject=account)
    return True


def renew_recovery_codes(actor: Actor, sign_in: SignIn) -> list[str]:
    """Return ten new recovery codes, shown this once; the old ones end."""
    account = _own(actor, sign_in)
    if sign_in.second_factor_at is None:
        raise NotAllowed()
    return _make_recovery_codes(actor, account)


def _make_recovery_codes(actor: Actor, account: Account) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [totp.new_recovery_code() for _ in range(totp.RECOVERY_CODES)]
    for code in codes:
        digest = totp.recovery_digest(account.id, code)
        db.session.add(RecoveryCode(account_id=account.id, digest=digest))
    record(RecoveryCodesMade(count=len(codes)), actor=actor, ward_id=None, subject=account)
    return codes


def remove_second_factor(actor: Actor, account: Account) -> None:
    """Take a lost device away from staff; they set up another at the next sign-in."""
    if account.surface != "staff" or not policies.may_manage(actor, account):
        raise NotAllowed()
    account.totp_secret, account.totp_confirmed_at = "", None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    end_all_sign_ins(account)
    record(SecondFactorRemoved(account.id), actor=actor, ward_id=None, subject=account)
