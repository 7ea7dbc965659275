"""Recompute the indicators of the wards from their open data, and compare with what the site publishes.

    python recompute.py FOLDER_OR_ZIP [--english] [--all]

Needs Python 3.8 or newer and nothing else. FOLDER_OR_ZIP is one version of the open data, unpacked or not.
Ends with 0 where everything agrees, with 1 where something differs, with 2 where the files cannot be read.

What is public is counted again from the rows, one by one: cases, answers, questions, dialogues, commitments.
What has no row of its own, because it is private, is taken from the sums in released.csv; the output says
for each indicator how much came from rows and how much from sums.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import sys
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from citizen_app.metrics.index import method
from citizen_app.metrics.intervals import mean_interval, quantile, quantile_interval, wilson
from citizen_app.opendata.fact_shares import (
    shares_of_answer,
    shares_of_case,
    shares_of_case_month,
    shares_of_commitment,
    shares_of_dialogue,
    shares_of_other,
    shares_of_question,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from citizen_app.opendata.fact_shares import Row, Shares

    Figures = tuple[float | None, ...]
    Counts = Mapping[int, int]

EVERYWHERE = "all"
LARGEST = 3  # neighbourhoods, in figures of the kind "top"
CLOSE = 0.000002  # values are published with six decimals
MOST_SHOWN = 20


# Sums ---------------------------------------------------------------------------------------------------


class Sums:
    """Numerators and denominators by ward, indicator, month and place; small, however many rows there are."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.cells: defaultdict[tuple[str, str], defaultdict[tuple[str, int], list[int]]] = (
            defaultdict(lambda: defaultdict(lambda: [0, 0]))
        )
        self.places: defaultdict[tuple[str, str], defaultdict[tuple[str, str], int]] = defaultdict(
            lambda: defaultdict(int)
        )
        self.counted: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])

    def add(
        self, ward: str, shares: Shares, neighbourhood: str = "", from_sums: bool = False
    ) -> None:
        """Add shares to a ward and to all wards together."""
        for indicator, day, num, den, place in shares:
            month = day[:7]
            for where in (ward, EVERYWHERE):
                cell = self.cells[where, indicator][month, place]
                cell[0] += num
                cell[1] += den
            if neighbourhood:
                self.places[ward, indicator][month, neighbourhood] += num
            self.counted[indicator][int(from_sums)] += max(abs(num), den) if from_sums else 1

    def within(self, ward: str, indicator: str, first: str, last: str) -> tuple[int, int, Counts]:
        """Return numerator, denominator and distribution between two months, both counted."""
        num, den = 0, 0
        places: defaultdict[int, int] = defaultdict(int)
        for (month, place), cell in self.cells[ward, indicator].items():
            if first <= month <= last:
                num += cell[0]
                den += cell[1]
                places[place] += cell[1]
        return num, den, {place: count for place, count in places.items() if count > 0}

    def by_neighbourhood(self, ward: str, indicator: str, first: str, last: str) -> list[int]:
        """Return what was counted in each neighbourhood of a ward, the largest first."""
        found: defaultdict[str, int] = defaultdict(int)
        for (month, name), num in self.places[ward, indicator].items():
            if first <= month <= last:
                found[name] += num
        return sorted((num for num in found.values() if num > 0), reverse=True)


def read_sums(files: Files) -> Sums:
    """Read all rows once and return their sums."""
    sums = Sums()
    environment = set()
    for row in files.rows("cases"):
        if row["is_environment"] == "true":
            environment.add(row["code"])
        sums.add(row["ward_code"], shares_of_case(row), row["neighbourhood"])
    for row in files.rows("answers"):
        sums.add(row["ward_code"], shares_of_answer(row, row["code"] in environment))
    for row in files.rows("questions"):
        sums.add(row["ward_code"], shares_of_question(row), row["neighbourhood"])
    for name, shares in (
        ("case_months", shares_of_case_month),
        ("dialogues", shares_of_dialogue),
        ("commitments", shares_of_commitment),
        ("shares", shares_of_other),
    ):
        for row in files.rows(name):
            sums.add(row["ward_code"], shares(row), row.get("neighbourhood", ""))
    for row in files.rows("released"):
        sums.add(row["ward_code"], shares_of_other(row), from_sums=True)
    return sums


# Values -------------------------------------------------------------------------------------------------


def counted_of(
    sums: Sums, one: Row, ward: str, first: str, last: str, wards: Mapping[str, int]
) -> tuple[int, int, Counts]:
    """Return numerator, denominator and distribution of an indicator in a ward and some whole months."""
    if one["kind"] not in ("spread", "top"):
        since = "0000-00" if one["kind"] == "stock" else first
        return sums.within(ward, one["indicator"], since, last)
    some = total = 0
    for code, size in wards.items():
        if ward in (code, EVERYWHERE):
            found = sums.by_neighbourhood(code, one["of"], first, last)
            is_top = one["kind"] == "top"
            some += sum(found[:LARGEST]) if is_top else min(size, len(found))
            total += sum(found) if is_top else size
    return some, total, {}


