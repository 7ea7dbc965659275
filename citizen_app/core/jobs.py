"""Background work: Huey is the engine, the event rows are what must not be lost.

A task carries a name and ids, never objects. Handing a task over may fail or be lost with a worker:
the sweep runs every minute and finds whatever is still owed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey, crontab

from citizen_app.core import events

log = logging.getLogger(__name__)
Job = Callable[..., None]
SCHEDULE: dict[str, tuple[Job, Any]] = {}


def scheduled(**when: str) -> Callable[[Job], Job]:
    """Run a function by the clock, in the worker; `when` as in crontab, UTC."""

    def register(job: Job) -> Job:
        name = f"{job.__module__.removeprefix('citizen_app.')}.{job.__name__}"
        SCHEDULE[name] = (job, crontab(**when))
        return job

    return register


@scheduled(minute="*")
def sweep_events() -> None:
    """Do what a killed worker left undone."""
    events.sweep()


def make_huey(redis_url: str | None, folder: Path, *, testing: bool) -> Huey:
    """Return the engine: Redis when the office has one, else a SQLite file; tests run at once."""
    if testing:
        return MemoryHuey("langnghe", immediate=True, utc=True)
    if redis_url:
        return RedisHuey("langnghe", url=redis_url, utc=True)
    return SqliteHuey("langnghe", filename=str(folder / "jobs.sqlite"), utc=True)


def init_app(app: Flask, redis_url: str | None, folder: Path) -> None:
    """Make the engine and register the tasks with it."""
    huey = make_huey(redis_url, folder, testing=app.testing)
    app.extensions["huey"] = huey

    def run_handlers(event_id: int) -> None:
        if app.testing:
            events.handle_event(event_id)
            return
        with app.app_context():
            events.handle_event(event_id)

    task = huey.task(name="handle_event")(run_handlers)

    def give(event_id: int) -> None:
        try:
            task(event_id)
        except Exception as error:  # the person's request must not fail for it
            log.warning("an event waits for the sweep: %s", events.place_of(error))

    events.hand_over[:] = [give]
    for name, (job, when) in SCHEDULE.items():
        huey.periodic_task(when, name=name)(_in_context(app, job))


def _in_context(app: Flask, job: Job) -> Job:
    def run() -> None:
        with app.app_context():
            job()

    return run


def run_worker(app: Flask, workers: int) -> None:
    """Work until told to stop."""
    app.extensions["huey"].create_consumer(
        workers=workers, worker_type="thread", periodic=True
    ).run()
