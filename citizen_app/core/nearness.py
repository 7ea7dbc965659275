"""How near two texts are: what they share, weighed by how rare it is among the texts looked at.

Shared words count, neighbouring words together count again, and so do other words for the same matter
(data/same_matter.txt). A word that was typed with diacritics and stands there with others counts less;
typed without any, it stands for all of them. Function words (data/stop_words.txt) count little.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from citizen_app.core.text import fold, words

DATA = Path(__file__).parent / "data"
MOST_COMPARED = 40
MOST_RARE = 6
PAIR, SAME_MATTER, LITTLE = 0.4, 1.0, 0.3
OTHER_MARKS = 0.6
# Besides the texts looked at there are others, which share nothing: else what a few share tells nothing.
OTHERS = 100
# A longer text has more words by chance: so much of the mean length is forgiven.
BY_LENGTH = 0.15
# Below this share nothing is worth showing, and a text that shares one common word is not either.
FLOOR = 0.18


def _lines(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def stop_words() -> frozenset[str]:
    """Return the words that tell little, as they are written."""
    return frozenset(word for line in _lines("stop_words.txt") for word in words(line))


@cache
def same_matter() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Return groups of phrases for one matter; each phrase as its words."""
    return tuple(
        tuple(tuple(words(phrase)) for phrase in line.split(";"))
        for line in _lines("same_matter.txt")
    )


@dataclass(frozen=True)
class Term:
    """Something that a text may share: any of its phrases, folded, with a space on both sides."""

    phrases: tuple[str, ...]
    weight: float
    # As written, where the marks tell words apart; "" where they do not count.
    exact: str = ""

    def share(self, exact: str, folded: str) -> float:
        """Return how much of this term stands in a text (spaces around both forms)."""
        if self.exact and self.exact in exact:
            return 1.0
        if any(phrase in folded for phrase in self.phrases):
            return OTHER_MARKS if self.exact else 1.0
        return 0.0


def _spaced(terms: Iterable[str]) -> str:
    return f" {' '.join(terms)} "


class Nearness:
    """A text made ready for comparing others with it."""

    def __init__(self, text: str) -> None:
        said = words(text)
        plain = [fold(word) for word in said]
        self.has_marks = said != plain
        self.little = stop_words() if self.has_marks else frozenset(map(fold, stop_words()))
        telling = [word not in self.little for word in said]
        distinct = dict.fromkeys(zip(said, plain, telling, strict=True))
        firsts = list(distinct)[:MOST_COMPARED]
        # What to fetch by: folded, telling words; all of them where nothing else was said.
        self.words = list(dict.fromkeys(p for _, p, tells in firsts if tells)) or [
            p for _, p, _ in firsts
        ]
        together = list(zip(said, plain, telling, strict=True))
        self.pairs = list(
            dict.fromkeys((a[1], b[1]) for a, b in pairwise(together) if a[2] or b[2])
        )[:MOST_COMPARED]
        matters = self._matters(said, plain)
        self.other_phrases = [
            tuple(map(fold, phrase)) for group in matters for phrase in group if len(phrase) < 5
        ]
        self.terms = [
            Term((_spaced([p]),), 1.0 if tells else LITTLE, self._exact([word]))
            for word, p, tells in firsts
        ]
        self.terms += [Term((_spaced(pair),), PAIR) for pair in self.pairs]
        self.terms += [
            Term(tuple(_spaced(map(fold, phrase)) for phrase in group), SAME_MATTER)
            for group in matters
        ]

    def _exact(self, terms: list[str]) -> str:
        return _spaced(terms) if self.has_marks else ""

    def _matters(self, said: list[str], plain: list[str]) -> list[tuple[tuple[str, ...], ...]]:
        """Return the groups of phrases of which the text says one."""
        whole = _spaced(said if self.has_marks else plain)

        def says(phrase: tuple[str, ...]) -> bool:
            return _spaced(phrase if self.has_marks else map(fold, phrase)) in whole

        return [group for group in same_matter() if any(map(says, group))]

    def rarest(self, texts: Iterable[tuple[str, str]]) -> list[str]:
        """Return the words of the text that stand in the fewest of some others."""
        spaced = [f" {folded} " for _, folded in texts]
        counted = sorted(
            (sum(f" {word} " in other for other in spaced), place, word)
            for place, word in enumerate(self.words)
        )
        return [word for count, _, word in counted[:MOST_RARE] if count * 4 < len(spaced)]

    def rank(self, texts: Mapping[int, tuple[str, str]]) -> list[tuple[int, float]]:
        """Return (key, nearness) of the texts (exact, folded) above the floor, the nearest first."""
        spaced = {key: (f" {exact} ", f" {folded} ") for key, (exact, folded) in texts.items()}
        shares = {key: [t.share(*both) for t in self.terms] for key, both in spaced.items()}
        weights = self._weights(list(shares.values()))
        whole = sum(weights) or 1.0
        mean = sum(len(folded) for _, folded in spaced.values()) / max(len(spaced), 1)
        ranked = []
        for key, row in shares.items():
            covered = sum(w * share for w, share in zip(weights, row, strict=True)) / whole
            length = len(spaced[key][1]) / mean
            if covered >= FLOOR and self._tells(row):
                ranked.append((key, covered / (1 - BY_LENGTH + BY_LENGTH * length)))
        return sorted(ranked, key=lambda pair: (-pair[1], -pair[0]))

    def _weights(self, shares: list[list[float]]) -> list[float]:
        """Return each term's weight: rare among these texts tells more."""
        count = len(shares) + OTHERS
        weights = []
        for place, term in enumerate(self.terms):
            known = sum(1 for row in shares if row[place] > 0)
            weights.append(term.weight * math.log(1 + (count - known + 0.5) / (known + 0.5)))
        return weights

    def _tells(self, row: list[float]) -> bool:
        """Return whether more is shared than one word of many and words that tell little."""
        shared = sum(
            1 for term, share in zip(self.terms, row, strict=True) if share and term.weight >= PAIR
        )
        return shared > 1 or len(self.words) == 1
