"""Secrets at rest: encrypted when they must be read again, else kept as a keyed digest.

Both keys come from SECRET_KEY, each for its one purpose, so that the database alone opens nothing.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from citizen_app.accounts.surroundings import settings
from citizen_app.core.ids import keyed_digest


def _key(purpose: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"langnghe {purpose}".encode())
    return hkdf.derive(settings().secret_key.encode())


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key("accounts: second factor")))


def encrypt(text: str) -> str:
    """Return text that only this installation can read again."""
    return _box().encrypt(text.encode()).decode()


def decrypt(sealed: str, *, at_most_seconds: int | None = None) -> str | None:
    """Return what was encrypted, or None when it was altered, is too old or is another's."""
    try:
        return _box().decrypt(sealed.encode(), ttl=at_most_seconds).decode()
    except (InvalidToken, UnicodeError):
        return None


def digest(*parts: str) -> str:
    """Return a digest of short codes that nobody can try out with the database alone."""
    return keyed_digest(_key("accounts: codes").hex(), *parts)