def value_of(kind: str, minimum: int, num: int, den: int, places: Counts) -> Figures:
    """Return value, both ends of its interval, and the 90th percentile; None where there is none."""
    if kind in ("count", "stock"):
        return float(num), None, None, None
    if den < max(1, minimum):
        return None, None, None, None
    if kind in ("share", "spread", "top"):
        low, high = wilson(num / den, den)
        return num / den, low, high, None
    if kind == "mark":
        value, low, high = mean_interval(places)
        return value, low, high, None
    low, high = quantile_interval(places, 0.5)
    return float(quantile(places, 0.5)), low, high, float(quantile(places, 0.9))


def differences(
    files: Files, sums: Sums
) -> Iterator[tuple[str, str, str, Figures, Figures | None]]:
    """Yield (indicator, ward, period, published, recomputed or None where they agree) for each value."""
    known = {row["indicator"]: row for row in files.rows("indicators")}
    wards = {row["ward_code"]: int(row["neighbourhoods"]) for row in files.rows("wards")}
    for row in files.rows("indicator_values"):
        one = known[row["indicator"]]
        first, last = row["first_day"][:7], row["last_day"][:7]
        num, den, places = counted_of(sums, one, row["ward_code"], first, last, wards)
        found = (num, den, *value_of(one["kind"], int(one["minimum"]), num, den, places))
        published = tuple(
            float(row[name]) if row[name] else None
            for name in ("num", "den", "value", "low", "high", "upper")
        )
        agree = all(is_close(a, b) for a, b in zip(published, found))  # noqa: B905 - Python 3.8
        yield row["indicator"], row["ward_code"], row["period"], published, None if agree else found


def index_differences(
    files: Files, sums: Sums
) -> Iterator[tuple[str, str, str, Figures, Figures | None]]:
    """Yield the same for the composite indices, by the site's own method."""
    known = {row["indicator"]: row for row in files.rows("indicators")}
    wards = {row["ward_code"]: int(row["neighbourhoods"]) for row in files.rows("wards")}
    numbers = {row["name"]: float(row["value"]) for row in files.rows("index_rules")}
    whole = ("simulations", "weightings")
    rules = method.Rules(**{n: int(v) if n in whole else v for n, v in numbers.items()})  # type: ignore[arg-type]
    parts: defaultdict[str, list[method.Part]] = defaultdict(list)
    for row in files.rows("goalposts"):
        parts[row["name"]].append(part_of(row))
    for row in files.rows("index_values"):
        name, first, last = row["name"], row["first_day"], row["last_day"]
        seen = {}
        for part in parts[name]:
            one = known[part.code]
            counted = counted_of(sums, one, row["ward_code"], first[:7], last[:7], wards)
            seen[part.code] = method.Seen(*counted)
        seed = f"{row['ward_code']}|{name}|{first}|{last}"
        index = method.index_of(parts[name], seen, seed=seed, rules=rules)
        found = (index.value, index.low, index.high)
        published = tuple(float(row[n]) if row[n] else None for n in ("value", "low", "high"))
        agree = all(is_close(a, b) for a, b in zip(published, found))  # noqa: B905 - Python 3.8
        yield name, row["ward_code"], f"{first}..{last}", published, None if agree else found


def part_of(row: Row) -> method.Part:
    """Return a part of an index from its row."""
    return method.Part(
        code=row["indicator"],
        theme=row["theme"],
        kind=row["kind"],
        worst=float(row["worst"]),
        best=float(row["best"]),
        minimum=int(row["minimum"]),
        if_missing=row["if_missing"],
        settles=row["settles"] == "true",
    )


def is_close(published: float | None, found: float | None) -> bool:
    """Return whether two figures are the same, up to the decimals that are published."""
    if published is None or found is None:
        return published is None and found is None
    return abs(published - found) <= CLOSE


# Files --------------------------------------------------------------------------------------------------


class Files:
    """The files of one version, in a folder or a zip."""

    def __init__(self, path: str) -> None:
        """Open the folder or the zip."""
        self.path = Path(path)
        self.zip = None if self.path.is_dir() else zipfile.ZipFile(self.path)

    def open(self, name: str) -> IO[bytes]:
        """Open a file for reading bytes."""
        return self.zip.open(name) if self.zip else (self.path / name).open("rb")

    def rows(self, dataset: str) -> Iterator[Row]:
        """Yield the rows of a data set, one after the other."""
        raw = self.open(dataset + ".csv")
        with io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as words:
            yield from csv.DictReader(words)

    def altered(self) -> Iterator[str]:
        """Yield the names of the files whose bytes are not those of the manifest."""
        with self.open("manifest.json") as raw:
            manifest = json.loads(raw.read().decode("utf-8"))
        for entry in manifest["files"]:
            if entry["name"].endswith(".csv") and "/" not in entry["name"]:
                digest = hashlib.sha256()
                with self.open(entry["name"]) as raw:
                    while True:
                        piece = raw.read(1 << 20)
                        if not piece:
                            break
                        digest.update(piece)
                if digest.hexdigest() != entry["sha256"]:
                    yield entry["name"]


