"""The goalposts of the indices, read from data and held against the catalogue."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from citizen_app.metrics.catalogue import CATALOGUE, DEFINITIONS, THEMES
from citizen_app.metrics.index.method import LEFT_OUT, WORST, Part, Rules

FOLDER = Path(__file__).parent
FILE, ARITHMETIC = FOLDER / "goalposts.yaml", ("method.py", "comparing.py")
INDICES = ("democracy", "transparency")


@dataclass(frozen=True)
class Goalposts:
    """A version of the goalposts; `reasons` by index and code, `digest`: see _digest."""

    version: int
    since: dt.date
    rules: Rules
    parts: Mapping[str, tuple[Part, ...]]
    reasons: Mapping[str, Mapping[str, str]]
    least_cases: int
    least_wards: int
    bands: tuple[int, ...]
    digest: str


def read_goalposts(file: Path = FILE) -> Goalposts:
    """Read the goalposts; raise ValueError where they and the catalogue do not agree."""
    text = file.read_text(encoding="utf-8")
    row = yaml.safe_load(text)
    parts = {name: tuple(_part(name, one) for one in row["indices"][name]) for name in INDICES}
    for name in INDICES:
        listed = {one.code for one in CATALOGUE.values() if name in one.index}
        if listed != {part.code for part in parts[name]}:
            raise ValueError(f"the catalogue and the goalposts differ in what makes {name}")
    return Goalposts(
        version=row["version"],
        since=row["since"],
        rules=Rules(**row["rules"]),
        parts=parts,
        reasons={
            name: {one["code"]: one["reason"] for one in row["indices"][name]} for name in INDICES
        },
        least_cases=row["least_cases"],
        least_wards=row["least_wards"],
        bands=tuple(row["bands"]),
        digest=_digest(text),
    )


def _digest(text: str) -> str:
    """Return a digest of all that a kept index hangs on: goalposts, definitions and the arithmetic itself."""
    sources = [(FOLDER / name).read_text(encoding="utf-8") for name in ARITHMETIC]
    return hashlib.sha256("\n".join([text, DEFINITIONS, *sources]).encode()).hexdigest()[:16]


def _part(index: str, row: Mapping[str, Any]) -> Part:
    indicator = CATALOGUE.get(row["code"])
    if indicator is None or not indicator.is_measured:
        raise ValueError(f"{index} wants {row['code']}, which is not measured")
    theme = row.get("theme", indicator.theme)
    if theme not in THEMES or row["if_missing"] not in {LEFT_OUT, WORST}:
        raise ValueError(f"{index}: {row['code']} has a strange theme or a strange if_missing")
    if row["worst"] == row["best"] or (row["best"] > row["worst"]) != (indicator.direction == "+"):
        raise ValueError(f"{index}: the goalposts of {row['code']} go against its direction")
    return Part(
        code=indicator.code,
        theme=theme,
        kind=str(indicator.kind),
        worst=float(row["worst"]),
        best=float(row["best"]),
        minimum=int(row["minimum"]),
        if_missing=row["if_missing"],
        settles=row.get("settles", False),
    )


GOALPOSTS = read_goalposts()
