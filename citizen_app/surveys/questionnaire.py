"""The questions and the rules of the survey, read from data; skip logic and what an answer counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
CURRENT = "2026-1"
UNITS = {"phuong": "phường", "xa": "xã", "dac_khu": "đặc khu"}
Choices = Mapping[str, str]


@dataclass(frozen=True)
class Text:
    """Words in both languages."""

    vi: str = ""
    en: str = ""

    def said(self, language: str, unit: str = "phuong") -> str:
        """Return the words in a language, for a kind of unit (`Ward.unit_type`)."""
        words = self.en if language == "en" and self.en else self.vi
        return words.replace("{unit}", UNITS[unit])


@dataclass(frozen=True)
class Question:
    """One question: `values` says what each choice counts, 0 to 1; see data/questionnaire_*.yaml."""

    code: str
    text: Text
    choices: Mapping[str, Text]
    values: Mapping[str, float]
    finding: Text
    sub: str
    papi_item: str = ""
    hint: Text = Text()
    note: Text = Text()
    sensitive: bool = False
    ask_if: tuple[str, frozenset[str]] | None = None
    skipped: float | None = None

    def is_asked(self, choices: Choices) -> bool:
        """Return whether somebody who chose this before is asked."""
        return self.ask_if is None or choices.get(self.ask_if[0]) in self.ask_if[1]

    def value_of(self, choices: Choices) -> float | None:
        """Return what an answer counts in this question's figure, None when it does not count at all."""
        if self.code in choices:
            return self.values.get(choices[self.code])
        if self.ask_if is not None and self.ask_if[0] in choices and not self.is_asked(choices):
            return self.skipped
        return None


@dataclass(frozen=True)
class Score:
    """A sub-dimension that is scored: `size` sub-dimensions in its dimension, `of` items in PAPI."""

    sub: str
    name: Text
    size: int
    items: tuple[str, ...]
    of: int
    note: Text


@dataclass(frozen=True)
class Questionnaire:
    """A version of the questions; once held, never changed."""

    version: str
    questions: tuple[Question, ...]
    scores: tuple[Score, ...]

    @property
    def ordinary(self) -> tuple[Question, ...]:
        """Return the questions whose answers are kept together."""
        return tuple(question for question in self.questions if not question.sensitive)

    @property
    def sensitive(self) -> tuple[Question, ...]:
        """Return the questions that are only counted."""
        return tuple(question for question in self.questions if question.sensitive)

    def follow_ups(self, code: str) -> tuple[Question, ...]:
        """Return the questions that an answer to `code` leads to."""
        return tuple(q for q in self.questions if q.ask_if is not None and q.ask_if[0] == code)

    def asked(self, typed: Choices) -> dict[str, str]:
        """Return the choices that the questions allow, in the questions' order: skip logic applied."""
        kept: dict[str, str] = {}
        for question in self.questions:
            choice = typed.get(question.code)
            if choice in question.choices and question.is_asked(kept):
                kept[question.code] = str(choice)
        return kept


@dataclass(frozen=True)
class Rules:
    """The numbers of data/rules.yaml."""

    method: str
    least_answers: int
    least_answers_source: str
    batch: int
    fewest_told: int
    most_weight: float
    most_of_a_card: int
    most_of_an_address: int
    shortest_days: int
    longest_days: int
    adult_age: int
    age_groups: tuple[str, ...]
    sexes: tuple[str, ...]


@cache
def questionnaire(version: str = CURRENT) -> Questionnaire:
    """Return a version of the questions; FileNotFoundError when there is none."""
    row = yaml.safe_load((DATA / f"questionnaire_{version}.yaml").read_text("utf-8"))
    return Questionnaire(
        version=row["version"],
        questions=tuple(_question(one) for one in row["questions"]),
        scores=tuple(_score(one) for one in row["scores"]),
    )


@cache
def rules() -> Rules:
    """Return the rules in force."""
    row = yaml.safe_load((DATA / "rules.yaml").read_text("utf-8"))
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    return Rules(**{**row, **lists})


def _question(row: dict[str, Any]) -> Question:
    before = row.get("ask_if")
    return Question(
        code=row["code"],
        text=Text(**row["text"]),
        choices={code: Text(**words) for code, words in row["choices"].items()},
        values=row["values"],
        finding=Text(**row["finding"]),
        sub=row["papi"]["sub"],
        papi_item=row["papi"]["item"],
        hint=Text(**row.get("hint", {})),
        note=Text(**row.get("note", {})),
        sensitive=row.get("sensitive", False),
        ask_if=next((code, frozenset(chosen)) for code, chosen in before.items())
        if before
        else None,
        skipped=row.get("skipped"),
    )


def _score(row: dict[str, Any]) -> Score:
    return Score(
        sub=row["sub"],
        name=Text(**row["name"]),
        size=row["size"],
        items=tuple(row["items"]),
        of=row["of"],
        note=Text(**row["note"]),
    )
