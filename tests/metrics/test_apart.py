"""What fails in one ward is that ward's alone: every job goes on with the others, and logs no data."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.feedback.models import ClockRun
from citizen_app.metrics import following, jobs, releasing, verifying
from citizen_app.metrics.catalogue import DEFINITIONS
from citizen_app.metrics.following import follow_all
from citizen_app.metrics.index import stored
from citizen_app.metrics.models import MetricCheck, MetricCursor, MetricIndex
from citizen_app.wards.models import Ward
from tests.support import factories, people

NAME = "Nguyễn Văn Bí Mật"
Break = Callable[[object, str], None]


@pytest.fixture
def other(app: Flask) -> Ward:
    return people.open_ward("27154")


@pytest.fixture(autouse=True)
def cases(ward: Ward, other: Ward) -> None:
    for one in (ward, other):
        factories.send(one)


@pytest.fixture
def fails_in_one(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Any:
    """A function of a module raises for the first ward, whose error names somebody."""
    number = ward.id

    def broken(module: object, name: str) -> None:
        whole = getattr(module, name)

        def work(one: Any, *args: Any, **more: Any) -> Any:
            if getattr(one, "id", one) == number:
                raise KeyError(NAME)
            return whole(one, *args, **more)

        monkeypatch.setattr(module, name, work)

    yield broken
    logged = " ".join(one.getMessage() for one in caplog.get_records("call"))
    assert f"of ward {number} failed: KeyError in work" in logged and NAME not in logged


def followed() -> set[int]:
    db.session.expire_all()
    return set(db.session.scalars(select(MetricCursor.ward_id).where(MetricCursor.event_id > 0)))


def test_the_log_is_followed(fails_in_one: Break, other: Ward) -> None:
    fails_in_one(following, "follow_batch")
    jobs.follow_the_log()
    assert followed() == {other.id}


def test_wards_are_verified(fails_in_one: Break, other: Ward) -> None:
    follow_all()
    fails_in_one(jobs, "verify_ward")
    jobs.verify_all()
    assert set(db.session.scalars(select(MetricCheck.ward_id))) == {other.id}


def test_batches_are_released(fails_in_one: Break, other: Ward) -> None:
    follow_all()
    fails_in_one(releasing, "release_ward")
    jobs.release_batches()
    runs = db.session.scalars(select(ClockRun.name).where(ClockRun.name.startswith("figures-")))
    assert set(runs) == {f"figures-{other.id}"}


def test_indices_are_kept_and_placed(
    fails_in_one: Break, other: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow_all()
    fails_in_one(stored, "keep_ward")
    placed = []
    monkeypatch.setattr(stored, "place_wards", lambda: placed.append(True))
    assert stored.keep_all() == 1
    assert set(db.session.scalars(select(MetricIndex.ward_id))) == {other.id}
    assert placed == [True]


def test_new_definitions_tell_anew(fails_in_one: Break, ward: Ward, other: Ward) -> None:
    follow_all()
    db.session.execute(update(MetricCursor).values(definitions="old"))
    db.session.commit()
    fails_in_one(verifying, "things_of")
    assert verifying.recompute_outdated() == 1
    kept = dict(db.session.execute(select(MetricCursor.ward_id, MetricCursor.definitions)).all())
    assert kept == {ward.id: "old", other.id: DEFINITIONS}


def test_the_log_is_followed_whatever_happens_before(
    ward: Ward, other: Ward, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> int:
        db.session.add(ClockRun(name="half done", day=clock.today(), at=clock.now()))
        db.session.flush()
        raise KeyError(NAME)

    monkeypatch.setattr(jobs, "recompute_outdated", broken)
    jobs.follow_the_log()
    assert followed() == {ward.id, other.id}
    assert not db.session.scalar(select(ClockRun.id).where(ClockRun.name == "half done"))
    assert "KeyError in broken" in caplog.text and NAME not in caplog.text
