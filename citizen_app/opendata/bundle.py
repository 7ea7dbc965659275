"""The program for strangers as one file: what it takes from the platform is put in, word for word."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from citizen_app.metrics import intervals
from citizen_app.opendata import recompute

# The import that stands in the program, and the file whose words take its place.
TAKEN = {"citizen_app.metrics.intervals": Path(intervals.__file__)}
IMPORT = re.compile(r"^from (citizen_app\.[a-z_.]+) import [^\n]+\n", re.MULTILINE)
HEAD = re.compile(r'\A""".*?"""\n\nfrom __future__ import annotations\n', re.DOTALL)


@cache
def program() -> str:
    """Return the whole program."""
    source = Path(recompute.__file__).read_text(encoding="utf-8")
    return IMPORT.sub(lambda found: _words_of(found[1]), source)


def _words_of(module: str) -> str:
    words, count = HEAD.subn("", TAKEN[module].read_text(encoding="utf-8"))
    if count != 1:
        raise ValueError(f"{module} does not begin as expected")
    return f"# {module}, as the site itself uses it {'-' * 30}\n{words.rstrip()}\n\n"
