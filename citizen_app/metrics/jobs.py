"""What the clock brings: sums follow the log each minute, and are verified each night."""

from __future__ import annotations

import logging

from sqlalchemy import select

from citizen_app.core.db import db
from citizen_app.core.events import Event, handles, unit_of_work
from citizen_app.core.jobs import scheduled
from citizen_app.metrics.apart import attempt, ward_by_ward
from citizen_app.metrics.following import follow_all, parted, tell_all_anew, things_told
from citizen_app.metrics.index.stored import keep_all, outdate_indices
from citizen_app.metrics.models import MetricCursor
from citizen_app.metrics.releasing import release_all
from citizen_app.metrics.verifying import recompute_outdated, verify_ward
from citizen_app.wards.events import CalendarChanged

log = logging.getLogger(__name__)


@scheduled(minute="*")
def follow_the_log() -> None:
    """Bring the sums of all wards up to date; first those that were kept by other definitions."""
    attempt("telling anew what is outdated", recompute_outdated)
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
    ward_by_ward("verification", ward_ids, _verify)


def _verify(ward_id: int) -> None:
    check = verify_ward(ward_id)
    if check.mismatches:
        log.error("figures of ward %s differ from its events: %s", ward_id, check.mismatches)


@scheduled(minute="40", hour="18")
def release_batches() -> None:
    """Let hidden things enter the public sums in batches; 01:40 in the ward, once for each month."""
    released = release_all()
    if released:
        log.info("public figures: %s hidden shares released or taken back", released)


@handles(CalendarChanged)
def count_days_anew(event: Event) -> None:
    """Tell everything of the wards concerned anew: days of work were counted by the old calendar."""
    for names in parted(things_told(event.ward_id)):
        with unit_of_work():
            tell_all_anew(names)
            outdate_indices(event.ward_id)
