"""The clock looks at the limits: a rung of the ladder is recorded, and told, once for each limit.

What is told goes by one mail per person and look, with all the cases in it: nobody gets a mail for
each of many. What the ladder tells the city stands in the city's daily overview instead. A new limit
has rungs of its own, but one whose day lies before it was told for the earlier limit is passed over,
and of several rungs that are reached at once each group of people hears of the last one only.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.calendar import WorkingCalendar
from citizen_app.core.db import db, transaction
from citizen_app.core.events import lock_wards, record
from citizen_app.core.ids import new_code
from citizen_app.core.jobs import scheduled
from citizen_app.feedback.events import LimitNeared
from citizen_app.feedback.models import STILL_OPEN, Message, Reminder, Report
from citizen_app.feedback.workflow import WITH_WARD, State
from citizen_app.wards import queries as wards
from citizen_app.wards.deadlines import compute_due
from citizen_app.wards.escalation import day_of, list_rungs
from citizen_app.wards.models import EscalationRule

BATCH = 200
# No rung of the ladder: the sender did not reply within the time of the rule for waiting.
WAIT_IS_OVER = "het-cho"


@dataclass(frozen=True)
class Reached:
    """A rung that a limit has reached and that was not recorded yet; some are passed over in silence."""

    report_id: int
    rung: str
    tell: str
    due_at: dt.datetime
    is_told: bool = True


@scheduled(minute="5,35", hour="0-10")
def look_at_limits() -> None:
    """Record the rungs that were reached; from 07:05 to 17:35 in the ward.

    Twice an hour, so that a limit that is set anew during the day, or a worker that was down, costs
    no more than half an hour. Each ward on its own.
    """
    with_open = select(Report.holder_ward_id).where(STILL_OPEN).distinct()
    ward_ids = db.session.scalars(with_open.order_by(Report.holder_ward_id)).all()
    for ward_id in ward_ids:
        news = [*_rungs_reached(ward_id), *_waits_over(ward_id)]
        db.session.rollback()  # nobody waits while the next ward is looked at
        for place in range(0, len(news), BATCH):
            with transaction():
                _record(ward_id, news[place : place + BATCH])


def _rungs_reached(ward_id: int) -> Iterator[Reached]:
    """Yield what the running limits of a ward have reached by today."""
    today, calendar = clock.today(), wards.calendar_of(ward_id)
    ladder = list_rungs(ward_id, today)
    if not calendar.is_working_day(today) or not ladder:
        return
    running = (STILL_OPEN, Report.holder_ward_id == ward_id, Report.state.in_(WITH_WARD))
    known: dict[int, list[Reminder]] = {}
    for row in db.session.scalars(
        select(Reminder).join(Report, Report.id == Reminder.report_id).where(*running)
    ):
        known.setdefault(row.report_id, []).append(row)
    # Many limits run from the same day to the same day: each such span is counted once.
    counted: dict[tuple[str, dt.date], list[Day]] = {}
    rows = select(Report.id, Report.due_at, Report.due_basis).where(
        *running, Report.due_at.is_not(None)
    )
    for report_id, due_at, basis in db.session.execute(rows.order_by(Report.id)).all():
        span = (basis.get("start") or "", clock.local_date(due_at))
        if not span[0]:
            continue
        if span not in counted:
            days = _days(ladder, calendar, dt.date.fromisoformat(span[0]), span[1])
            counted[span] = [one for one in days if one[1] <= today]
        yield from _of_one(report_id, due_at, counted[span], known.get(report_id, []))


Day = tuple[EscalationRule, dt.date]


def _days(
    ladder: list[EscalationRule], calendar: WorkingCalendar, start: dt.date, due: dt.date
) -> list[Day]:
    days = [(rung, day_of(rung, calendar, start, due)) for rung in ladder]
    return sorted(days, key=lambda one: one[1])


def _of_one(
    report_id: int, due_at: dt.datetime, reached: list[Day], known: Sequence[Reminder]
) -> Iterator[Reached]:
    """Yield the rungs of one limit that are new; the last for each group of people is told."""
    recorded = {row.rung for row in known if row.due_at == due_at}
    new = [(rung, day) for rung, day in reached if rung.code not in recorded]
    fresh = [rung for rung, day in new if not _was_told(rung, day, known)]
    last = {rung.tell: rung.code for rung in fresh}
    for rung, _day in new:
        is_told = last.get(rung.tell) == rung.code
        yield Reached(report_id, rung.code, rung.tell, due_at, is_told)


def _was_told(rung: EscalationRule, day: dt.date, known: Sequence[Reminder]) -> bool:
    """Return whether the same rung was told, on its day or later, for an earlier limit."""
    return any(row.rung == rung.code and clock.local_date(row.at) >= day for row in known)


def _waits_over(ward_id: int) -> Iterator[Reached]:
    """Yield the cases whose sender had the time to reply and did not."""
    rows = (
        select(Report.id, Report.kind, func.max(Message.at))
        .join(Message, Message.report_id == Report.id)
        .where(
            STILL_OPEN,
            Report.holder_ward_id == ward_id,
            Report.state == State.WAITING_RESIDENT,
            Message.is_from_sender.is_(False),
        )
        .group_by(Report.id, Report.kind)
    )
    for report_id, kind, asked_at in db.session.execute(rows.order_by(Report.id)).all():
        due = compute_due(ward_id, "waiting_resident", kind, asked_at)
        if due is not None and due.at < clock.now() and not _is_recorded(report_id, due.at):
            yield Reached(report_id, WAIT_IS_OVER, "handler", due.at)


def _is_recorded(report_id: int, due_at: dt.datetime, rung: str = WAIT_IS_OVER) -> bool:
    query = select(Reminder.id).where(
        Reminder.report_id == report_id, Reminder.rung == rung, Reminder.due_at == due_at
    )
    return db.session.scalar(query) is not None


def _record(ward_id: int, news: list[Reached]) -> None:
    """Record a batch; its events carry one mark, by which the mails are put together."""
    lock_wards([ward_id])
    mark = dataclasses.replace(SYSTEM, request_id=new_code("NH"))
    for one in news:
        report = db.session.get(Report, one.report_id, populate_existing=True)
        if report is None or not _still_holds(report, one) or not _add(one):
            continue
        if one.is_told:
            _tell(mark, report, one)


def _still_holds(report: Report, one: Reached) -> bool:
    """Return whether the case still runs under that limit: somebody may just have answered it."""
    if one.rung == WAIT_IS_OVER:
        return report.state == State.WAITING_RESIDENT
    return report.state in WITH_WARD and report.due_at == one.due_at


def _add(one: Reached) -> bool:
    """Store a reached rung; return False when another worker was faster."""
    if _is_recorded(one.report_id, one.due_at, one.rung):
        return False
    row = Reminder(report_id=one.report_id, rung=one.rung, due_at=one.due_at, at=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        return False
    return True


def _tell(actor: Actor, report: Report, one: Reached) -> None:
    fact = LimitNeared(rung=one.rung, tell=one.tell, due_at=one.due_at.isoformat())
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
