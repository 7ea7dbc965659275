"""Templates and their macros: each is used, and none of them writes markup it may not."""

import re

import pytest

from config import ROOT
from tests.architecture.sources import modules, templates

MACRO = re.compile(r"{%-?\s*macro\s+(\w+)\s*\(")


def all_sources() -> str:
    python = [(ROOT / path).read_text("utf-8") for path in modules()]
    return "\n".join([*templates().values(), *python])


@pytest.mark.parametrize("path", templates())
def test_each_macro_is_used(path: str) -> None:
    everything = all_sources()
    unused = [
        name
        for name in MACRO.findall(templates()[path])
        if len(re.findall(rf"(?<![\w]){name}\s*\(", everything)) < 2
    ]
    assert not unused, f"{path}: macros that nothing calls: {unused}"


def test_each_template_is_used() -> None:
    everything = all_sources()
    unused = [
        path for path in templates() if f"{path.partition('templates/')[2]}" not in everything
    ]
    assert not unused, f"templates that nothing names: {unused}"


@pytest.mark.parametrize("path", templates())
def test_nothing_is_marked_safe_by_hand(path: str) -> None:
    """What comes from people is escaped; markup is made by macros."""
    assert not re.search(r"\|\s*safe\b|{%-?\s*autoescape\s+false", templates()[path])
