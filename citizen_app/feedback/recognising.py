"""Telling by its words when a text is no report: an emergency, a denunciation, a complaint, a request.

The words are data (`data/README.md`). A text that fits is never refused: the page says where such a
matter goes and what the law asks for, and the sender decides. Crying wolf would teach people to pass
over the notice, so a single telling word is not enough where people use it in other ways too.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from citizen_app.wards.suggesting import Spoken, phrase_words

DATA = Path(__file__).parent / "data"


class NotAReport(StrEnum):
    """What a text may be instead, the most pressing first."""

    EMERGENCY = "emergency"
    DENUNCIATION = "denunciation"
    COMPLAINT = "complaint"
    INFORMATION = "information"


@dataclass(frozen=True)
class Rule:
    """One line of the list: every part of `needs` occurs (within `near` words), none of `unless` does."""

    kind: NotAReport
    needs: tuple[tuple[str, ...], ...]
    near: int | None
    unless: tuple[str, ...]


@dataclass(frozen=True)
class Guidance:
    """What the law says of such matters, and from when; `caution` is what a reader must still check."""

    kind: NotAReport
    citation: str
    citation_en: str
    effective_from: dt.date
    caution: str
    caution_en: str


def recognise(text: str) -> list[NotAReport]:
    """Return what a text seems to be instead of a report, the most pressing first; usually nothing."""
    spoken = Spoken(text)
    found = {rule.kind for rule in rules() if _fits(rule, spoken)}
    return [kind for kind in NotAReport if kind in found]


def is_denunciation(text: str) -> bool:
    """Return whether a text seems to accuse somebody of breaking the law."""
    return NotAReport.DENUNCIATION in recognise(text)


def _fits(rule: Rule, spoken: Spoken) -> bool:
    if any(spoken.weight_of(phrase) for phrase in rule.unless):
        return False
    places = [[at for phrase in part for at in _places(spoken, phrase)] for part in rule.needs]
    if not all(places):
        return False
    if rule.near is None or len(places) == 1:
        return True
    first, *others = places
    return any(
        all(any(abs(at - start) <= rule.near for at in other) for other in others)
        for start in first
    )


def _places(spoken: Spoken, phrase: str) -> Iterator[int]:
    """Yield where a phrase begins in a text."""
    wanted = phrase_words(phrase)
    for start in spoken.places.get(wanted[0][1], ()):
        if spoken.matches(wanted, start):
            yield start


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return the list of words."""
    with (DATA / "not_reports.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Rule(
                NotAReport(row["kind"]),
                tuple(_ways(part) for part in row["needs"].split("+")),
                int(row["near"]) if row["near"] else None,
                _ways(row["unless"]),
            )
            for row in csv.DictReader(lines)
        )


def _ways(text: str) -> tuple[str, ...]:
    return tuple(way.strip() for way in text.split("|") if way.strip())


@lru_cache(maxsize=1)
def _all_guidance() -> tuple[Guidance, ...]:
    with (DATA / "guidance.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Guidance(
                NotAReport(row["kind"]),
                row["citation"],
                row["citation_en"],
                dt.date.fromisoformat(row["effective_from"]),
                row["caution"],
                row["caution_en"],
            )
            for row in csv.DictReader(lines)
        )


def guidance_on(kind: NotAReport, day: dt.date) -> Guidance | None:
    """Return the newest guidance in force on a day."""
    rows = [row for row in _all_guidance() if row.kind == kind and row.effective_from <= day]
    return max(rows, key=lambda row: row.effective_from, default=None)
