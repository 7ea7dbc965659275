"""What the clock brings: owners are reminded before a date and after it, once each."""

from __future__ import annotations

import datetime as dt
import logging

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from citizen_app.commitments import queries
from citizen_app.commitments.commands import remind
from citizen_app.commitments.models import Commitment
from citizen_app.commitments.workflow import OPEN
from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event, events_of, lock_wards, place_of
from citizen_app.core.jobs import scheduled

log = logging.getLogger(__name__)
DAYS_BEFORE = 3
# A worker that was away for some days makes up for it; older ones stand on the list as late.
DAYS_AFTER = 7


@scheduled(minute="30", hour="0")
def remind_owners() -> None:
    """Remind owners of what is due within three days or has just become late; 07:30 in the ward."""
    today = clock.today()
    spans = {
        "before": (today, today + dt.timedelta(days=DAYS_BEFORE)),
        "after": (today - dt.timedelta(days=DAYS_AFTER), today - dt.timedelta(days=1)),
    }
    for when, (first, last) in spans.items():
        ids = queries.due_between(first, last)
        db.session.rollback()
        for commitment_id in ids:
            try:
                with transaction():
                    _remind_once(commitment_id, when)
            except StaleDataError as error:
                log.warning(
                    "commitment %s is reminded of tomorrow: %s", commitment_id, place_of(error)
                )


def _remind_once(commitment_id: int, when: str) -> None:
    ward_id = db.session.scalar(select(Commitment.ward_id).where(Commitment.id == commitment_id))
    lock_wards([ward_id])
    commitment = db.session.get_one(Commitment, commitment_id, populate_existing=True)
    said = any(_is_said(event, commitment, when) for event in events_of(commitment))
    if commitment.state in OPEN and not said:
        remind(commitment, when)


def _is_said(event: Event, commitment: Commitment, when: str) -> bool:
    """Return whether the owner was reminded for this very date."""
    facts = event.facts
    return (
        event.kind == "CommitmentReminded"
        and facts["when"] == when
        and facts["due_on"] == commitment.due_on.isoformat()
    )
