"""On several connections at once the newest event of a ward is really the newest."""

import threading
import time

import pytest
from flask import Flask
from sqlalchemy import select

from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event, last_event_id, lock_wards, record
from citizen_app.wards.events import SettingChanged
from citizen_app.wards.models import Ward
from tests.support.client import apart

pytestmark = pytest.mark.pg


def write(app: Flask, ward_id: int, written: threading.Event, go_on: threading.Event) -> None:
    with app.app_context(), transaction():
        ward = db.session.get_one(Ward, ward_id)
        record(SettingChanged("x", 1, 2), actor=SYSTEM, ward_id=ward_id, subject=ward)
        written.set()
        go_on.wait(10)


def begin(app: Flask, ward_id: int) -> tuple[threading.Thread, threading.Event, threading.Event]:
    written, go_on = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: apart(lambda: write(app, ward_id, written, go_on)))
    thread.start()
    return thread, written, go_on


def test_events_of_a_ward_become_visible_in_the_order_of_their_numbers(
    app: Flask, ward: Ward
) -> None:
    """Else a page would be kept under a number that a slower change, still unseen, has passed by."""
    ward_id = ward.id
    db.session.commit()
    slow, slow_written, slow_go_on = begin(app, ward_id)
    assert slow_written.wait(10)
    quick, quick_written, quick_go_on = begin(app, ward_id)
    quick_go_on.set()
    overtook = quick_written.wait(0.3)
    seen_between = last_event_id(ward_id)
    db.session.commit()
    slow_go_on.set()
    for thread in (slow, quick):
        thread.join(10)
    ids = list(db.session.scalars(select(Event.id).order_by(Event.id)))
    assert len(ids) == 2
    assert not overtook
    assert seen_between == 0
    assert last_event_id(ward_id) == ids[-1]


def test_events_of_two_wards_do_not_wait_for_each_other(app: Flask, ward: Ward) -> None:
    here, there = ward.id, ward.id + 1
    db.session.commit()
    threads = [begin(app, here), begin(app, there)]
    assert all(written.wait(10) for _, written, _ in threads)
    for thread, _, go_on in threads:
        go_on.set()
        thread.join(10)


def test_two_changes_in_several_wards_never_wait_for_each_other(app: Flask, ward: Ward) -> None:
    """Each names the wards in its own order; without lock_wards the server ends one of them."""
    here, there = ward.id, ward.id + 1
    db.session.commit()
    barrier, ended = threading.Barrier(2), []

    def change(first: int, second: int) -> None:
        with app.app_context(), transaction():
            place = db.session.get_one(Ward, first)
            barrier.wait(10)
            lock_wards([first, second, None])
            for ward_id in (first, second):
                record(SettingChanged("x", 1, 2), actor=SYSTEM, ward_id=ward_id, subject=place)
                time.sleep(0.1)
        ended.append(first)

    threads = [
        threading.Thread(target=lambda pair=pair: apart(lambda: change(*pair)))
        for pair in ((here, there), (there, here))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(ended) == [here, there]
