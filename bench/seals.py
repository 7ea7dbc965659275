"""What sealing and comparing cost: python -m bench.seals [EVENTS]

Makes a database of its own with so many events (100,000 unless told), seals and compares them, and
prints processor time and storage for each event, and the memory that both took beyond the rest. Neither
may grow with the number of events.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable

import flask_migrate
from sqlalchemy import func, insert, select

from citizen_app import create_app
from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event
from citizen_app.seals.commands import seal_new_events
from citizen_app.seals.models import Seal
from citizen_app.seals.verifying import verify_log
from config import ROOT, Settings

AT_ONCE = 20_000
FACTS = {
    "code": "PA-7K3M-9QXD",
    "kind": "report",
    "category": "ha-tang",
    "neighbourhood_id": 3,
    "photo_count": 1,
    "has_account": False,
    "has_contact": True,
    "words": "ab" * 32,
}


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_environment(
            {
                "INSTANCE_DIR": folder,
                "DEMO_MODE": "1",
                "DATABASE_URL": os.environ.get("BENCH_DATABASE", ""),
            }
        )
        with create_app(settings).app_context():
            flask_migrate.upgrade(directory=str(ROOT / "migrations"))
            write(count)
            measure("seal", seal_new_events, count)
            measure("compare", verify_log, count)
            stored = func.sum(func.length(Seal.leaves) + func.length(Seal.key) + 400)
            print(f"storage {db.session.scalar(select(stored)) / count:.0f} bytes an event")
            db.session.remove()
            db.engine.dispose()


def write(count: int) -> None:
    for first in range(0, count, AT_ONCE):
        with transaction():
            rows = [row(number) for number in range(first, min(first + AT_ONCE, count))]
            db.session.execute(insert(Event), rows)


def row(number: int) -> dict[str, object]:
    return {
        "at": clock.now(),
        "kind": "ReportSubmitted",
        "subject_type": "report",
        "subject_id": number,
        "actor_role": "anonymous",
        "channel": "web",
        "request_id": "a" * 32,
        "facts": FACTS,
    }


def measure(name: str, work: Callable[[], object], count: int) -> None:
    before, began = peak(), time.process_time()
    work()
    spent = time.process_time() - began
    print(f"{name}: {spent / count * 1e6:.0f} microseconds an event, {peak() - before:.0f} MB more")


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
