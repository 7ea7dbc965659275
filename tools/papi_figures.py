"""Make the figures of `citizen_app/metrics/papi/data` from the published ones.

    .venv/bin/python tools/papi_figures.py FOLDER

FOLDER holds, as named in that folder's README: `papi_subdimensions_2011_2024.csv` (a row per province and
year, a column SCnn per part) and `papi_items_reference.csv` (the questions, with the city and the country).
Writes scores.csv and items.csv there, the items of other years for the tests of the formula, and prints
where nearly all provinces move at once: there the measure changed, not the provinces.
"""

import csv
import pathlib
import re
import statistics
import sys
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT / "citizen_app/metrics/papi/data"
FIXTURE = ROOT / "tests/metrics/published_items.csv"
PLACES = {
    "hcmc": "Ho Chi Minh City",
    "binh_duong": "Binh Duong",
    "ba_ria_vung_tau": "Ba Ria - Vung Tau",
}
YEARS = range(2011, 2025)
SHOWN_YEAR = "2023"  # the last year whose questions are published in full
SUMS = {*(f"D{number}" for number in range(1, 9)), "TOTAL"}
# Of a move of all provinces: how far, in standard deviations between provinces, and how many together.
FAR, TOGETHER = 1.3, 0.95

Rows = list[dict[str, str]]
Scores = dict[str, dict[str, float]]  # code -> province -> score, of one year


def read(path: pathlib.Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: pathlib.Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path.relative_to(ROOT)}: {len(rows)} rows")


def parts_of_year(rows: Rows, year: int) -> Scores:
    scores: Scores = {}
    for row in rows:
        if row["year"] == str(year):
            for column, value in row.items():
                if column.startswith("SC") and value:
                    code = f"{column[2]}.{column[3]}"
                    scores.setdefault(code, {})[row["province_en"]] = float(value)
    return scores


def with_sums(parts: Scores) -> Scores:
    """Add each dimension, the plain sum of its parts, and the total, the sum of the dimensions.

    A province that lacks a part has no sum.
    """
    scores = dict(parts)
    dimensions = sorted({code[0] for code in parts})
    for dimension in dimensions:
        own = [parts[code] for code in parts if code[0] == dimension]
        scores[dimension] = sums(own)
    scores["total"] = sums([scores[dimension] for dimension in dimensions])
    return scores


def sums(columns: list[dict[str, float]]) -> dict[str, float]:
    everywhere = set.intersection(*(set(column) for column in columns))
    return {province: sum(column[province] for column in columns) for province in everywhere}


def score_rows(rows: Rows, structure: Rows) -> Iterator[dict[str, str]]:
    order = [row["code"] for row in structure] + ["total"]
    since = {row["code"]: int(row["since"]) for row in structure} | {"total": YEARS[0]}
    until = {row["code"]: int(row["until"] or YEARS[-1]) for row in structure}
    for year in YEARS:
        scores = with_sums(parts_of_year(rows, year))
        for code in order:
            if since[code] <= year <= until.get(code, YEARS[-1]):
                yield {"year": str(year), "code": code} | summary(scores[code])


def summary(scores: dict[str, float]) -> dict[str, str]:
    """The city, its neighbours, and how the provinces lie: four decimals as published."""
    found = list(scores.values())
    first, middle, third = statistics.quantiles(found, n=4, method="inclusive")
    spread = {"low": min(found), "q1": first, "median": middle, "q3": third, "high": max(found)}
    places = {key: scores.get(name) for key, name in PLACES.items()}
    return {
        key: "" if value is None else f"{value:.4f}" for key, value in (places | spread).items()
    } | {"n": str(len(found))}


UNITS = {
    "Kilometer walk to school": ("km", "", ""),
    "Minutes to School": ("minutes", "", ""),
    "Denunciation Price '000s VND (Imputed)": ("thousand_dong", "", ""),
}


def item_rows(rows: Rows) -> Iterator[dict[str, str]]:
    for row in rows:
        if row["year"] == SHOWN_YEAR and row["code"].count(".") == 2:
            unit, low, high = unit_of(row)
            values = [row[key] for key in ("hcmc", "min", "median", "max")]
            if float(row["max"]) > 1 and unit == "share":  # one item is given in per cent
                values = [f"{float(value) / 100:.6f}".rstrip("0") for value in values]
            if not float(values[1]) <= float(values[0] or -1) <= float(values[3]):
                values[0] = ""  # a cell left empty, under 15 respondents, was read as 0
            yield (
                dict(
                    zip(
                        ("code", "unit", "scale_low", "scale_high"),
                        (row["code"], unit, low, high),
                        strict=True,
                    )
                )
                | dict(zip(("hcmc", "low", "median", "high"), values, strict=True))
                | {
                    "n": row["n"],
                    "name": tidy(row["name_vi"]),
                    "name_en": tidy(row["name_en"]),
                }
            )


def unit_of(row: dict[str, str]) -> tuple[str, str, str]:
    if row["name_en"] in UNITS:
        return UNITS[row["name_en"]]
    if row["scale"].startswith("0%"):
        return "share", "0", "1"
    found = re.match(r"(\d+)-(\d+) điểm", row["scale"])
    if found is None:
        raise SystemExit(f"no unit for {row['code']}: {row['scale']!r}")
    return "points", found[1], found[2]


def tidy(name: str) -> str:
    """Drop the marks of the table: stars, per cent signs, spaces."""
    return re.sub(r"\s*(?:\(%\)|\(\*\)|\*)", "", " ".join(name.split())).strip()


def fixture_rows(rows: Rows, recipes: Rows) -> Iterator[dict[str, str]]:
    wanted = {row["code"] for row in recipes} | {row["item"] for row in recipes}
    for row in rows:
        is_sum = row["code"] in SUMS and int(row["year"]) >= 2018
        if (row["code"] in wanted or is_sum) and row["hcmc"]:
            yield {"year": row["year"], "code": row["code"], "hcmc": row["hcmc"]}


def moves(rows: Rows) -> Iterator[str]:
    """Where nearly all provinces moved the same way, or their distances shrank or grew threefold."""
    for year in YEARS[1:]:
        before, after = parts_of_year(rows, year - 1), parts_of_year(rows, year)
        for code in sorted(set(before) & set(after)):
            both = set(before[code]) & set(after[code])
            change = [after[code][p] - before[code][p] for p in both]
            spread = statistics.pstdev(before[code].values())
            wider = statistics.pstdev(after[code].values()) / spread
            far = abs(statistics.median(change)) / spread
            up = sum(one > 0 for one in change) / len(change)
            if (far >= FAR and max(up, 1 - up) >= TOGETHER) or not 1 / 3 < wider < 3:
                yield f"{year} {code}: {far:.1f} deviations, {up:.0%} up, spread x {wider:.2f}"


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    folder = pathlib.Path(sys.argv[1])
    parts = read(folder / "papi_subdimensions_2011_2024.csv")
    items = read(folder / "papi_items_reference.csv")
    write(DATA / "scores.csv", list(score_rows(parts, read(DATA / "structure.csv"))))
    write(DATA / "items.csv", list(item_rows(items)))
    write(FIXTURE, list(fixture_rows(items, read(DATA / "recipes.csv"))))
    print("Nearly all provinces move at once (see breaks.csv):")
    print("\n".join(f"  {line}" for line in moves(parts)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
