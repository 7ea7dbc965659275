"""Fixtures for the seals: a log of twelve events under three seals."""

import datetime as dt

import pytest
from flask import Flask

from citizen_app.core import clock
from citizen_app.seals.commands import seal_new_events
from tests.seals.tampering import add_events

MORNING = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)


@pytest.fixture
def sealed(app: Flask) -> list[int]:
    """The numbers of twelve events, four a seal, a seal a day."""
    ids = []
    for day in range(3):
        at = MORNING + dt.timedelta(days=day)
        with clock.at(at):
            ids += add_events(4)
        with clock.at(at + dt.timedelta(minutes=30)):
            seal_new_events()
    return ids
