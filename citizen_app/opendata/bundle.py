"""The program for strangers as one file: what it takes from the platform is put in, word for word."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from citizen_app.metrics import intervals
from citizen_app.metrics.index import method
from citizen_app.opendata import fact_shares, recompute

# The modules that stand in the program's imports, and the files whose words take their place.
TAKEN = {
    "citizen_app.metrics.intervals": Path(intervals.__file__),
    "citizen_app.opendata.fact_shares": Path(fact_shares.__file__),
}
INDEX = "from citizen_app.metrics.index import method\n"
IMPORT = re.compile(r"^from (citizen_app\.[a-z_.]+) import (?:\([^)]*\)|[^\n(]+)\n", re.MULTILINE)
FOR_TYPES = re.compile(r"^    from citizen_app\.[^\n]+\n\n?", re.MULTILINE)
HEAD = re.compile(r'\A""".*?"""\n\nfrom __future__ import annotations\n', re.DOTALL)
# Names of the index's method are also names of the program: it stays a module of its own.
MODULE = """
import types

method = sys.modules["method"] = types.ModuleType("method")
exec(compile(r'''{words}''', "method", "exec"), method.__dict__)

"""


@cache
def program() -> str:
    """Return the whole program."""
    source = FOR_TYPES.sub("", Path(recompute.__file__).read_text(encoding="utf-8"))
    source = source.replace(INDEX, MODULE.replace("{words}", _method()))
    return IMPORT.sub(lambda found: _words_of(found[1]), source)


def _method() -> str:
    words = Path(method.__file__).read_text(encoding="utf-8")
    if "'''" in words:
        raise ValueError("the method would end its own quotation")
    return words.replace(", strict=True", "")  # Python 3.8 does not know it


def _words_of(module: str) -> str:
    words, count = HEAD.subn("", TAKEN[module].read_text(encoding="utf-8"))
    if count != 1:
        raise ValueError(f"{module} does not begin as expected")
    return f"\n# {module}, as the site itself uses it {'-' * 30}\n{words.rstrip()}\n\n"
