"""One-time passwords by time (RFC 6238): secrets, the picture for the phone, which step fits."""

from __future__ import annotations

import datetime as dt
import hmac
import re
import secrets as system_random

import pyotp
import segno

from citizen_app.accounts import secrets
from citizen_app.core import clock
from citizen_app.core.ids import ALPHABET

ISSUER = "Lắng Nghe"
STEP_SECONDS = 30
SETUP_SECONDS = 3600
RECOVERY_CODES = 10
RECOVERY_LENGTH = 8


def new_sealed_secret(account_id: int) -> str:
    """Return a fresh secret, encrypted for one account; the set-up page carries it."""
    return secrets.encrypt(f"{account_id}:{pyotp.random_base32()}")


def open_sealed_secret(sealed: str, account_id: int) -> str | None:
    """Return the secret of a set-up page that belongs to this account and is not too old."""
    text = secrets.decrypt(sealed, at_most_seconds=SETUP_SECONDS)
    owner, _, secret = (text or "").partition(":")
    return secret if owner == str(account_id) else None


def qr_image(secret: str, name: str) -> str:
    """Return the picture that an authenticator app reads, as a data: address."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    return str(segno.make(uri, micro=False).svg_data_uri(scale=5, border=3, light="#fff"))


def spaced(secret: str) -> str:
    """Return a secret in groups of four, for copying by hand."""
    return " ".join(re.findall(".{1,4}", secret))


def matching_step(secret: str, typed: str, moment: dt.datetime | None = None) -> int | None:
    """Return the time step whose code was typed, one early or late allowed, or None."""
    code = re.sub(r"\s", "", typed)
    here = int((moment or clock.now()).timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    fitting = [
        step
        for step in (here - 1, here, here + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())
    ]
    return fitting[-1] if fitting else None


def new_recovery_code() -> str:
    """Return a code such as 7K3M-9QXD."""
    signs = "".join(system_random.choice(ALPHABET) for _ in range(RECOVERY_LENGTH))
    return f"{signs[:4]}-{signs[4:]}"


def recovery_digest(account_id: int, typed: str) -> str:
    """Return what the database keeps of a recovery code; case, dashes and spaces are forgiven."""
    signs = re.sub(r"[^0-9A-Z]", "", typed.upper())
    return secrets.digest("recovery", str(account_id), signs)
