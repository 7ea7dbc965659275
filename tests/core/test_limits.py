"""Limits on repeated tries: counted for all servers, readable by nobody."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from citizen_app.core import clock, limits
from citizen_app.core.db import db
from citizen_app.core.errors import TooManyTries
from citizen_app.core.limits import Limit, Try

HOUR = dt.timedelta(hours=1)
LIMIT = Limit("thu", most=3, window=HOUR)


def use_up(who: str) -> None:
    for _ in range(LIMIT.most):
        LIMIT.check(who)
        LIMIT.count(who)


def test_a_limit_is_reached_by_one_and_holds_for_that_one_only(app: Flask) -> None:
    use_up("192.0.2.1")
    with pytest.raises(TooManyTries):
        LIMIT.check("192.0.2.1")
    LIMIT.check("192.0.2.2")
    Limit("khac", most=1, window=HOUR).check("192.0.2.1")


def test_a_limit_passes_with_time(app: Flask) -> None:
    use_up("lan")
    with clock.at(clock.now() + HOUR + dt.timedelta(seconds=1)):
        LIMIT.check("lan")


def test_the_right_password_forgets_the_wrong_ones(app: Flask) -> None:
    use_up("lan")
    LIMIT.forget("lan")
    LIMIT.check("lan")


def test_the_table_names_nobody(app: Flask) -> None:
    use_up("lan@vidu.vn")
    assert not [key for key in db.session.scalars(select(Try.key)) if "lan" in key]


def test_old_tries_are_removed_and_new_ones_stay(app: Flask) -> None:
    with clock.at(clock.now() - dt.timedelta(days=3)):
        use_up("lan")
    LIMIT.count("lan")
    assert limits.forget_old() == LIMIT.most
    assert len(list(db.session.scalars(select(Try.id)))) == 1
