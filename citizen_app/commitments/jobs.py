"""What the clock brings: owners are reminded of dates, and what is late goes up the ladder; once each."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from citizen_app.commitments import queries
from citizen_app.commitments.commands import remind
from citizen_app.commitments.commands.ladder import note_rung, tell_of_late
from citizen_app.commitments.models import Commitment, Milestone
from citizen_app.commitments.workflow import OPEN
from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.core.events import events_of, lock_wards, place_of
from citizen_app.core.jobs import scheduled
from citizen_app.wards import queries as wards
from citizen_app.wards.escalation import day_of, list_rungs

log = logging.getLogger(__name__)
DAYS_BEFORE = 3
# A worker that was away for some days makes up for it; older ones stand on the list as late.
DAYS_AFTER = 7
# Of the people whom the ladder knows, those who hear of late commitments by mail.
CLIMBED = ("department", "leader", "supervisor")


@scheduled(minute="30", hour="0")
def remind_owners() -> None:
    """Remind owners of what is due within three days or has just become late, milestones too; 07:30."""
    today = clock.today()
    spans = {
        "before": (today, today + dt.timedelta(days=DAYS_BEFORE)),
        "after": (today - dt.timedelta(days=DAYS_AFTER), today - dt.timedelta(days=1)),
    }
    for when, (first, last) in spans.items():
        ids = queries.due_between(first, last)
        steps = queries.milestones_between(first, last)
        db.session.rollback()
        for commitment_id in ids:
            _attempt(_remind_once, commitment_id, when)
        for milestone_id in steps:
            _attempt(_remind_of_milestone, milestone_id, when)


def _attempt(remind_one: Callable[[int, str], None], number: int, when: str) -> None:
    try:
        with transaction():
            remind_one(number, when)
    except StaleDataError as error:
        log.warning("number %s is reminded of tomorrow: %s", number, place_of(error))


def _remind_once(commitment_id: int, when: str) -> None:
    commitment = _held(commitment_id)
    if commitment.state in OPEN and not _is_said(commitment, when, commitment.due_on, None):
        remind(commitment, when)


def _remind_of_milestone(milestone_id: int, when: str) -> None:
    of_it = select(Milestone.commitment_id).where(Milestone.id == milestone_id)
    number = db.session.scalar(of_it)
    if number is None:
        return  # taken out meanwhile
    commitment = _held(number)
    milestone = next((one for one in commitment.milestones if one.id == milestone_id), None)
    if milestone is None or milestone.done_on is not None or commitment.state not in OPEN:
        return
    if not _is_said(commitment, when, milestone.due_on, milestone_id):
        remind(commitment, when, milestone)


def _held(commitment_id: int) -> Commitment:
    """Return a commitment as it is now that it is this worker's turn in the ward."""
    ward_id = db.session.scalar(select(Commitment.ward_id).where(Commitment.id == commitment_id))
    lock_wards([ward_id])
    return db.session.get_one(Commitment, commitment_id, populate_existing=True)


def _is_said(commitment: Commitment, when: str, due_on: dt.date, milestone_id: int | None) -> bool:
    """Return whether the owner was reminded for this very date."""
    return any(
        event.kind == "CommitmentReminded"
        and event.facts["when"] == when
        and event.facts["due_on"] == due_on.isoformat()
        and event.facts.get("milestone_id") == milestone_id
        for event in events_of(commitment)
    )


@scheduled(minute="40", hour="0")
def climb_ladder() -> None:
    """Tell department, leaders and supervisors of what is late, by the ladder of the limits; 07:40.

    Only on working days of the ward. Handlers are reminded anyway, and the city looks at the board.
    """
    ward_ids = queries.wards_with_late()
    db.session.rollback()
    for ward_id in ward_ids:
        with transaction():
            _climb(ward_id)


def _climb(ward_id: int) -> None:
    today, calendar = clock.today(), wards.calendar_of(ward_id)
    if not calendar.is_working_day(today):
        return
    rungs = [one for one in list_rungs(ward_id, today) if one.tell in CLIMBED and one.share >= 100]
    lock_wards([ward_id])
    reached: dict[str, list[int]] = {}
    for commitment in queries.list_late(ward_id):
        start, told = clock.local_date(commitment.made_at), list[str]()
        for rung in rungs:
            day = day_of(rung, calendar, start, commitment.due_on)
            if day <= today and note_rung(commitment, rung.code):
                told.append(rung.tell)
        for tell in dict.fromkeys(told):
            reached.setdefault(tell, []).append(commitment.id)
    for tell, numbers in reached.items():
        tell_of_late(ward_id, tell, numbers)
