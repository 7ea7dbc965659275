"""The indicators as data: one readable file per theme of the motto, and how they are read.

Themes: know (dân biết), discuss (dân bàn), do (dân làm), check (dân kiểm tra, giám sát), benefit (dân
thụ hưởng), as Law 10/2022/QH15 art. 3 has them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
THEMES = ("know", "discuss", "do", "check", "benefit")


class Kind(StrEnum):
    """How the value is made from the sums."""

    SHARE = "share"  # numerator / denominator, in percent
    COUNT = "count"  # the numerator alone
    DAYS = "days"  # median and 90th percentile of working days
    MARK = "mark"  # mean of marks from 1 to 5
    STOCK = "stock"  # how many there are on the last day: steps up and down, summed up
    SPREAD = "spread"  # neighbourhoods with at least one / neighbourhoods of the ward
    TOP = "top"  # what the three largest neighbourhoods have / what all that were said have


@dataclass(frozen=True)
class Indicator:
    """One indicator; texts without `_en` are Vietnamese.

    `papi`: sub-dimensions it speaks to (never a PAPI score). `minimum`: no figure below this denominator.
    `counter`: indicators that show when this one is gamed. `of`: the count whose groups a spread or a
    top looks at. `index`: the composite indices it enters. `needs`: why it is not measured yet, or "".
    """

    code: str
    theme: str
    name: str
    name_en: str
    kind: Kind
    why: str
    definition: str
    definition_en: str
    numerator: str
    denominator: str
    direction: str
    events: tuple[str, ...]
    law: str
    papi: tuple[str, ...]
    minimum: int
    gaming: str
    counter: tuple[str, ...]
    version: int
    since: dt.date
    of: str = ""
    needs: str = ""
    index: tuple[str, ...] = ()

    @property
    def is_measured(self) -> bool:
        """Return whether the platform sees it today."""
        return not self.needs


def read_catalogue(folder: Path = FOLDER) -> dict[str, Indicator]:
    """Read the files of all themes; raise ValueError for what does not fit together."""
    found: dict[str, Indicator] = {}
    for theme in THEMES:
        for row in yaml.safe_load((folder / f"{theme}.yaml").read_text(encoding="utf-8")):
            indicator = _indicator(theme, row)
            if indicator.code in found:
                raise ValueError(f"{indicator.code} stands twice in the catalogue")
            found[indicator.code] = indicator
    for indicator in found.values():
        strange = {*indicator.counter, *([indicator.of] if indicator.of else [])} - found.keys()
        if strange:
            raise ValueError(f"{indicator.code} names {sorted(strange)}, which are not there")
    return found


def _indicator(theme: str, row: Mapping[str, Any]) -> Indicator:
    lists = ("events", "papi", "counter", "index")
    values = {**row, **{name: tuple(row.get(name, ())) for name in lists}}
    return Indicator(theme=theme, **{**values, "kind": Kind(row["kind"])})


CATALOGUE = read_catalogue()


def digest_of(catalogue: Mapping[str, Indicator]) -> str:
    """Return a digest of what is measured, and by which version: sums kept under another are told anew."""
    versions = sorted((one.code, one.version) for one in catalogue.values() if one.is_measured)
    return hashlib.sha256(json.dumps(versions).encode()).hexdigest()[:16]


DEFINITIONS = digest_of(CATALOGUE)
