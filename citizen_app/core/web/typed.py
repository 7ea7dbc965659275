"""How people write phone numbers, and what a form's own key looks like."""

from __future__ import annotations

import re

PHONE = re.compile(r"(\+84|0)\d{9,10}")
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def plain_phone(typed: str | None) -> str:
    """Return a phone number without spaces, dots and dashes."""
    return re.sub(r"[\s.\-()]", "", typed or "")
