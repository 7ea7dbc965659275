"""Setting a case's limit, and saying in the log why it changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.events import record
from citizen_app.feedback.events import DueDateSet
from citizen_app.feedback.models import Report
from citizen_app.wards import queries as wards
from citizen_app.wards.deadlines import compute_due


def set_due(actor: Actor, report: Report, *, start: dt.datetime, reason: str) -> None:
    """Count the limit for an answer from `start` by the rule in force, and record it with its basis."""
    due = compute_due(report.holder_ward_id, "answer", report.kind, start)
    report.delay_reason, report.delay_explained_at = "", None  # it spoke of the limit before
    if due is not None:
        change_due(actor, report, at=due.at, basis=due.basis, reason=reason)


def first_due(report: Report) -> DueDateSet | None:
    """Give a report that is not stored yet its limit from the day it was sent; return what to record."""
    due = compute_due(report.holder_ward_id, "answer", report.kind, report.sent_at)
    if due is None:
        return None
    report.due_at, report.due_basis = due.at, due.basis
    return _due_set(due.at, None, due.basis, "submitted")


def recount_due(actor: Actor, report: Report) -> None:
    """Count the limit again from the same day: the calendar has changed.

    Days of waiting and days that were granted stay added.
    """
    start = report.due_basis.get("start")
    if not start:
        return
    due = compute_due(
        report.holder_ward_id,
        "answer",
        report.kind,
        clock.start_of_day(dt.date.fromisoformat(start)),
    )
    if due is None:
        return
    kept = {"rests": report.due_basis.get("rests", False)}
    added = {key: int(report.due_basis.get(key, 0)) for key in ("waited", "extended")}
    at = due.at
    if any(added.values()):
        calendar = wards.calendar_of(report.holder_ward_id)
        last = calendar.add_working_days(clock.local_date(at), sum(added.values()))
        at = clock.end_of_day(last)
    change_due(actor, report, at=at, basis={**due.basis, **added, **kept}, reason="calendar")


def change_due(
    actor: Actor, report: Report, *, at: dt.datetime, basis: dict[str, Any], reason: str
) -> None:
    """Store a limit and record the change; nothing happens when it is the same day as before."""
    if at == report.due_at:
        return
    before = report.due_at
    report.due_at, report.due_basis = at, basis
    fact = _due_set(at, before, basis, reason)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)


def _due_set(
    at: dt.datetime, before: dt.datetime | None, basis: dict[str, Any], reason: str
) -> DueDateSet:
    return DueDateSet(
        due_at=at.isoformat(),
        previous=before.isoformat() if before else None,
        reason=reason,
        days=int(basis["days"]),
        unit=str(basis["unit"]),
    )
