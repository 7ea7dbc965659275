"""Codes that people read aloud and copy by hand, PINs, and tokens.

A code has seven random characters and a check character out of 31 that cannot be taken for one
another (no 0 O 1 I U). The check is a weighted sum modulo 31, a prime, so every single wrong
character and every swap of two neighbours is noticed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
BODY_LENGTH = 7
PIN_LENGTH = 6


def check_character(body: str) -> str:
    """Return the character that closes `body`."""
    total = sum((place + 2) * ALPHABET.index(sign) for place, sign in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]


def new_code(prefix: str) -> str:
    """Return a fresh code such as PA-7K3M-9QXD."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(BODY_LENGTH))
    whole = body + check_character(body)
    return f"{prefix}-{whole[:4]}-{whole[4:]}"


def parse_code(prefix: str, typed: str) -> str | None:
    """Return the code in its written form, or None when what was typed cannot be one.

    Case, spaces and dashes are forgiven, a missing prefix too.
    """
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    if len(signs) == BODY_LENGTH + 1 + len(prefix) and signs.startswith(prefix):
        signs = signs[len(prefix) :]
    if len(signs) != BODY_LENGTH + 1 or any(sign not in ALPHABET for sign in signs):
        return None
    if check_character(signs[:-1]) != signs[-1]:
        return None
    return f"{prefix}-{signs[:4]}-{signs[4:]}"


def keyed_digest(secret: str, *parts: str) -> str:
    """Return a hex HMAC-SHA-256 of the parts: useless to whoever has only the database."""
    message = "\x1f".join(parts).encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def pin_for(secret: str, idempotency_key: str) -> str:
    """Return the PIN that belongs to one submission; a repeated submission shows the same one."""
    number = int(keyed_digest(secret, "pin", idempotency_key)[:15], 16)
    return str(number % 10**PIN_LENGTH).zfill(PIN_LENGTH)


def new_token() -> str:
    """Return 256 random bits for links and sessions."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
