"""Suggesting a field from what a resident typed: everyday words, with or without diacritics."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from citizen_app.core.text import fold, words
from citizen_app.wards.models import Category

# From here on a field is likely enough to be set without asking: two telling words, say.
LIKELY = 4.0
# id, position, name, and the keywords as the database keeps them (JSON)
Field = tuple[int, int, str, str]


def suggest_categories(
    text: str, categories: Iterable[Category], *, most: int = 3, least: float = 0.0
) -> list[Category]:
    """Return the fields whose words occur in the text, most telling first.

    A longer phrase tells more than a short one. A word typed with diacritics must be the same word; one
    typed without stands for any word that folds to it, and tells less.
    """
    spoken = Spoken(text)
    scored = []
    for category in categories:
        score = sum(spoken.weight_of(phrase) for phrase in [*category.keywords, category.name])
        if score > least:
            scored.append((-score, category.position, category.id, category))
    return [category for *_, category in sorted(scored, key=lambda row: row[:3])[:most]]


class Prepared:
    """The phrases of some fields by their first word, so that only those that may occur are looked at."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.places = {number: position for number, position, _, _ in fields}
        self.by_first: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for number, _position, name, keywords in fields:
            for phrase in [*json.loads(keywords or "[]"), name]:
                wanted = phrase_words(phrase)
                if wanted:
                    self.by_first[wanted[0][1]].append((number, phrase))

    def most_likely(self, text: str, *, least: float) -> int | None:
        """Return the id of the field whose words tell the most, as `suggest_categories` weighs them."""
        spoken = Spoken(text)
        scores: dict[int, float] = defaultdict(float)
        for plain in spoken.places:
            for number, phrase in self.by_first.get(plain, ()):
                scores[number] += spoken.weight_of(phrase)
        likely = [
            (-score, self.places[number], number)
            for number, score in scores.items()
            if score > least
        ]
        return min(likely)[2] if likely else None


@lru_cache(maxsize=64)
def prepared(fields: tuple[Field, ...]) -> Prepared:
    """Return fields made ready; kept as long as they stay the same, word for word."""
    return Prepared(fields)


@lru_cache(maxsize=8192)
def phrase_words(phrase: str) -> tuple[tuple[str, str], ...]:
    """Return a phrase's words, each as written and folded."""
    return tuple((word, fold(word)) for word in words(phrase))


class Spoken:
    """A text made ready for looking up phrases."""

    def __init__(self, text: str) -> None:
        self.words = [(word, fold(word)) for word in words(text)]
        self.places: dict[str, list[int]] = defaultdict(list)
        for place, (_word, plain) in enumerate(self.words):
            self.places[plain].append(place)

    def weight_of(self, phrase: str) -> float:
        """Return how much a phrase tells of this text; 0 when it does not occur."""
        wanted = phrase_words(phrase)
        if not wanted:
            return 0.0
        return max(
            (self._match(wanted, start) for start in self.places.get(wanted[0][1], ())), default=0.0
        )

    def matches(self, wanted: tuple[tuple[str, str], ...], start: int) -> bool:
        """Return whether a phrase (`phrase_words`) stands at a place of the text."""
        return self._match(wanted, start) > 0

    def _match(self, wanted: tuple[tuple[str, str], ...], start: int) -> float:
        found = self.words[start : start + len(wanted)]
        if len(found) < len(wanted):
            return 0.0
        exact = 0
        for (word, plain), (phrase_word, phrase_plain) in zip(found, wanted, strict=True):
            if word == phrase_word:
                exact += 1
            elif word != plain or plain != phrase_plain:
                return 0.0
        return float(len(wanted) ** 1.5) * (1.0 + exact / len(wanted))
