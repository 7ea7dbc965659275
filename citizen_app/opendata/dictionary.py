"""The data sets as data: what stands in which column. No file holds anything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
TYPES = ("text", "whole", "decimal", "yes_no", "day", "month")


@dataclass(frozen=True)
class Words:
    """The same in both languages."""

    vi: str
    en: str

    def said(self, language: str) -> str:
        """Return the words in a language."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True)
class Column:
    """One column; `codes` names the list of all values that come, "" where there is none."""

    name: str
    type: str
    about: Words
    unit: Words | None = None
    codes: str = ""


@dataclass(frozen=True)
class Dataset:
    """One data set: a file in each format."""

    name: str
    title: Words
    about: Words
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns, in order."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Dictionary:
    """All data sets, and the lists of codes."""

    datasets: Mapping[str, Dataset]
    code_lists: Mapping[str, Mapping[str, Words]]


def _words(row: Mapping[str, str]) -> Words:
    return Words(row["vi"], row["en"])


def _column(row: Mapping[str, Any]) -> Column:
    unit = _words(row["unit"]) if "unit" in row else None
    return Column(row["name"], row["type"], _words(row), unit, row.get("codes", ""))


def read_dictionary() -> Dictionary:
    """Read the dictionary."""
    raw = yaml.safe_load((DATA / "dictionary.yaml").read_text(encoding="utf-8"))
    datasets = {
        row["name"]: Dataset(
            row["name"],
            _words(row["title"]),
            _words(row["about"]),
            tuple(_column(column) for column in row["columns"]),
        )
        for row in raw["datasets"]
    }
    lists = {
        name: {code: _words(words) for code, words in codes.items()}
        for name, codes in raw["code_lists"].items()
    }
    return Dictionary(datasets, lists)


@dataclass(frozen=True)
class Rules:
    """How the data is published."""

    publisher: Words
    licence: Mapping[str, Any]
    keep_days: int
    keep_months: int


def read_rules() -> Rules:
    """Read the rules."""
    raw = yaml.safe_load((DATA / "rules.yaml").read_text(encoding="utf-8"))
    return Rules(_words(raw["publisher"]), raw["licence"], raw["keep_days"], raw["keep_months"])


DICTIONARY = read_dictionary()
RULES = read_rules()


def as_data(datasets: Mapping[str, Dataset] = DICTIONARY.datasets) -> dict[str, Any]:
    """Return the dictionary as it is published beside the files, in both languages."""
    return {
        "datasets": [
            {
                "name": one.name,
                "title": _both(one.title),
                "about": _both(one.about),
                "columns": [_column_data(column) for column in one.columns],
            }
            for one in datasets.values()
        ],
        "code_lists": {
            name: {code: _both(words) for code, words in codes.items()}
            for name, codes in DICTIONARY.code_lists.items()
        },
    }


def _column_data(column: Column) -> dict[str, Any]:
    more = {"unit": _both(column.unit)} if column.unit else {}
    more |= {"codes": column.codes} if column.codes else {}  # type: ignore[dict-item]
    return {"name": column.name, "type": column.type, "about": _both(column.about), **more}


def _both(words: Words) -> dict[str, str]:
    return {"vi": words.vi, "en": words.en}
