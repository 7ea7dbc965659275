"""Files of one version: CSV line by line as rows come, then the other formats, checksums and a zip."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from citizen_app.core.exports.tables import FORMULA_SIGNS
from citizen_app.opendata.dictionary import DICTIONARY, Dataset
from citizen_app.opendata.engine import FORMATS, PROGRAM

MARK = "\ufeff"  # so that spreadsheet programs read Vietnamese letters right
MEMORY = "256MB"
# The catalogue is the same for every ward.
OF_CITY = frozenset({"indicators", "goalposts", "index_rules"})


def text_of(value: Any) -> str:
    """Return a value as it stands in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    words = str(value)
    is_formula = isinstance(value, str) and len(words) > 1 and words.startswith(FORMULA_SIGNS)
    return "'" + words if is_formula else words


class Table:
    """One CSV file that is being written; a column that the dictionary does not know is an error."""

    def __init__(self, dataset: Dataset, out: IO[str]) -> None:
        self.dataset, self.count = dataset, 0
        self.known = frozenset(dataset.names)
        self.writer = csv.writer(out, lineterminator="\n")
        self.writer.writerow(dataset.names)

    def add(self, row: Mapping[str, Any]) -> None:
        """Write a row."""
        if row.keys() != self.known:
            strange = sorted(row.keys() ^ self.known)
            raise ValueError(f"{self.dataset.name}: {strange} differ from the dictionary")
        self.writer.writerow([text_of(row[name]) for name in self.dataset.names])
        self.count += 1


class Tables:
    """All CSV files of a folder."""

    def __init__(
        self, folder: Path, stack: ExitStack, without: frozenset[str] = frozenset()
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.tables: dict[str, Table] = {}
        for dataset in DICTIONARY.datasets.values():
            if dataset.name not in without:
                path = folder / f"{dataset.name}.csv"
                out = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
                out.write(MARK)
                self.tables[dataset.name] = Table(dataset, out)

    def counts(self) -> dict[Path, int]:
        """Return how many rows each file has."""
        return {self.folder / f"{name}.csv": one.count for name, one in self.tables.items()}


@dataclass
class Written:
    """The CSV files of a version with their numbers of rows."""

    rows: dict[Path, int] = field(default_factory=dict)


def write_csv(folder: Path, found: Iterable[tuple[str, Mapping[str, Any]]]) -> Written:
    """Write rows as they come: into the files of all wards, and into those of their own ward.

    Rows of one ward come together; rows without a ward's code are those of all.
    """
    written = Written()
    with ExitStack() as whole, ExitStack() as part:
        city = Tables(folder, whole)
        ward, code = None, ""
        for dataset, row in found:
            city.tables[dataset].add(row)
            where = str(row.get("ward_code", ""))
            if not where.isdecimal():
                continue
            if where != code:
                if ward is not None:
                    written.rows |= ward.counts()
                part.close()
                code, ward = where, Tables(folder / where, part, without=OF_CITY)
            if ward is not None:
                ward.tables[dataset].add(row)
        if ward is not None:
            written.rows |= ward.counts()
        written.rows |= city.counts()
    return written


def make_other_formats(written: Written) -> None:
    """Make JSON and Parquet beside each CSV file, in a process of its own."""
    files = [[str(path), _types(path.stem)] for path in sorted(written.rows)]
    plan = json.dumps({"memory": MEMORY, "files": files})
    program = [sys.executable, "-I", str(PROGRAM)]
    done = subprocess.run(  # noqa: S603 - our own program, with a plan that we wrote
        program, input=plan, text=True, capture_output=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"open data was not converted: {done.stderr[-2000:]}")


def _types(dataset: str) -> dict[str, str]:
    return {column.name: column.type for column in DICTIONARY.datasets[dataset].columns}


def described(folder: Path, written: Written) -> list[dict[str, Any]]:
    """Return every file of a version: name, data set, ward, format, rows, bytes, checksum."""
    found = []
    for path, rows in sorted(written.rows.items()):
        for ending in (".csv", *FORMATS):
            file = path.with_suffix(ending)
            entry = described_file(folder, file)
            where = file.parent.name if file.parent != folder else ""
            more = {"dataset": path.stem, "ward": where, "format": ending[1:], "rows": rows}
            found.append({**entry, **more})
    return found


def described_file(folder: Path, file: Path) -> dict[str, Any]:
    """Return name, bytes and checksum of a file."""
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while piece := source.read(1 << 20):
            digest.update(piece)
    name = file.relative_to(folder).as_posix()
    return {"name": name, "bytes": file.stat().st_size, "sha256": digest.hexdigest()}


def zip_whole(folder: Path, name: str, members: Iterable[str]) -> Path:
    """Pack some files of a version."""
    target = folder / name
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for member in members:
            packed.write(folder / member, member)
    return target
