"""The event log only grows; what is owed for an event is done, once."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from citizen_app.core import clock, events
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event, EventHandling, record, sweep
from citizen_app.core.limits import Try
from citizen_app.wards.events import SettingChanged
from citizen_app.wards.models import Ward

Handler = Callable[[Event], None]
KIND = "SettingChanged"
CLAIM = dt.timedelta(minutes=5, seconds=1)


def note(event: Event) -> None:
    """What a handler does: write something."""
    db.session.add(Try(key=f"done {event.id}", at=clock.now()))


def count_notes() -> int:
    return db.session.scalar(select(func.count()).select_from(Try)) or 0


def states() -> dict[str, str]:
    rows = db.session.execute(select(EventHandling.handler, EventHandling.state))
    return dict(rows.all())


def later(by: dt.timedelta) -> None:
    with clock.at(clock.now() + by):
        sweep()


class Faulty:
    """Notes, but dies or fails so many times first, after its work and before it is stored."""

    def __init__(self, error: type[BaseException], times: int) -> None:
        self.error, self.times = error, times

    def __call__(self, event: Event) -> None:
        note(event)
        db.session.flush()
        if self.times:
            self.times -= 1
            raise self.error


@pytest.fixture
def owe(app: Flask, ward: Ward, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Event]:
    """Record an event for which these handlers are owed."""

    def record_with(**handlers: Handler) -> Event:
        monkeypatch.setitem(events.HANDLERS, KIND, handlers)
        with transaction():
            return record(SettingChanged("x", 1, 2), actor=SYSTEM, ward_id=ward.id, subject=ward)

    return record_with


@pytest.fixture
def lost_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker hears of nothing; only the sweep is left."""
    monkeypatch.setattr(events, "hand_over", [])


@pytest.mark.parametrize(
    "statement", ["update event set channel = 'x'", "delete from event", "update event set id = -1"]
)
def test_the_database_refuses_to_change_the_log(owe: Callable[..., Event], statement: str) -> None:
    owe()
    with pytest.raises(DBAPIError, match="never changed|never removed"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Event)) == 1


@pytest.mark.pg
def test_the_log_cannot_be_truncated(owe: Callable[..., Event]) -> None:
    owe()
    with pytest.raises(DBAPIError, match="never changed or removed"):
        db.session.execute(text("truncate event cascade"))


def test_a_handler_runs_at_once_after_the_commit_and_once_only(owe: Callable[..., Event]) -> None:
    event = owe(a=note)
    assert (count_notes(), states()) == (1, {"a": "done"})
    events.handle_event(event.id)
    later(CLAIM)
    assert count_notes() == 1


def test_a_lost_queue_loses_nothing(owe: Callable[..., Event], lost_queue: None) -> None:
    owe(a=note)
    assert count_notes() == 0
    assert sweep() == 1
    assert (count_notes(), states()) == (1, {"a": "done"})


def test_a_worker_killed_at_work_loses_nothing_and_doubles_nothing(
    owe: Callable[..., Event], lost_queue: None
) -> None:
    owe(a=Faulty(KeyboardInterrupt, 1))
    with pytest.raises(KeyboardInterrupt):
        sweep()
    assert (count_notes(), states()) == (0, {"a": "open"})
    sweep()  # another worker, while the claim lasts
    assert count_notes() == 0
    later(CLAIM)
    later(2 * CLAIM)
    assert (count_notes(), states()) == (1, {"a": "done"})


def test_a_failing_handler_is_tried_again_alone_and_holds_up_no_other(
    owe: Callable[..., Event],
) -> None:
    owe(a=Faulty(ValueError, 1), b=note)
    assert states() == {"a": "open", "b": "done"}
    assert count_notes() == 1  # what the failing one wrote is gone
    sweep()
    assert states()["a"] == "open"  # not before its time
    later(dt.timedelta(minutes=2))
    assert (count_notes(), states()) == (2, {"a": "done", "b": "done"})


