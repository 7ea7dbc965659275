"""Sealing: all that waits, once each, whatever happens to the worker that does it."""

import datetime as dt
import threading

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from citizen_app.core import clock, proofs
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event
from citizen_app.seals import commands
from citizen_app.seals.commands import gaps_of, seal_hour, seal_new_events
from citizen_app.seals.models import Seal, ids_of, place_in, ranges_of
from citizen_app.seals.queries import newest_seal, whole_seal
from citizen_app.wards.models import Ward
from tests.seals.conftest import MORNING
from tests.seals.tampering import add_events, an_event, found, heads
from tests.support import factories
from tests.support.client import apart
from tests.support.queries import count_queries


def test_nothing_to_seal_makes_no_seal(app: Flask) -> None:
    assert seal_new_events() == 0
    assert heads() == []


def test_each_event_is_under_one_seal(app: Flask) -> None:
    ids = add_events(7)
    assert seal_new_events(most=3) == 7
    assert seal_new_events() == 0
    covered = [number for seal in (1, 2, 3) for number in ids_of(whole_seal(seal).ids)]
    assert covered == ids
    assert [whole_seal(number).caught_up for number in (1, 2, 3)] == [False, False, True]
    assert found() == []


def test_an_hour_without_events_is_sealed_and_looks_like_any_other(app: Flask) -> None:
    """Else an event could be put there the next day; and nobody learns how busy an office is."""
    assert seal_hour() == 0 and heads() == []  # before the first event there is nothing to show
    with clock.at(MORNING):
        add_events(1)
        assert seal_hour() == 1
        assert seal_hour() == 0
    for hour in (1, 2, 9):
        with clock.at(MORNING + dt.timedelta(hours=hour)):
            assert seal_hour() == 0
            assert seal_hour() == 0
    assert [whole_seal(number).event_count for number in (1, 2, 3, 4)] == [1, 0, 0, 0]
    assert len({whole_seal(number).root for number in (1, 2, 3, 4)}) == 4
    with clock.at(MORNING + dt.timedelta(hours=10)):
        add_events(2)
        seal_hour()
        assert found() == []
    with clock.at(MORNING + dt.timedelta(hours=5)):
        (forged,) = add_events(1)
    assert found() == [("dated_back", forged)]


def test_every_column_of_the_log_is_sealed(app: Flask) -> None:
    """Whoever gives the log another column decides here what a proof tells of it, and tells proofs.py."""
    assert {column.name for column in Event.__table__.columns} == set(
        "actor_id actor_role at channel facts id kind request_id subject_id subject_type ward_id".split()
    )


def test_seals_are_recomputed_from_the_rows_alone(ward: Ward) -> None:
    """As a stranger would do it: from the table, the keys and the description, with nothing of ours."""
    factories.send(ward)
    seal_new_events()
    seal = whole_seal(1)
    leaves = []
    for event in db.session.scalars(select(Event).order_by(Event.id)):
        row = {c.name: getattr(event, c.name) for c in Event.__table__.columns}
        row["at"] = f"{event.at:%Y-%m-%dT%H:%M:%S.%fZ}"
        leaves.append(proofs.leaf_of(seal.key, row))
    assert leaves == seal.leaf_list
    assert proofs.root_of(leaves).hex() == seal.root


def test_a_request_pays_nothing_for_seals(ward: Ward) -> None:
    """Sealing is the worker's: sending a report reads and writes no seal."""
    with count_queries() as seen:
        factories.send(ward)
    assert seen.writes and "event_seal" not in " ".join(seen.all)


def test_a_killed_worker_leaves_whole_seals(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    add_events(6)

    class KilledError(BaseException):
        pass

    stored = []

    def store_one_and_die(batch: commands.Batch) -> bool:
        if stored:
            with transaction():
                db.session.add(commands._seal_of(batch))
                db.session.flush()
                raise KilledError
        stored.append(batch)
        return store(batch)

    store = commands._store
    monkeypatch.setattr(commands, "_store", store_one_and_die)
    with pytest.raises(KilledError):
        seal_new_events(most=2)
    assert len(heads()) == 1
    monkeypatch.undo()
    assert seal_new_events(most=2) == 4
    assert found() == []


def test_two_workers_at_once_seal_each_event_once(app: Flask) -> None:
    ids = add_events(60)
    barrier, counts = threading.Barrier(2), []

    def work() -> None:
        with app.app_context():
            barrier.wait(10)
            counts.append(seal_new_events(most=7))
            db.session.remove()

    threads = [threading.Thread(target=lambda: apart(work)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(counts) == 60
    covered = [i for n in range(1, len(heads()) + 1) for i in ids_of(whole_seal(n).ids)]
    assert sorted(covered) == ids
    assert found() == []


def test_a_worker_that_comes_late_stores_nothing(app: Flask) -> None:
    add_events(2)
    late = commands._read_batch(10)
    assert late is not None
    seal_new_events()
    assert not commands._store(late)
    assert len(heads()) == 1


@pytest.mark.pg
def test_an_event_that_becomes_visible_late_is_sealed_later(app: Flask) -> None:
    """Its number was taken before, its transaction ended after others had been sealed."""
    first = add_events(2)
    with db.engine.connect() as slow:
        late_id = slow.execute(text("select nextval('event_id_seq')")).scalar_one()
        others = add_events(2)
        seal_new_events()
        assert found() == []
    with transaction():
        db.session.add(an_event(9, late_id))
    assert found() == []  # it waits for the next seal
    newest = add_events(1)
    assert seal_new_events() == 2
    assert ids_of(whole_seal(1).ids) == [*first, *others]
    assert ids_of(whole_seal(2).ids) == [late_id, *newest]
    assert found() == []
    assert seal_new_events() == 0


@pytest.mark.pg
def test_a_gap_is_filled_no_later_than_transactions_may_last(app: Flask) -> None:
    with clock.at(clock.now() - dt.timedelta(hours=5)):
        add_events(1)
        gap = db.session.execute(text("select nextval('event_id_seq')")).scalar_one()
        add_events(1)
        seal_new_events()
    add_events(1)
    seal_new_events()
    with transaction():
        db.session.add(an_event(9, gap))
    assert seal_new_events() == 0
    assert found() == [("inserted", gap)]


def test_seals_are_closed_like_the_log(sealed: list[int]) -> None:
    for statement in ("update event_seal set root = 'x'", "delete from event_seal"):
        with pytest.raises(Exception, match="seals are never"):
            db.session.execute(text(statement))
        db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Seal)) == 3


def test_ranges() -> None:
    ids = [3, 4, 5, 9, 10, 20]
    assert ranges_of(ids) == [[3, 5], [9, 10], [20, 20]]
    assert ids_of(ranges_of(ids)) == ids
    assert [place_in(ranges_of(ids), number) for number in (3, 9, 20, 8)] == [0, 3, 5, None]
    assert gaps_of([[3, 5], [9, 9]], 2, 12) == [[6, 8], [10, 12]]
    assert gaps_of([[1, 1], [4, 5]], 3, 5) == []
    assert gaps_of([[2, 5]], 3, 6) == [[6, 6]]


def test_newest_seal_is_small_to_read(sealed: list[int]) -> None:
    """Pages and slips ask for it: leaves and numbers of events stay where they are."""
    with count_queries(at_most=1) as seen:
        assert newest_seal() is not None
    assert "leaves" not in seen.all[0] and "ids" not in seen.all[0]
