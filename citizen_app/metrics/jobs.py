"""What the clock brings: sums follow the log each minute, and are verified each night."""

from __future__ import annotations

import logging
from functools import cache

from sqlalchemy import select

from citizen_app.core.db import db
from citizen_app.core.events import Event, handles, unit_of_work
from citizen_app.core.jobs import scheduled
from citizen_app.metrics.following import BATCH, follow_all, tell_anew
from citizen_app.metrics.index.stored import keep_all
from citizen_app.metrics.models import MetricCursor, MetricSubject
from citizen_app.metrics.stories import LEFT
from citizen_app.metrics.verifying import recompute_outdated, verify_ward
from citizen_app.wards import queries as wards
from citizen_app.wards.events import CalendarChanged

log = logging.getLogger(__name__)


@scheduled(minute="*")
def follow_the_log() -> None:
    """Bring the sums of all wards up to date; first those that were kept by other definitions."""
    recompute_outdated()
    follow_all()


@scheduled(minute="*/10")
def keep_indices() -> None:
    """Work out the composite indices of the wards in which something happened, and of all on a new day."""
    keep_all()


@scheduled(minute="10", hour="19")
def verify_all() -> None:
    """Compare each ward's sums with its events; 02:10 in the ward. A difference is an alarm."""
    ward_ids = db.session.scalars(select(MetricCursor.ward_id).order_by(MetricCursor.ward_id)).all()
    db.session.rollback()
    for ward_id in ward_ids:
        check = verify_ward(ward_id)
        if check.mismatches:
            log.error("figures of ward %s differ from its events: %s", ward_id, check.mismatches)


@handles(CalendarChanged)
def count_days_anew(event: Event) -> None:
    """Tell everything of the wards concerned anew: days of work were counted by the old calendar."""
    query = select(MetricSubject.subject_type, MetricSubject.subject_id)
    if event.ward_id is not None:
        query = query.where(MetricSubject.ward_id == event.ward_id)
    names = db.session.execute(query).all()
    calendar_of = cache(wards.calendar_of)
    for at in range(0, len(names), BATCH):
        with unit_of_work():
            for subject_type, subject_id in names[at : at + BATCH]:
                if LEFT not in subject_type:  # goes with its thing
                    tell_anew(subject_type, subject_id, calendar_of)
