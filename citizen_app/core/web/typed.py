"""How people write phone numbers, and what a form's own key looks like."""

from __future__ import annotations

import re
from typing import Any

from wtforms.validators import ValidationError

from citizen_app.core.i18n import lazy_gettext as _l

PHONE = re.compile(r"(\+84|0)\d{9,10}")
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def plain_phone(typed: str | None) -> str:
    """Return a phone number without spaces, dots and dashes."""
    return re.sub(r"[\s.\-()]", "", typed or "")


def check_phone(_form: Any, field: Any) -> None:
    """Accept a Vietnamese number in any common way of writing it."""
    field.data = plain_phone(field.data)
    if field.data and not PHONE.fullmatch(field.data):
        raise ValidationError(_l("This phone number is not complete. An example: 0901 234 567"))


def check_key(_form: Any, field: Any) -> None:
    """Refuse a page that was tampered with."""
    if not KEY.fullmatch(field.data or ""):
        raise ValidationError(_l("Please open the page again and send once more."))
