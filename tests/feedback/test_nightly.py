"""What the clock and the calendar bring is done case by case, ward by ward."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.feedback import jobs
from citizen_app.feedback.commands.judge import close_report
from citizen_app.wards.models import Holiday, Ward
from tests.support import factories, people


def test_a_case_changed_in_the_same_moment_keeps_no_other_from_closing(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = factories.team_of(ward)
    first, second = [factories.published(ward, team).report for _ in range(2)]

    def close(actor: Any, report: Any) -> None:
        if report.id == first.id:
            raise StaleDataError
        close_report(actor, report)

    with monkeypatch.context() as patch, clock.at(clock.now() + dt.timedelta(days=60)):
        patch.setattr(jobs, "close_report", close)
        jobs.close_old_cases()
        db.session.expire_all()
        assert (first.state, second.state) == ("published", "closed")
    with clock.at(clock.now() + dt.timedelta(days=61)):
        jobs.close_old_cases()
    db.session.expire_all()
    assert first.state == "closed"


def test_limits_are_recounted_ward_by_ward(
    ward: Ward, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    wards = [people.open_ward("27154"), ward]
    for place in wards:
        factories.send(place)
    steps: list[object] = []
    monkeypatch.setattr(jobs, "lock_wards", steps.append)
    monkeypatch.setattr(jobs, "recount_due", lambda _actor, report: steps.append(report.ward_id))
    jobs.recount_limits(Event(ward_id=None))
    first, second = sorted(place.id for place in wards)
    assert steps == [[first], first, [second], second]


def test_proposed_days_off_are_recorded_so_that_limits_follow(app: Flask) -> None:
    query = select(func.count()).select_from(Holiday)
    before = db.session.scalar(query) or 0
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["wards", "propose-holidays", "2029"])
    assert result.exit_code == 0, result.output
    told = select(func.count()).select_from(Event).where(Event.kind == "CalendarChanged")
    assert db.session.scalar(told) == (db.session.scalar(query) or 0) - before > 0