def test_the_log_of_a_failure_holds_no_words_of_the_error(owe: Callable[..., Event]) -> None:
    def fail(_event: Event) -> None:
        raise ValueError("Nguyễn Thị Lan 0901234567")

    owe(a=fail)
    assert db.session.scalars(select(EventHandling.last_error)).one() == "ValueError"


def test_a_hopeless_handler_is_given_up_in_the_end(owe: Callable[..., Event]) -> None:
    owe(a=Faulty(ValueError, 99))
    moment = clock.now()
    for _ in range(events.MOST_TRIES + 3):
        moment += dt.timedelta(hours=7)
        with clock.at(moment):
            sweep()
    row = db.session.scalars(select(EventHandling)).one()
    assert (row.state, row.tries) == ("failed", events.MOST_TRIES)


def test_a_handler_that_kills_its_worker_each_time_is_given_up_too(
    owe: Callable[..., Event], lost_queue: None
) -> None:
    faulty = Faulty(KeyboardInterrupt, 99)
    owe(a=faulty)
    for number in range(events.MOST_TRIES):
        with pytest.raises(KeyboardInterrupt):
            later((number + 1) * CLAIM)
    later((events.MOST_TRIES + 2) * CLAIM)
    row = db.session.scalars(select(EventHandling)).one()
    assert (row.state, row.tries, row.last_error) == ("failed", events.MOST_TRIES, "WorkerLost")
    assert faulty.times == 99 - events.MOST_TRIES


def test_what_was_given_up_is_shown_and_can_be_begun_again(
    app: Flask, owe: Callable[..., Event]
) -> None:
    def run(*words: str) -> str:
        result = app.test_cli_runner().invoke(args=["events", *words])
        assert result.exit_code == 0, result.output
        return " ".join(result.output.split())

    assert run("failed") == "nothing was given up"
    owe(a=Faulty(ValueError, 1), b=Faulty(KeyError, 1), c=note)
    for row in db.session.scalars(select(EventHandling).where(EventHandling.state == "open")):
        row.state = "failed"
    db.session.commit()
    assert run("failed") == "1 a ValueError 1 b KeyError"
    assert run("retry", "--handler", "a") == "1 reopened"
    sweep()
    assert states() == {"a": "done", "b": "failed", "c": "done"}
    assert run("retry") == "1 reopened"
    sweep()
    assert set(states().values()) == {"done"}


def test_a_part_that_is_committed_on_its_own_survives_a_later_failure(
    owe: Callable[..., Event],
) -> None:
    def in_parts(event: Event) -> None:
        with events.unit_of_work():
            note(event)
        note(event)
        db.session.flush()
        raise ValueError

    owe(a=in_parts)
    assert (count_notes(), states()) == (1, {"a": "open"})


def test_only_one_of_two_workers_gets_a_row(owe: Callable[..., Event], lost_queue: None) -> None:
    owe(a=note)
    row = db.session.scalars(select(EventHandling.id)).one()
    assert events._claim(row)
    assert not events._claim(row)


def test_a_taken_over_history_owes_nobody_anything(owe: Callable[..., Event]) -> None:
    with events.without_handlers():
        owe(a=note)
    assert (count_notes(), states()) == (0, {})


def test_the_newest_event_is_that_of_the_ward(owe: Callable[..., Event], ward: Ward) -> None:
    first = owe()
    assert events.last_event_id(ward.id) == events.last_event_id(None) == first.id
    assert events.last_event_id(ward.id + 1) == 0


def test_a_change_that_is_rolled_back_takes_its_event_along(
    app: Flask, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(events.HANDLERS, KIND, {"a": note})
    with pytest.raises(RuntimeError), transaction():
        record(SettingChanged("x", 1, 2), actor=SYSTEM, ward_id=ward.id, subject=ward)
        raise RuntimeError
    assert (events.last_event_id(None), count_notes(), states()) == (0, 0, {})
