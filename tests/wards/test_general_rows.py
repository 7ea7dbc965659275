"""What holds in all wards is there once: the database sees to it."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from citizen_app.core.db import db
from citizen_app.wards.models import AnswerTemplate, Holiday

DAY = dt.date(2031, 1, 1)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Holiday(day=DAY, kind="off", name="Tết Dương lịch"),
        lambda: AnswerTemplate(code="chung", title="Chung", body="Kính gửi"),
    ],
    ids=["holiday", "answer template"],
)
def test_a_general_row_cannot_be_there_twice(app: Flask, make: object) -> None:
    assert callable(make)
    db.session.add(make())
    db.session.flush()
    db.session.add(make())
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
