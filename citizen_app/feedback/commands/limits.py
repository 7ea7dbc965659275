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
    """Count the limit again from the same day, days of waiting included: the calendar has changed."""
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
    waited = int(report.due_basis.get("waited", 0))
    at = due.at
    if waited:
        calendar = wards.calendar_of(report.holder_ward_id)
        at = clock.end_of_day(calendar.add_working_days(clock.local_date(at), waited))
    change_due(
        actor,
        report,
        at=at,
        basis={**due.basis, "waited": waited, "rests": report.due_basis.get("rests", False)},
        reason="calendar",
    )


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
