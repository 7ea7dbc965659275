"""Suggesting a field from what a resident typed: everyday words, with or without diacritics."""

from __future__ import annotations

from collections.abc import Iterable

from citizen_app.core.text import fold, words
from citizen_app.wards.models import Category


def suggest_categories(text: str, categories: Iterable[Category], most: int = 3) -> list[Category]:
    """Return the fields whose words occur in the text, most telling first.

    A longer phrase tells more than a short one; a phrase with the same diacritics more than one without.
    """
    exact = " " + " ".join(words(text)) + " "
    folded = fold(exact)
    scored = []
    for category in categories:
        score = sum(
            _weight(phrase, exact, folded) for phrase in [*category.keywords, category.name]
        )
        if score:
            scored.append((-score, category.position, category.id, category))
    return [category for *_, category in sorted(scored, key=lambda row: row[:3])[:most]]


def _weight(phrase: str, exact: str, folded: str) -> float:
    spoken = " " + " ".join(words(phrase)) + " "
    if not spoken.strip() or fold(spoken) not in folded:
        return 0.0
    return float(len(spoken.split()) ** 1.5) * (2.0 if spoken in exact else 1.0)
