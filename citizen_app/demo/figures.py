"""The demo's figures: counted at once, checked once, and one quarterly report that is made already."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event, without_handlers
from citizen_app.demo.people import DemoWard
from citizen_app.metrics.following import follow_all
from citizen_app.metrics.index.stored import keep_all
from citizen_app.metrics.periods import QUARTER_MONTHS, Period, add_months
from citizen_app.metrics.releasing import release_all
from citizen_app.metrics.reports.commands import ask_report
from citizen_app.metrics.reports.making import make_files
from citizen_app.metrics.verifying import verify_ward
from citizen_app.permissions import Role


def count_and_report(wards: Sequence[DemoWard]) -> None:
    """Do what the worker would do within a night."""
    follow_all()
    release_all()
    keep_all()
    ids = [one.ward.id for one in wards]
    for ward_id in ids:
        verify_ward(ward_id)
    quarter = Period.quarter(add_months(Period.quarter(clock.today()).first, -QUARTER_MONTHS))
    with transaction(), without_handlers():
        leader = wards[0].one(Role.LEADER)
        report = ask_report(leader, wards[0].ward, quarter=quarter.name, key="demo-quarter-report")
    with transaction():
        query = select(Event).where(
            Event.subject_type == report.__tablename__, Event.subject_id == report.id
        )
        make_files(db.session.scalars(query).one())
    follow_all()
