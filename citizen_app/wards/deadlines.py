"""Limits: which rule holds, and the day it gives, with the way it was counted.

A limit is stored with its basis, so that anyone can check it and so that it can be counted again
when the calendar changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from citizen_app.core import clock
from citizen_app.core.calendar import WorkingCalendar
from citizen_app.core.db import db
from citizen_app.wards import queries
from citizen_app.wards.models import DeadlineRule

WORKING = "working_day"


@dataclass(frozen=True)
class Due:
    """When a limit runs out (the end of a local day, UTC) and why then."""

    at: dt.datetime
    basis: dict[str, Any]


def find_rule(ward_id: int | None, purpose: str, kind: str, day: dt.date) -> DeadlineRule | None:
    """Return the rule in force on `day`: the ward's own before the general, the kind's before all kinds'."""
    return rule_on(list_rules(ward_id, purpose), kind, day)


def list_rules(ward_id: int | None, purpose: str) -> Sequence[DeadlineRule]:
    """Return every rule for a purpose that holds in a ward at some time, the newest first."""
    return db.session.scalars(
        select(DeadlineRule)
        .where(
            DeadlineRule.purpose == purpose,
            or_(DeadlineRule.ward_id.is_(None), DeadlineRule.ward_id == ward_id),
        )
        .order_by(DeadlineRule.effective_from.desc(), DeadlineRule.id)
    ).all()


def rule_on(rules: Iterable[DeadlineRule], kind: str, day: dt.date) -> DeadlineRule | None:
    """Return the one of some rules that is in force on a day for a kind of report ("": for all)."""
    in_force = [
        rule
        for rule in rules
        if rule.report_kind in ("", kind)
        and rule.effective_from <= day
        and (rule.effective_to is None or rule.effective_to >= day)
    ]
    return min(
        in_force, key=lambda rule: (rule.ward_id is None, rule.report_kind == ""), default=None
    )


def compute_due(ward_id: int, purpose: str, kind: str, start: dt.datetime) -> Due | None:
    """Return the limit for something that begins at `start`, or None where no rule holds."""
    first = clock.local_date(start)
    rule = find_rule(ward_id, purpose, kind, first)
    return None if rule is None else due_by(rule, first, queries.calendar_of(ward_id))


def due_by(rule: DeadlineRule, first: dt.date, calendar: WorkingCalendar) -> Due:
    """Return the limit that a rule gives from a day on, which itself is not counted."""
    working = rule.unit == WORKING
    last = (
        calendar.add_working_days(first, rule.days)
        if working
        else calendar.add_calendar_days(first, rule.days)
    )
    basis = {
        "rule_id": rule.id,
        "days": rule.days,
        "unit": rule.unit,
        "start": first.isoformat(),
        "days_off": [day.isoformat() for day in calendar.days_off_between(first, last)],
        "citation": rule.citation,
        "citation_en": rule.citation_en,
    }
    return Due(clock.end_of_day(last), basis)


def window_end(ward_id: int, purpose: str, start: dt.datetime) -> dt.datetime | None:
    """Return when a window such as the one for reopening closes."""
    due = compute_due(ward_id, purpose, "", start)
    return None if due is None else due.at
