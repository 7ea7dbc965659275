"""What changed between two versions of a text, word by word."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

PIECES = re.compile(r"\s+|\w+|[^\w\s]")
# Longer texts are compared line by line: word by word would take too long.
MOST_PIECES = 4_000


@dataclass(frozen=True)
class Change:
    """A piece of text: kind is same, added or removed."""

    kind: str
    text: str


def changes_between(before: str, after: str) -> list[Change]:
    """Return the pieces of both texts in reading order."""
    old, new = _pieces(before), _pieces(after)
    if len(old) + len(new) > MOST_PIECES:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    changes: list[Change] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            changes.append(Change("same", "".join(old[a:b])))
            continue
        if b > a:
            changes.append(Change("removed", "".join(old[a:b])))
        if d > c:
            changes.append(Change("added", "".join(new[c:d])))
    return changes


def _pieces(text: str) -> list[str]:
    return PIECES.findall(text)
