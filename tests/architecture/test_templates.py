"""Templates and their macros: each is used, and none of them writes markup it may not."""

import re

from config import ROOT
from tests.architecture.sources import modules, templates

MACRO = re.compile(r"{%-?\s*macro\s+(\w+)\s*\(")
UNESCAPED = re.compile(r"\|\s*safe\b|{%-?\s*autoescape\s+false")


def all_sources() -> str:
    python = [(ROOT / path).read_text("utf-8") for path in modules()]
    return "\n".join([*templates().values(), *python])


def test_each_macro_is_used() -> None:
    calls = re.findall(r"(?<!macro )\b(\w+)\s*\(", all_sources())
    unused = {path: set(MACRO.findall(text)) - set(calls) for path, text in templates().items()}
    assert not {path: sorted(names) for path, names in unused.items() if names}


def test_each_template_is_used() -> None:
    """A short text goes with the mail of the same name, which is named."""
    everything = all_sources()
    names = {path: path.partition("templates/")[2] for path in templates()}
    named = {path: name.replace(".sms.txt", ".txt") for path, name in names.items()}
    unused = [path for path, name in named.items() if name not in everything]
    assert not unused, f"templates that nothing names: {unused}"


def test_nothing_is_marked_safe_by_hand() -> None:
    """What comes from people is escaped; markup is made by macros."""
    assert not [path for path, text in templates().items() if UNESCAPED.search(text)]
