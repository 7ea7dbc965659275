"""Passwords: argon2id, ten characters or more, none of those that everybody tries first."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import Argon2Error, InvalidHashError

from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import fold, nfc

FEWEST_CHARACTERS = 10
MOST_CHARACTERS = 200
FEWEST_DIFFERENT = 5
LIST = Path(__file__).parent / "data" / "common_passwords.txt"
# OWASP's parameters for argon2id: 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


@functools.cache
def common_passwords() -> frozenset[str]:
    """Return the passwords that are tried first, folded."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line.strip()) for line in lines if line.strip() and line[0] != "#")


@functools.cache
def _nobodys_hash() -> str:
    return HASHER.hash("a password that opens nothing")


def hash_password(password: str) -> str:
    """Return what the database keeps of a password."""
    return HASHER.hash(nfc(password))


def is_right(password_hash: str, password: str) -> bool:
    """Return whether the password fits; without a hash it takes as long and never fits."""
    try:
        HASHER.verify(password_hash or _nobodys_hash(), nfc(password)[:MOST_CHARACTERS])
    except (Argon2Error, InvalidHashError):
        return False
    return bool(password_hash)


def needs_rehash(password_hash: str) -> bool:
    """Return whether a hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(password_hash)


def check_password(password: str, addresses: Iterable[str], *, field: str = "password") -> None:
    """Raise Invalid unless a person may choose this password."""
    password = nfc(password)
    if len(password) < FEWEST_CHARACTERS:
        message = _l("Use at least %(number)s characters.", number=FEWEST_CHARACTERS)
        raise Invalid(field, message)
    if len(password) > MOST_CHARACTERS:
        raise Invalid(field, _l("Use at most %(number)s characters.", number=MOST_CHARACTERS))
    if is_easily_guessed(password):
        message = _l("This password is easily guessed. Three or four words in a row are better.")
        raise Invalid(field, message)
    if any(part in fold(password) for address in addresses for part in telling_parts(address)):
        raise Invalid(field, _l("Leave your e-mail address and phone number out of the password."))


def is_easily_guessed(password: str) -> bool:
    """Return whether a password is among the usual ones, with or without figures around it."""
    plain = fold(password)
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    if len(set(plain)) < FEWEST_DIFFERENT or plain in common_passwords():
        return True
    if core in common_passwords():
        return True
    return any(plain in run or plain[::-1] in run for run in RUNS)


def telling_parts(address: str) -> list[str]:
    """Return the parts of an address that do not belong into a password."""
    name = fold(address.partition("@")[0])
    local = "0" + name.removeprefix("+84") if name.startswith("+84") else name
    return [part for part in (fold(address), name, local) if len(part) >= 4]
