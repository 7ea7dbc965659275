"""Ready sentences that are chosen by touch, and how a report is put together of them."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.wards.models import Category

DATA = Path(__file__).parent / "data" / "phrases.csv"
OTHER = "khac"
# Why it is not solved: chosen by touch instead of typed.
STILL_WRONG: dict[str, object] = {
    "nothing": _l("Nobody has done anything yet"),
    "half": _l("It was begun and is not finished"),
    "back": _l("It was solved and has come back"),
    "unclear": _l("I do not understand the answer"),
}


@lru_cache
def phrases() -> dict[str, dict[str, str]]:
    """Return the ready sentences by code, in both languages."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def report_text(category: Category | None, chosen: list[str], own: str) -> str:
    """Return what the ward reads: the matter, the sentences that were chosen, the person's own words."""
    parts = [f"{category.name}."] if category is not None else []
    parts += [phrases()[code]["vi"] for code in chosen if code in phrases()]
    return " ".join([*parts, own]).strip()
