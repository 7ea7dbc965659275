"""How long a version of the open data takes, how large it is, and how much memory it needs.

    DATABASE_URL=sqlite:////path/site.sqlite python bench/opendata.py FOLDER

Reads only: a database of an earlier release may be measured too. FOLDER must not exist.
"""

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import event, inspect

from citizen_app import create_app
from citizen_app.core import clock
from citizen_app.core.db import db, one_moment, reading
from citizen_app.opendata.bundle import program
from citizen_app.opendata.publishing import _finish
from citizen_app.opendata.reading import read_everything
from citizen_app.opendata.writing import make_other_formats, write_csv
from config import Settings

RELEASED = """create temp table if not exists metric_released (
    subject_type text, subject_id integer, ward_id integer, pieces json)"""


def memory(who: int) -> int:
    """Return the peak of resident memory in MB."""
    return resource.getrusage(who).ru_maxrss // 1024


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    app = create_app(Settings.from_environment())
    with app.app_context(), reading():
        if "metric_released" not in table_names():
            event.listen(db.engine, "connect", lambda raw, _: raw.execute(RELEASED))
            db.session.remove()
            db.engine.dispose()
        measure(asked.folder)


def table_names() -> set[str]:
    """Return which tables there are."""
    return set(inspect(db.engine).get_table_names())


def measure(folder: Path) -> None:
    """Make a version in a folder and say what each part took."""
    began = time.monotonic()
    base = memory(resource.RUSAGE_SELF)
    with one_moment():
        written = write_csv(folder, read_everything(clock.today()))
    say("rows as CSV", began, sum(n for p, n in written.rows.items() if p.parent == folder))
    print(f"  memory: {base} MB before, {memory(resource.RUSAGE_SELF)} MB at most")
    began = time.monotonic()
    make_other_formats(written)
    say("JSON and Parquet", began)
    print(f"  memory of the converting process: {memory(resource.RUSAGE_CHILDREN)} MB at most")
    began = time.monotonic()
    _finish(folder, clock.today(), written)
    say("checksums and zip", began)
    for ending in ("csv", "json", "parquet", "zip"):
        size = sum(path.stat().st_size for path in folder.rglob(f"*.{ending}"))
        print(f"  {ending}: {size / 1e6:,.0f} MB")
    began = time.monotonic()
    (folder / "recompute.py").write_text(program(), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "recompute.py"), str(folder), "--english"],
        capture_output=True,
        text=True,
        check=False,
    )
    say("recompute.py", began)
    print(f"  {done.stdout.strip().splitlines()[-1]} (exit {done.returncode})")
    print(f"  memory of all children: {memory(resource.RUSAGE_CHILDREN)} MB at most")


def say(what: str, began: float, rows: int = 0) -> None:
    """Print how long something took."""
    more = f", {rows:,} rows" if rows else ""
    print(f"{what}: {time.monotonic() - began:.0f} s{more}", flush=True)


if __name__ == "__main__":
    main()
