"""Why a ward may refuse a report: data with the law behind each ground and where to go instead.

`feedback/data/refusal_grounds.csv` is the list. A ground that is out of force stays in it, so that what
was refused on it can still be told in words.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from flask_babel.speaklater import LazyString

from citizen_app.core.i18n import local_name

DATA = Path(__file__).parent / "data" / "refusal_grounds.csv"


@dataclass(frozen=True)
class Ground:
    """One ground: its words, the law or rule it rests on, and the usual next step for the sender."""

    code: str
    name: str
    name_en: str
    citation: str
    citation_en: str
    next_step: str
    next_step_en: str
    effective_from: dt.date
    effective_to: dt.date | None

    def is_in_force(self, day: dt.date) -> bool:
        """Return whether a report may be refused on this ground on a day."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


def _read() -> dict[str, Ground]:
    with DATA.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: _ground(row) for row in csv.DictReader(lines)}


def _ground(row: dict[str, str]) -> Ground:
    ends = row.pop("effective_to")
    starts = dt.date.fromisoformat(row.pop("effective_from"))
    return Ground(
        **row,
        effective_from=starts,
        effective_to=dt.date.fromisoformat(ends) if ends else None,
    )


GROUNDS = _read()
# The words alone, in the reader's language, for every ground there ever was.
REFUSAL_GROUNDS: dict[str, object] = {
    code: LazyString(local_name, ground) for code, ground in GROUNDS.items()
}


def find_ground(code: str, day: dt.date) -> Ground | None:
    """Return a ground that is in force on a day, or None."""
    ground = GROUNDS.get(code)
    return ground if ground is not None and ground.is_in_force(day) else None


def grounds_in_force(day: dt.date) -> list[Ground]:
    """Return the grounds that may be used on a day, in the list's order."""
    return [ground for ground in GROUNDS.values() if ground.is_in_force(day)]
