"""The fixtures keep their promises: tests are apart from each other and from the network."""

import datetime as dt
import socket

import pytest
import sqlalchemy as sa
from flask import Flask, has_app_context

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import last_event_id
from citizen_app.core.limits import Try
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.support import people
from tests.support.client import StrictClient, apart
from tests.support.network import NetworkBlocked
from tests.support.queries import count_queries


def count_tries() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Try)) or 0


@pytest.mark.parametrize("round_", [1, 2])
def test_each_test_begins_with_the_same_database(app: Flask, round_: int) -> None:
    assert count_tries() == 0
    assert not db.session.scalars(sa.select(Ward).where(Ward.is_open)).all()
    assert last_event_id(None) == 0
    db.session.add(Try(key=f"round {round_}", at=clock.now()))
    people.make_staff(Role.OFFICER, people.open_ward())
    assert count_tries() == 1
    assert last_event_id(None) > 0


def test_a_request_sees_what_the_test_has_stored_and_shares_nothing_else(app: Flask) -> None:
    db.session.add(Try(key="before", at=clock.now()))
    answer = StrictClient(app).get("/health/ready")
    assert answer.json == {"status": "ok"}
    assert count_tries() == 1
    assert has_app_context()
    assert not apart(has_app_context)


def test_a_request_lives_at_the_moment_of_the_test(app: Flask) -> None:
    moment = dt.datetime(2026, 2, 28, 17, 30, tzinfo=dt.UTC)
    with clock.at(moment):
        assert apart(clock.now) == moment


def test_statements_are_counted(app: Flask) -> None:
    with count_queries() as seen:
        db.session.add(Try(key="one", at=clock.now()))
        db.session.flush()
        count_tries()
    assert seen.count == 2
    assert len(seen.writes) == 1
    with pytest.raises(AssertionError, match="at most 0"), count_queries(at_most=0):
        count_tries()


@pytest.mark.parametrize("address", [("192.0.2.1", 25), ("mail.example", 587)])
def test_no_test_reaches_another_machine(address: tuple[str, int]) -> None:
    with pytest.raises(NetworkBlocked):
        socket.create_connection(address, timeout=1)


def test_the_client_refuses_a_cookie_on_a_public_page(app: Flask) -> None:
    client = StrictClient(app)
    page = client.get("/health/live")
    page.headers.add("Set-Cookie", "a=b")
    assert client.cookie_problems(page)
