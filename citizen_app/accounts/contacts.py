"""E-mail addresses and phone numbers: read as people type them, kept in one form."""

from __future__ import annotations

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc

# Mobile numbers of Vietnam: nine figures after the 0 or +84.
MOBILE = re.compile(r"(?:\+84|0084|84|0)([35789]\d{8})")
MOST_LETTERS = 254


@dataclass(frozen=True)
class Address:
    """One way to reach a person: kind `email` or `phone`, and the value in its one form."""

    kind: str
    value: str

    def __str__(self) -> str:
        """Return the address as people write it."""
        if self.kind == "email":
            return self.value
        local = "0" + self.value.removeprefix("+84")
        return f"{local[:4]} {local[4:7]} {local[7:]}"


def parse_phone(typed: str) -> str | None:
    """Return a mobile number as +84..., or None when it is none."""
    match = MOBILE.fullmatch(re.sub(r"[\s.\-()]", "", typed))
    return f"+84{match[1]}" if match else None


def parse_email(typed: str) -> str | None:
    """Return an e-mail address in lower case, or None when it is none."""
    try:
        checked = validate_email(typed, check_deliverability=False)
    except EmailNotValidError:
        return None
    return checked.normalized.lower()


def parse_address(typed: str, *, field: str = "contact") -> Address:
    """Return what was typed as an address; raise Invalid at `field` when it is neither kind."""
    text = nfc(typed).strip()
    email = parse_email(text) if "@" in text and len(text) <= MOST_LETTERS else None
    if email:
        return Address("email", email)
    phone = parse_phone(text)
    if phone:
        return Address("phone", phone)
    message = _l(
        "Type an e-mail address like lan@example.com, or a mobile number like 0901 234 567."
    )
    raise Invalid(field, message)


def parse_email_address(typed: str, *, field: str = "email") -> Address:
    """Return what was typed as an e-mail address; raise Invalid when it is none."""
    email = parse_email(nfc(typed).strip())
    if not email:
        raise Invalid(field, _l("Type an e-mail address like lan@example.com."))
    return Address("email", email)
