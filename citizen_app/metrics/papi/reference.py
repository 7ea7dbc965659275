"""The published PAPI figures, read once from `data/` (where they come from: the README there).

A code is that of PAPI: "3" a dimension, "3.2" a part of it (sub-dimension), "3.2.1" a question of a part
(its last number is ours), "total" the sum of all dimensions. Scores are in PAPI's own points; shares 0-1.
"""

from __future__ import annotations

import csv
import functools
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"
TOTAL = "total"
LAST_YEAR = 2024
ITEM_YEAR = 2023


@dataclass(frozen=True)
class Part:
    """A dimension (with a slug) or one of its parts; measured in the years `since` to `until`."""

    code: str
    slug: str
    since: int
    until: int
    name: str
    name_en: str
    counts: tuple[tuple[int, int], ...] = ()

    @property
    def dimension(self) -> str:
        """The code of the dimension it belongs to."""
        return self.code.partition(".")[0]

    def count(self, year: int) -> int:
        """Return of how many parts the dimension was made in a year; 0 before there was one."""
        known = [count for since, count in self.counts if since <= year]
        return known[-1] if known else 0


@dataclass(frozen=True)
class Score:
    """One code in one year: the city in its old bounds, its two neighbours, how the provinces lie."""

    year: int
    code: str
    hcmc: float | None
    binh_duong: float | None
    ba_ria_vung_tau: float | None
    low: float
    q1: float
    median: float
    q3: float
    high: float
    n: int


@dataclass(frozen=True)
class Break:
    """Before `year` and from it on, the codes were measured in different ways.

    `basis`: "published" where PAPI says so, "figures" where nearly all provinces move at once. `name` says
    what changed.
    """

    year: int
    codes: frozenset[str]
    basis: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Item:
    """A question of 2023; unit: share (0-1), points (between the two ends of the scale), km, minutes..."""

    code: str
    unit: str
    hcmc: float | None
    low: float
    median: float
    high: float
    n: int
    name: str
    name_en: str

    @property
    def part(self) -> str:
        """The code of the part it belongs to."""
        return self.code.rpartition(".")[0]


@dataclass(frozen=True)
class Ingredient:
    """How a question enters the score of its part: between its theoretical ends, or the other way round."""

    item: str
    low: float
    high: float
    reverse: bool


@dataclass(frozen=True)
class Recipe:
    """How a part is scored in the years `since` to `until`; `share` is its lowest possible score."""

    code: str
    since: int
    until: int
    share: float
    ingredients: tuple[Ingredient, ...]


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a file of `data/`."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(typed: str) -> float | None:
    """Return a figure, None where nothing was published."""
    return float(typed) if typed else None


def year(typed: str) -> int:
    """Return a last year; an empty cell means that it goes on."""
    return int(typed) if typed else LAST_YEAR


@functools.cache
def parts() -> dict[str, Part]:
    """Return every dimension and part by its code, in PAPI's order."""
    return {
        row["code"]: Part(
            code=row["code"],
            slug=row["slug"],
            since=int(row["since"]),
            until=year(row["until"]),
            name=row["name"],
            name_en=row["name_en"],
            counts=tuple(
                (int(since), int(count))
                for since, count in (pair.split(":") for pair in row["parts"].split())
            ),
        )
        for row in read_rows("structure.csv")
    }


@functools.cache
def dimensions() -> tuple[Part, ...]:
    """Return the eight dimensions in order."""
    return tuple(part for part in parts().values() if part.slug)


def parts_of(dimension: str) -> tuple[Part, ...]:
    """Return the parts of a dimension, those that are no longer measured among them."""
    return tuple(p for p in parts().values() if p.dimension == dimension and not p.slug)


def find_dimension(slug: str) -> Part | None:
    """Return the dimension with this address."""
    return next((part for part in dimensions() if part.slug == slug), None)


@functools.cache
def _scores() -> dict[str, tuple[Score, ...]]:
    by_code: dict[str, list[Score]] = defaultdict(list)
    for row in read_rows("scores.csv"):
        by_code[row["code"]].append(
            Score(
                year=int(row["year"]),
                code=row["code"],
                hcmc=number(row["hcmc"]),
                binh_duong=number(row["binh_duong"]),
                ba_ria_vung_tau=number(row["ba_ria_vung_tau"]),
                low=float(row["low"]),
                q1=float(row["q1"]),
                median=float(row["median"]),
                q3=float(row["q3"]),
                high=float(row["high"]),
                n=int(row["n"]),
            )
        )
    return {code: tuple(rows) for code, rows in by_code.items()}


def scores_of(code: str) -> tuple[Score, ...]:
    """Return the scores of a code, oldest first."""
    return _scores()[code]


@functools.cache
def _breaks() -> tuple[Break, ...]:
    return tuple(
        Break(
            int(row["year"]),
            frozenset(row["codes"].split()),
            row["basis"],
            row["text"],
            row["text_en"],
        )
        for row in read_rows("breaks.csv")
    )


def breaks_of(code: str) -> tuple[Break, ...]:
    """Return the breaks inside the years of a code, oldest first."""
    first = scores_of(code)[0].year
    return tuple(one for one in _breaks() if code in one.codes and one.year > first)


@functools.cache
def items() -> dict[str, Item]:
    """Return the questions of 2023 by their code."""
    return {
        row["code"]: Item(
            code=row["code"],
            unit=row["unit"],
            hcmc=number(row["hcmc"]),
            low=float(row["low"]),
            median=float(row["median"]),
            high=float(row["high"]),
            n=int(row["n"]),
            name=row["name"],
            name_en=row["name_en"],
        )
        for row in read_rows("items.csv")
    }


def items_of(part: str) -> tuple[Item, ...]:
    """Return the questions of a part."""
    return tuple(item for item in items().values() if item.part == part)


@functools.cache
def recipes() -> tuple[Recipe, ...]:
    """Return how parts are scored, as far as it is known from the published figures."""
    grouped: dict[tuple[str, int, int, float], list[Ingredient]] = defaultdict(list)
    for row in read_rows("recipes.csv"):
        # Two digits of a published third mean a third.
        share = 1 / 3 if row["share"] == "0.3333" else float(row["share"])
        key = (row["code"], int(row["since"]), year(row["until"]), share)
        grouped[key].append(
            Ingredient(row["item"], float(row["low"]), float(row["high"]), row["reversed"] == "1")
        )
    return tuple(Recipe(*key, tuple(found)) for key, found in grouped.items())
