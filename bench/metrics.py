"""What figures cost: python bench/metrics.py (both sizes; see bench/README.md)

Builds the figures of each set's wards anew from the events, verifies them, then lets single events follow,
in turns in the small set and in the large one: how much dearer is an event where a ward has a hundred
times the history? Time is processor time; memory is the most that a stage took beyond what was taken when
it began.
"""

import os
import pathlib
import random
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack

import sites
from flask import Flask
from sqlalchemy import func, select

from citizen_app import create_app
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event, record, without_handlers
from citizen_app.feedback.events import ReportSupported
from citizen_app.feedback.models import Report
from citizen_app.metrics.following import follow_ward
from citizen_app.metrics.models import MetricSubject
from citizen_app.metrics.verifying import recompute_ward, verify_ward
from config import Settings

SIZES = [int(size) for size in os.environ.get("SIZES", "10000,1000000").split(",")]
ENGINES = os.environ.get("ENGINES", "sqlite").split(",")
WARDS = int(os.environ.get("WARDS", "168"))  # the largest first
EVENTS = int(os.environ.get("EVENTS", "400"))
TURNS = 10
KEEP = pathlib.Path(os.environ.get("BENCH_FOLDER", sites.ROOT / "bench" / "results"))
REPORTS_PER_WARD, MOST_WARDS = 1000, 168


def main() -> None:
    for engine in ENGINES:
        with ExitStack() as stack:
            apps = [
                stack_app(stack.enter_context(sites.prepared(engine, size, wards_for(size), KEEP)))
                for size in SIZES
            ]
            for size, app in zip(SIZES, apps, strict=True):
                whole(f"{engine}, {size:,} reports", app)
            followed(engine, apps)


def wards_for(size: int) -> int:
    return max(3, min(MOST_WARDS, size // REPORTS_PER_WARD))


def stack_app(site: sites.Site) -> Flask:
    return create_app(Settings.from_environment(site.environment))


def whole(name: str, app: Flask) -> None:
    """Build and verify the largest wards, one by one."""
    with app.app_context():
        by_size = select(Report.holder_ward_id).group_by(Report.holder_ward_id)
        largest = by_size.order_by(func.count().desc()).limit(WARDS)
        wards = list(db.session.scalars(largest))
        here = select(func.count()).select_from(Event).where(Event.ward_id.in_(wards))
        events = db.session.scalar(here) or 0
        db.session.rollback()
        print(f"{name}: {events:,} events in {len(wards)} wards", flush=True)
        measured("recompute", lambda: [recompute_ward(ward) for ward in wards], events)
        differ = measured(
            "verify", lambda: [verify_ward(ward).mismatches for ward in wards], events
        )
        told = select(func.count()).where(MetricSubject.ward_id.in_(wards))
        things = db.session.scalar(told)
        print(f"  {things:,} things told, {sum(differ)} differences", flush=True)
        db.session.remove()


def measured(name: str, work: Callable[[], list[int]], events: int) -> list[int]:
    before, began, cpu = forget_peak(), time.monotonic(), time.process_time()
    outcome = work()
    spent = time.process_time() - cpu
    print(
        f"  {name}: {time.monotonic() - began:.0f} s, {spent:.0f} s of processor, "
        f"{spent / max(events, 1) * 1e6:.0f} microseconds an event, {peak() - before:.0f} MB more",
        flush=True,
    )
    return outcome


def forget_peak() -> float:
    """Let the peak of memory begin anew (Linux); return what is taken now, in MB."""
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    return peak()


def peak() -> float:
    """Return the most memory taken since then, in MB."""
    status = pathlib.Path("/proc/self/status").read_text()
    (line,) = (one for one in status.splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def followed(engine: str, apps: list[Flask]) -> None:
    """Let events follow one by one in the largest ward of each set, in turns."""
    dice = random.Random(5)
    costs: list[list[float]] = [[] for _ in apps]
    for _ in range(TURNS):
        for app, cost in zip(apps, costs, strict=True):
            with app.app_context():
                cost += one_turn(dice, EVENTS // TURNS)
                db.session.remove()
    medians = [statistics.median(cost) * 1000 for cost in costs]
    for size, median in zip(SIZES, medians, strict=True):
        print(f"{engine}, {size:,} reports: {median:.2f} ms an event")
    print(f"{engine}, growth: {medians[-1] / medians[0]:.2f}")


def one_turn(dice: random.Random, count: int) -> list[float]:
    by_size = select(Report.holder_ward_id, func.max(Report.id)).group_by(Report.holder_ward_id)
    ward_id, newest = db.session.execute(by_size.order_by(func.count().desc())).first()
    reports = select(Report).where(Report.holder_ward_id == ward_id)
    follow_ward(ward_id)
    spent = []
    for _ in range(count):
        with transaction(), without_handlers():
            somewhere = reports.where(Report.id >= dice.randint(1, newest)).order_by(Report.id)
            report = db.session.scalars(somewhere.limit(1)).one()
            record(ReportSupported(count=2), actor=SYSTEM, ward_id=ward_id, subject=report)
        began = time.process_time()
        follow_ward(ward_id)
        spent.append(time.process_time() - began)
    return spent


if __name__ == "__main__":
    sys.exit(main())
