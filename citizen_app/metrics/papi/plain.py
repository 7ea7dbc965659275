"""What each dimension and part measures in plain words, and what a ward can do: `content/*.yaml`.

A file holds one dimension: what it measures, and for each part what it measures, whether a ward's own
system sees it (`sees`: full, part, none), the questions of 2023 that tell most (`told`), the `levers`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parent / "content"
SIGHTS = ("full", "part", "none")


@dataclass(frozen=True)
class Telling:
    """A question of 2023 in plain words; `less_is_better` where a small share is good."""

    item: str
    text: str
    less_is_better: bool


@dataclass(frozen=True)
class PlainPart:
    """A part in plain words, in one language."""

    measures: str
    sees: str
    told: tuple[Telling, ...]
    levers: tuple[str, ...]


@dataclass(frozen=True)
class PlainDimension:
    """A dimension in plain words, in one language; its parts by their codes."""

    measures: str
    parts: dict[str, PlainPart]


@functools.cache
def plain_words(dimension: str, lang: str) -> PlainDimension:
    """Return a dimension in plain words; raises KeyError for a language that a text lacks."""
    source = yaml.safe_load((CONTENT / f"{dimension}.yaml").read_text("utf-8"))
    parts = {code: _part(found, lang) for code, found in source["parts"].items()}
    return PlainDimension(source["measures"][lang], parts)


def _part(source: dict[str, Any], lang: str) -> PlainPart:
    if source["sees"] not in SIGHTS:
        raise ValueError(f"sees: {source['sees']!r} is none of {SIGHTS}")
    return PlainPart(
        measures=source["measures"][lang],
        sees=source["sees"],
        told=tuple(
            Telling(one["item"], one[lang], one.get("less_is_better", False))
            for one in source["told"]
        ),
        levers=tuple(one[lang] for one in source["levers"]),
    )
