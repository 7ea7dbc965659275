"""On which grounds a question may be kept off the board: data with their legal basis."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "question_grounds.csv"


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


@cache
def grounds() -> dict[str, Ground]:
    """Return every ground by its code, in the order of the table."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Ground(**row) for row in csv.DictReader(file)}
