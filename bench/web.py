"""Requests per second of the site's pages, as ratios to a bare page (bench/README.md).

python bench/web.py                           10,000 and 1,000,000 reports on both engines
SIZES=2000 ROUND_SECONDS=1 python bench/web.py    a quick look
"""

import contextlib
import json
import os
import pathlib
import statistics
import sys
import time
from dataclasses import dataclass

import load
import sites
import visits

SIZES = [int(size) for size in os.environ.get("SIZES", "10000,1000000").split(",")]
ENGINES = os.environ.get("ENGINES", "sqlite,postgresql").split(",")
SECONDS = float(os.environ.get("ROUND_SECONDS", "4"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
CONNECTIONS = int(os.environ.get("CONNECTIONS", "8"))
ONLY = [name for name in os.environ.get("ROWS", "").split(";") if name]
KEEP = pathlib.Path(os.environ.get("BENCH_FOLDER", sites.ROOT / "bench" / "results"))
PRESSES = int(os.environ.get("PRESSES", "400"))
# Reports per ward stay in proportion until every ward of the city takes part.
REPORTS_PER_WARD, MOST_WARDS = 1000, 168
GROWTH = 1.3


@dataclass
class Row:
    """One line of the table."""

    rate: float
    ratio: float
    p50: float
    p99: float
    failures: int


Table = dict[str, Row]


def main() -> int:
    tables: dict[tuple[str, int], Table] = {}
    for engine in ENGINES:
        for size in SIZES:
            tables[engine, size] = measure(engine, size)
            show(f"{engine}, {size:,} reports", tables[engine, size])
        show_growth(engine, [tables[engine, size] for size in SIZES])
    write(tables)
    failed = sum(row.failures for table in tables.values() for row in table.values())
    return 1 if failed else 0


def measure(engine: str, size: int) -> Table:
    wards = max(3, min(MOST_WARDS, size // REPORTS_PER_WARD))
    with contextlib.ExitStack() as stack:
        site = stack.enter_context(sites.prepared(engine, size, wards, KEEP))
        facts = sites.facts_of(site)
        print(f"{facts.ward}: {facts.ward_reports:,} reports", flush=True)
        bare = stack.enter_context(sites.bare_page(site))
        port = stack.enter_context(sites.serving(site))
        asked = {
            visits.BARE: (bare, load.get("/")),
            visits.BARE_INSERT: (bare, visits.bare_insert),
        }
        asked |= {
            name: (port, visit)
            for name, visit in visits.visits(facts).items()
            if not ONLY or name in ONLY
        }
        for target, visit in asked.values():  # once for nothing: imports, plans, caches
            load.hammer(target, visit, seconds=0.5, connections=2)
        rounds = [{name: one_round(*what) for name, what in asked.items()} for _ in range(ROUNDS)]
    return summed_up(rounds)


def one_round(port: int, visit: load.Visit) -> load.Result:
    if isinstance(visit, visits.LastPress):
        visit.prepare(port, PRESSES, CONNECTIONS)
    return load.hammer(port, visit, seconds=SECONDS, connections=CONNECTIONS)


def summed_up(rounds: list[dict[str, load.Result]]) -> Table:
    table = {}
    for name in rounds[0]:
        against = visits.BARE_INSERT if name.startswith("submit") else visits.BARE
        results = [one[name] for one in rounds]
        table[name] = Row(
            rate=statistics.median(result.rate for result in results),
            ratio=statistics.median(one[name].rate / one[against].rate for one in rounds),
            p50=statistics.median(result.at(0.5) for result in results),
            p99=statistics.median(result.at(0.99) for result in results),
            failures=sum(result.failures for result in results),
        )
    return table


def show(title: str, table: Table) -> None:
    print(
        f"\n{title}\n{'':20}{'per second':>12}{'ratio':>8}{'p50 ms':>9}{'p99 ms':>9}{'failed':>8}"
    )
    for name, row in table.items():
        figures = f"{row.rate:12.0f}{row.ratio:8.2f}{row.p50:9.1f}{row.p99:9.1f}{row.failures:8}"
        print(f"{name:20}{figures}", flush=True)


def show_growth(engine: str, tables: list[Table]) -> None:
    """How much longer each row takes among many reports, by the ratio to what is bare in the same run."""
    if len(tables) < 2:
        return
    print(f"\n{engine}: time among {SIZES[-1]:,} reports to that among {SIZES[0]:,} (aim {GROWTH})")
    for name in tables[0]:
        if not name.startswith("bare"):
            print(f"{name:20}{tables[0][name].ratio / tables[-1][name].ratio:12.2f}")


def write(tables: dict[tuple[str, int], Table]) -> None:
    KEEP.mkdir(parents=True, exist_ok=True)
    found = {
        f"{engine} {size}": {name: vars(row) for name, row in table.items()}
        for (engine, size), table in tables.items()
    }
    path = KEEP / f"web-{time.strftime('%Y%m%d-%H%M%S')}.json"
    path.write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(f"\nwritten to {path}")


if __name__ == "__main__":
    sys.exit(main())