# Saying it ----------------------------------------------------------------------------------------------

WORDS = {
    "altered": (
        "{} không còn đúng như khi công bố (khác mã kiểm tra).",
        "{} is not what was published (its checksum differs).",
    ),
    "whole": (
        "Các tệp đúng như khi công bố: mã kiểm tra khớp.",
        "The files are those that were published: their checksums agree.",
    ),
    "line": (
        "{:12} {:>6} giá trị tính lại, {:>4} khác; {}",
        "{:12} {:>6} values recomputed, {:>4} differ; {}",
    ),
    "rows": ("{} từ từng dòng", "{} from rows"),
    "sums": ("{} từ tổng", "{} from sums"),
    "index": ("chỉ số tổng hợp", "composite index"),
    "nothing": ("chưa có gì để đếm", "nothing to count"),
    "differs": (
        "KHÁC: {} phường {} kỳ {}: công bố {}, tính lại {}",
        "DIFFERS: {} ward {} period {}: published {}, recomputed {}",
    ),
    "good": (
        "KHỚP: {} giá trị tính lại đúng như trang công bố.",
        "AGREES: {} values come out as the site publishes them.",
    ),
    "bad": ("KHÔNG KHỚP: {} trên {} giá trị khác.", "DIFFERS: {} of {} values differ."),
    "unreadable": ("Không đọc được: {}", "Cannot be read: {}"),
    "missing": (
        "Thiếu tệp {}. Hãy tải lại cả gói và giải nén vào một thư mục.",
        "The file {} is missing. Please fetch the whole package again and unpack it into one folder.",
    ),
}


def say(key: str, language: int, *values: Any) -> None:
    """Print a line in the language asked for."""
    print(WORDS[key][language].format(*values))  # noqa: T201 - this is what the program is for


def source_of(indicator: str, one: Row, sums: Sums, language: int) -> str:
    """Return in words what an indicator was counted from."""
    rows, held = sums.counted[one["of"] or indicator]
    if one["kind"] in ("spread", "top"):
        held = 0
    parts = [WORDS[key][language].format(n) for key, n in (("rows", rows), ("sums", held)) if n]
    return ", ".join(parts) or WORDS["nothing"][language]


def all_differences(
    files: Files, sums: Sums
) -> Iterator[tuple[str, str, str, Figures, Figures | None]]:
    """Yield those of the indicators, then those of the indices."""
    yield from differences(files, sums)
    yield from index_differences(files, sums)


def in_order(name: str) -> tuple[int, str, int]:
    """Return where an indicator or an index stands in the list."""
    is_code = name[1:].isdigit()
    return (0, name[0], int(name[1:])) if is_code else (1, name, 0)


def compare(files: Files, language: int, show_all: bool) -> int:
    """Recompute and print; return how many values differ."""
    sums = read_sums(files)
    known = {row["indicator"]: row for row in files.rows("indicators")}
    checked: defaultdict[str, int] = defaultdict(int)
    wrong: defaultdict[str, int] = defaultdict(int)
    shown = 0
    for indicator, ward, period, published, found in all_differences(files, sums):
        checked[indicator] += 1
        if found is not None:
            wrong[indicator] += 1
            if shown < MOST_SHOWN or show_all:
                say("differs", language, indicator, ward, period, published, found)
            shown += 1
    for indicator in sorted(checked, key=in_order):
        source = WORDS["index"][language]
        if indicator in known:
            source = source_of(indicator, known[indicator], sums, language)
        say("line", language, indicator, checked[indicator], wrong[indicator], source)
    total, differ = sum(checked.values()), sum(wrong.values())
    if differ or not total:
        say("bad", language, differ, total)
    else:
        say("good", language, total)
    return differ if total else 1


def main(words: list[str] | None = None) -> int:
    """Run the program; return how it ended."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("path")
    parser.add_argument("--english", action="store_true", help="say it in English")
    parser.add_argument("--all", action="store_true", help="show every difference")
    asked = parser.parse_args(words)
    language = int(asked.english)
    try:
        files = Files(asked.path)
        altered = list(files.altered())
        for name in altered:
            say("altered", language, name)
        if not altered:
            say("whole", language)
        differ = compare(files, language, asked.all)
    except FileNotFoundError as error:
        say("missing", language, error.filename)
        return 2
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        say("unreadable", language, f"{type(error).__name__}: {error}")
        return 2
    return int(bool(differ or altered))


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    sys.exit(main())
