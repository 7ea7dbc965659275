"""The numbers by which teams work, read from data/rules.yaml, each with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "data" / "rules.yaml"


@dataclass(frozen=True)
class Rule:
    """A number and why it is that number; `days` is the span over which it is counted, where it has one."""

    value: int
    why: str
    days: int = 0


@cache
def rules() -> Mapping[str, Rule]:
    """Return all rules by name."""
    read: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: Rule(**fields) for name, fields in read.items()}


def value(name: str) -> int:
    """Return the number of a rule."""
    return rules()[name].value


def monday_of(day: dt.date) -> dt.date:
    """Return the first day of a week, by which help is counted."""
    return day - dt.timedelta(days=day.weekday())
