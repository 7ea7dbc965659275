"""What the clock brings: cases close when their window has passed, limits follow the calendar."""

from __future__ import annotations

from sqlalchemy import select

from citizen_app.core import limits
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event, handles
from citizen_app.core.jobs import scheduled
from citizen_app.feedback import policies
from citizen_app.feedback.commands.judge import close_report
from citizen_app.feedback.commands.limits import recount_due
from citizen_app.feedback.models import Report
from citizen_app.feedback.workflow import OPEN, State
from citizen_app.wards.events import CalendarChanged

BATCH = 200


@scheduled(minute="20", hour="18")
def close_old_cases() -> None:
    """Close answered cases whose window for reopening has passed; 01:20 in the ward."""
    last = 0
    while True:
        with transaction():
            reports = db.session.scalars(
                select(Report)
                .where(Report.state == State.PUBLISHED, Report.id > last)
                .order_by(Report.id)
                .limit(BATCH)
            ).all()
            for report in reports:
                last = report.id
                if not policies.is_within_window(report):
                    close_report(SYSTEM, report)
        if len(reports) < BATCH:
            return


@scheduled(minute="40", hour="18")
def forget_old_tries() -> None:
    """Forget counted tries that no limit looks at any more."""
    with transaction():
        limits.forget_old()


@handles(CalendarChanged)
def recount_limits(event: Event) -> None:
    """Count the limits of open cases again: the calendar they were counted by has changed."""
    query = select(Report).where(Report.state.in_(OPEN)).order_by(Report.id)
    if event.ward_id is not None:
        query = query.where(Report.holder_ward_id == event.ward_id)
    for report in db.session.scalars(query):
        recount_due(SYSTEM, report)
