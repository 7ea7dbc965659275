"""Found words, marked: safe markup from plain text, whatever stands in it.

A word is marked where it is the typed one; typed without diacritics, or found in no text as typed, it is
marked in every spelling. As in the search, a word of more than two letters also matches as a beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from citizen_app.core.search import MOST_WORDS, SHORT
from citizen_app.core.text import fold, nfc, same_tones, words

WORD = re.compile(r"\w+")
BEFORE = 60


@dataclass(frozen=True)
class Hit:
    """Where a found word stands in a text."""

    start: int
    end: int


def hits_of(text: str, query: str) -> list[Hit]:
    """Return where the words of a query stand in a text (in its normal form), in order."""
    terms = words(query)[:MOST_WORDS]
    if not terms:
        return []
    found = [(match, same_tones(match.group()).casefold()) for match in WORD.finditer(text)]
    exact = {term: [m for m, word in found if word == term] for term in terms}
    matches = {m.start(): m for term in terms for m in exact[term]}
    loose = [fold(term) for term in terms if not exact[term] or term == fold(term)]
    if loose:
        plain = [(m, fold(word)) for m, word in found]
        matches |= {m.start(): m for m, word in plain if any(_resembles(word, w) for w in loose)}
    return [Hit(m.start(), m.end()) for _, m in sorted(matches.items())]


def _resembles(plain: str, wanted: str) -> bool:
    return plain == wanted or (len(wanted) > SHORT and plain.startswith(wanted))


def marked(text: str, query: str) -> Markup:
    """Return a whole text with the found words in <mark>."""
    text = nfc(text)
    return _with_marks(text, hits_of(text, query))


def snippet(text: str, query: str, length: int = 170) -> Markup | None:
    """Return the part of a text around the first found word, or None where none stands in it."""
    text = " ".join(nfc(text).split())
    hits = hits_of(text, query)
    if not hits:
        return None
    start = _word_start(text, max(0, hits[0].start - BEFORE))
    end = _word_end(text, min(len(text), start + length))
    inside = [Hit(h.start - start, h.end - start) for h in hits if start <= h.start < h.end <= end]
    body = _with_marks(text[start:end], inside)
    return escape("…" if start else "") + body + escape("…" if end < len(text) else "")


def _word_start(text: str, place: int) -> int:
    while place > 0 and not text[place - 1].isspace():
        place -= 1
    return place


def _word_end(text: str, place: int) -> int:
    while place < len(text) and not text[place].isspace():
        place += 1
    if place < len(text):
        place = len(text[:place].rstrip(" ,.;:…"))
    return place


def _with_marks(text: str, hits: list[Hit]) -> Markup:
    return Markup("").join(_parts(text, hits))


def _parts(text: str, hits: list[Hit]) -> Iterator[Markup]:
    last = 0
    for hit in hits:
        yield escape(text[last : hit.start])
        yield Markup("<mark>") + escape(text[hit.start : hit.end]) + Markup("</mark>")
        last = hit.end
    yield escape(text[last:])
