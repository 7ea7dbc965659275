"""On which grounds a question or a request may be kept from the public: data with their legal basis."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Ground:
    """A ground: its name, what the asker can do instead, and the law it rests on, in two languages."""

    code: str
    name: str
    name_en: str
    next_step: str
    next_step_en: str
    citation: str
    citation_en: str


def grounds() -> dict[str, Ground]:
    """Return every ground for a question by its code, in the order of the table."""
    return _read("question_grounds.csv")


def request_grounds() -> dict[str, Ground]:
    """Return every ground for a request for a dialogue by its code, in the order of the table."""
    return _read("request_grounds.csv")


@cache
def _read(name: str) -> dict[str, Ground]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return {row["code"]: Ground(**row) for row in csv.DictReader(file)}
