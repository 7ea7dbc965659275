"""One transaction per request: readers cannot write, writers commit once or not at all."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, has_request_context
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from citizen_app.core import clock
from citizen_app.core import db as core_db
from citizen_app.core.db import after_commit, db, let_others_write, reading, transaction
from citizen_app.core.limits import Try
from citizen_app.wards.models import Ward

Probe = Callable[..., Any]
Tries = Callable[[], list[str]]


@pytest.fixture
def begins() -> Iterator[list[str]]:
    """How transactions began, and each COMMIT."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("BEGIN", "SET TRANSACTION")):
            seen.append(statement)

    def commit(_conn: Any) -> None:
        seen.append("COMMIT")

    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Engine, "commit", commit)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)
    event.remove(Engine, "commit", commit)


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def test_the_database_refuses_a_write_in_a_reading_request(probe: Probe, tries: Tries) -> None:
    assert probe("GET", "/thu/doc-roi-ghi").status_code >= 500
    assert tries() == []


def test_a_reading_request_that_leaves_changes_behind_fails_in_tests(
    probe: Probe, tries: Tries, caplog: pytest.LogCaptureFixture
) -> None:
    assert probe("GET", "/thu/de-lai").status_code == 500
    assert "left the session dirty" in caplog.text
    assert tries() == []


def test_reading_blocks_refuse_writes_and_end_with_the_block(app: Flask) -> None:
    with reading(), pytest.raises(DBAPIError):
        db.session.execute(text("update ward set is_open = is_open"))
    db.session.rollback()
    db.session.execute(text("update ward set is_open = is_open"))


def test_a_changing_request_waits_its_turn_and_commits_once(
    probe: Probe, tries: Tries, begins: list[str]
) -> None:
    assert probe("POST", "/thu/ghi/200").status_code == 200
    assert begins == (["BEGIN IMMEDIATE"] if is_sqlite() else []) + ["COMMIT"]
    assert tries() == ["one", "two"]


def test_a_reading_request_is_a_reader_to_the_database(probe: Probe, begins: list[str]) -> None:
    assert probe("GET", "/health/ready").status_code == 200
    assert begins == (["BEGIN"] if is_sqlite() else ["SET TRANSACTION READ ONLY"])


@pytest.mark.parametrize("path", ["ghi/422", "ghi/409", "ghi/500", "hong/rule", "hong/crash"])
def test_a_request_that_answers_with_an_error_stores_nothing(
    probe: Probe, tries: Tries, after: list[str], path: str
) -> None:
    assert probe("POST", f"/thu/{path}").status_code >= 400
    assert tries() == []
    assert after == []
    probe("POST", "/thu/ghi/303")
    assert after == ["after"]  # what was rolled back does not come along with the next one


def test_what_a_constraint_refuses_is_a_conflict_and_stores_nothing(
    probe: Probe, tries: Tries
) -> None:
    assert probe("POST", "/thu/hai-lan").status_code == 409
    assert tries() == []


def test_a_counted_try_can_be_kept_despite_the_error(probe: Probe, tries: Tries) -> None:
    assert probe("POST", "/thu/ghi/422?keep=1").status_code == 422
    assert tries() == ["one", "two"]


def test_nothing_runs_after_a_transaction_that_was_rolled_back(app: Flask) -> None:
    ran: list[int] = []
    with pytest.raises(RuntimeError), transaction():
        after_commit(lambda: ran.append(1))
        raise RuntimeError
    with transaction():
        after_commit(lambda: ran.append(2))
        assert ran == []
    assert ran == [2]


def test_a_failed_transaction_leaves_no_row(app: Flask, tries: Tries) -> None:
    with pytest.raises(KeyboardInterrupt), transaction():
        db.session.add(Try(key="x", at=clock.now()))
        db.session.flush()
        raise KeyboardInterrupt
    assert tries() == []


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    db.session.add(Try(key="x", at=clock.now().replace(tzinfo=None)))
    with pytest.raises(StatementError, match="must know its zone"):
        db.session.flush()


def test_a_moment_comes_back_as_it_went_in(app: Flask) -> None:
    moment = clock.local(clock.now()).replace(microsecond=123_456)
    with transaction():
        db.session.add(Try(key="x", at=moment))
    kept = db.session.scalars(db.select(Try.at)).one()
    assert kept == moment
    assert str(kept.tzinfo) == "UTC"


def test_a_reference_to_nothing_is_refused(app: Flask) -> None:
    with pytest.raises(DBAPIError):
        db.session.execute(
            text(
                "insert into closed_period (ward_id, first_day, last_day, reason)"
                " values (99999999, '2026-01-01', '2026-01-02', 'x')"
            )
        )
    db.session.rollback()
    assert db.session.get(Ward, 99999999) is None


def test_a_commit_that_fails_says_so_and_stores_nothing(probe: Probe, tries: Tries) -> None:
    def disk_full(_session: object) -> None:
        if has_request_context():
            raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    event.listen(db.session, "before_commit", disk_full)
    try:
        answer = probe("POST", "/thu/ghi/200")
    finally:
        event.remove(db.session, "before_commit", disk_full)
    assert answer.status_code == 503
    assert tries() == []
    assert probe("POST", "/thu/ghi/200").status_code == 200
    assert tries() == ["one", "two"]


def test_slow_work_does_not_hold_the_writers_turn(app: Flask) -> None:
    db.session.execute(text("select 1"))
    let_others_write()
    assert not db.session().in_transaction()
    db.session.add(Try(key="kept", at=clock.now()))
    db.session.flush()
    let_others_write()  # something was written: it must not be lost
    db.session.commit()
    assert (
        db.session.execute(text("select count(*) from limit_try where key = 'kept'")).scalar() == 1
    )


def test_writers_of_one_process_take_turns(app: Flask) -> None:
    """Twelve threads that write at once all get through, also behind one that takes its time."""
    if not is_sqlite():
        return
    db.session.rollback()
    together, done = threading.Barrier(12), []

    def write(number: int) -> None:
        with app.app_context():
            together.wait(20)
            for _ in range(5):
                with transaction():
                    db.session.execute(text("update ward set name = name where code = '26743'"))
                    time.sleep(0.005)
                done.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(done) == sorted(list(range(12)) * 5)


def test_a_turn_is_given_up_however_the_transaction_ends(app: Flask) -> None:
    if not is_sqlite():
        return
    db.session.rollback()
    endings = (db.session.commit, db.session.rollback, db.session.close, db.session.remove)
    for end in endings:
        db.session.execute(text("select 1"))  # no GET: whatever begins here may write
        assert core_db._turn.locked()
        end()
        assert not core_db._turn.locked(), end
    with pytest.raises(OperationalError):
        db.session.execute(text("select nothing from nowhere"))
    db.session.rollback()
    assert not core_db._turn.locked()
