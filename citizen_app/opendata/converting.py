"""Make JSON and Parquet out of CSV files; run as a program of its own, so that its engine ends with it.

Standard input: {"memory": "256MB", "files": [["/path/cases.csv", {"code": "text", ...}], ...]}. Beside each
CSV file come .json (one array) and .parquet. Imports nothing of the platform: no web process ever loads
the engine, and what it needs at most is what it is told.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

SQL_TYPES = {
    "text": "VARCHAR",
    "whole": "BIGINT",
    "decimal": "DOUBLE",
    "yes_no": "BOOLEAN",
    "day": "DATE",
    "month": "DATE",
}
FORMATS = {
    ".json": "FORMAT json, ARRAY true",
    ".parquet": "FORMAT parquet, COMPRESSION zstd",
}


def convert(plan: dict[str, Any]) -> None:
    """Convert all files of a plan, one after the other, on one core."""
    with duckdb.connect() as engine:
        engine.execute(f"SET memory_limit = {_quoted(plan['memory'])}")
        engine.execute("SET threads = 1")
        for path, columns in plan["files"]:
            source = _source(path, columns)
            for ending, how in FORMATS.items():
                target = _quoted(str(Path(path).with_suffix(ending)))
                engine.execute(f"COPY (FROM {source}) TO {target} ({how})")


def _source(path: str, columns: dict[str, str]) -> str:
    types = ", ".join(f"{_quoted(name)}: {_quoted(SQL_TYPES[t])}" for name, t in columns.items())
    return (
        f"read_csv({_quoted(path)}, header = true, auto_detect = false, delim = ',', quote = '\"', "
        f"escape = '\"', nullstr = '', columns = {{{types}}})"
    )


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


if __name__ == "__main__":
    convert(json.load(sys.stdin))
