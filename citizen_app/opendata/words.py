"""Sizes of files as people say them."""

from __future__ import annotations

from citizen_app.core.i18n import number_text

STEPS = ("B", "kB", "MB", "GB")


def size_text(size: int) -> str:
    """Return the size of a file: 840 B, 12 kB, 3,4 MB."""
    value, step = float(size), 0
    while value >= 1000 and step < len(STEPS) - 1:
        value, step = value / 1000, step + 1
    decimals = 1 if step > 1 and value < 10 else 0
    return f"{number_text(value, decimals)} {STEPS[step]}"
