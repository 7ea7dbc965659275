"""Abusive words in a text, from a short list of our own: marked for the reader, never taken out unasked."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

from citizen_app.core.personal_data import Finding

DATA = Path(__file__).parent / "data" / "abusive_words.csv"


@lru_cache
def _pattern() -> re.Pattern[str]:
    with DATA.open(encoding="utf-8", newline="") as file:
        phrases = [row["phrase"] for row in csv.DictReader(file)]
    longest_first = sorted(phrases, key=len, reverse=True)
    ways = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in longest_first)
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)", re.IGNORECASE)


def find_abuse(text: str) -> list[Finding]:
    """Return the abusive words of a text, as typed with diacritics: without them too many are harmless."""
    return [Finding(*m.span(), "abuse", m.group()) for m in _pattern().finditer(text)]
