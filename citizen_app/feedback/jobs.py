"""What the clock brings: cases close when their window has passed, limits follow the calendar."""

from __future__ import annotations

import logging

from sqlalchemy import exists, not_, select
from sqlalchemy.orm.exc import StaleDataError

from citizen_app.core import clock, limits
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, transaction
from citizen_app.core.errors import DomainError
from citizen_app.core.events import Event, handles, lock_wards, place_of, unit_of_work
from citizen_app.core.jobs import scheduled
from citizen_app.feedback import policies
from citizen_app.feedback.commands.drafts import wipe_old_drafts
from citizen_app.feedback.commands.judge import ASKED, ask_judgement, close_report
from citizen_app.feedback.commands.limits import recount_due
from citizen_app.feedback.commands.subscribing import forget_unconfirmed
from citizen_app.feedback.models import Answer, Judgement, Reminder, Report
from citizen_app.feedback.workflow import OPEN, State
from citizen_app.wards.deadlines import window_end
from citizen_app.wards.events import CalendarChanged

log = logging.getLogger(__name__)
BATCH = 200


@scheduled(minute="20", hour="18")
def close_old_cases() -> None:
    """Close answered cases whose window for reopening has passed; 01:20 in the ward.

    Each on its own: one that somebody changes in the same moment waits for the next night.
    """
    for _ward_id, report_id in sorted(_old_cases()):
        try:
            with transaction():
                report = db.session.get_one(Report, report_id)
                if report.state == State.PUBLISHED and not policies.is_within_window(report):
                    close_report(SYSTEM, report)
        except (StaleDataError, DomainError) as error:
            log.warning("case %s stays open for tonight: %s", report_id, place_of(error))


def _old_cases() -> list[tuple[int, int]]:
    """Return ward and number of the answered cases whose window has passed."""
    found, last = [], 0
    while True:
        reports = db.session.scalars(
            select(Report)
            .where(Report.state == State.PUBLISHED, Report.id > last)
            .order_by(Report.id)
            .limit(BATCH)
        ).all()
        for report in reports:
            last = report.id
            if not policies.is_within_window(report):
                found.append((report.holder_ward_id, report.id))
        db.session.rollback()  # nobody waits for the next batch
        if len(reports) < BATCH:
            return found


@scheduled(minute="10", hour="2")
def ask_judgements() -> None:
    """Ask senders whether it is solved, some days after the answer; 09:10 in the ward."""
    for report_id in _published_ids():
        try:
            with transaction():
                report = db.session.get_one(Report, report_id)
                if _is_time_to_ask(report):
                    ask_judgement(report)
        except (StaleDataError, DomainError) as error:
            log.warning("case %s is asked about tomorrow: %s", report_id, place_of(error))


def _published_ids() -> list[int]:
    """Return the answered cases whose window is open, without judgement: those that may be asked."""
    judged = exists().where(Judgement.answer_id == Answer.id)
    asked = exists().where(Reminder.report_id == Report.id, Reminder.rung == ASKED)
    asked = asked.where(Reminder.due_at == Report.published_at)
    query = (
        select(Report.id)
        .join(Answer, Answer.report_id == Report.id)
        .where(Report.state == State.PUBLISHED, Answer.published_at == Report.published_at)
        .where(not_(judged), not_(asked))
        .order_by(Report.holder_ward_id, Report.id)
    )
    ids = list(db.session.scalars(query))
    db.session.rollback()  # nobody waits while they are gone through
    return ids


def _is_time_to_ask(report: Report) -> bool:
    if report.published_at is None:
        return False
    after = window_end(report.holder_ward_id, "ask_judgement", report.published_at)
    return after is not None and after < clock.now() and policies.is_within_window(report)


@scheduled(minute="40", hour="18")
def forget_old_tries() -> None:
    """Forget counted tries that no limit looks at any more, and addresses that nobody confirmed."""
    with transaction():
        limits.forget_old()
        forget_unconfirmed()


@scheduled(minute="15")
def forget_left_drafts() -> None:
    """Forget what was begun and never sent, with its photos."""
    wipe_old_drafts()


@handles(CalendarChanged)
def recount_limits(event: Event) -> None:
    """Count the limits of open cases again: the calendar they were counted by has changed.

    Ward by ward, each on its own, so that a change everywhere never holds up the whole city.
    """
    query = select(Report.holder_ward_id).where(Report.state.in_(OPEN)).distinct()
    if event.ward_id is not None:
        query = query.where(Report.holder_ward_id == event.ward_id)
    for ward_id in db.session.scalars(query.order_by(Report.holder_ward_id)).all():
        with unit_of_work():
            _recount_ward(ward_id)


def _recount_ward(ward_id: int) -> None:
    lock_wards([ward_id])
    query = select(Report).where(Report.state.in_(OPEN), Report.holder_ward_id == ward_id)
    for report in db.session.scalars(query.order_by(Report.id)):
        recount_due(SYSTEM, report)
