"""Background work goes through a queue that survives, and the queue may even be lost."""

import pathlib
from collections.abc import Callable

import pytest
from flask import Flask
from huey import crontab
from sqlalchemy import select

from citizen_app.core import clock, events, jobs
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event, record
from citizen_app.core.limits import Try
from citizen_app.wards.events import SettingChanged
from citizen_app.wards.models import Ward
from config import Settings


def note(event: Event) -> None:
    db.session.add(Try(key=f"done {event.id}", at=clock.now()))


def notes() -> list[str]:
    found = list(db.session.scalars(select(Try.key)))
    db.session.commit()
    return found


@pytest.fixture
def happens(app: Flask, ward: Ward, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Event]:
    """Something that one handler is owed for."""
    monkeypatch.setattr(events, "hand_over", [])
    monkeypatch.setitem(events.HANDLERS, "SettingChanged", {"note": note})

    def happen() -> Event:
        with transaction():
            return record(SettingChanged("x", 1, 2), actor=SYSTEM, ward_id=ward.id, subject=ward)

    return happen


def other_process(settings: Settings, folder: pathlib.Path, redis_url: str | None = None) -> Flask:
    """What the worker's process has: the same database, the same queue."""
    app = Flask("worker")
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    db.init_app(app)
    jobs.init_app(app, redis_url, folder)
    return app


def test_a_task_goes_through_the_file_to_a_worker(
    happens: Callable[[], Event], settings: Settings, tmp_path: pathlib.Path
) -> None:
    other_process(settings, tmp_path)
    event = happens()
    worker = other_process(settings, tmp_path)
    huey = worker.extensions["huey"]
    assert (tmp_path / "jobs.sqlite").exists()
    assert huey.pending_count() == 1
    assert notes() == []
    huey.execute(huey.dequeue())
    assert notes() == [f"done {event.id}"]
    with worker.app_context():
        db.engine.dispose()


def test_a_queue_out_of_reach_fails_no_request_and_loses_nothing(
    happens: Callable[[], Event], settings: Settings, tmp_path: pathlib.Path
) -> None:
    other_process(settings, tmp_path, redis_url="redis://127.0.0.1:1/0")
    event = happens()
    assert notes() == []
    events.sweep()
    assert notes() == [f"done {event.id}"]


def test_the_sweep_runs_every_minute() -> None:
    _, when = jobs.SCHEDULE["core.jobs.sweep_events"]
    assert all(when(clock.now().replace(minute=minute)) for minute in range(60))
    assert not crontab(minute="1")(clock.now().replace(minute=2))
