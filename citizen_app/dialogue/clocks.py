"""The clocks of a dialogue: notice before it, results after it, one in each year.

Each limit is a row of the limits' table with its citation (Law on Organisation of Local Government
72/2025/QH15, art. 43), so that a change of the law is a change of data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from citizen_app.core import clock
from citizen_app.core.errors import DomainError
from citizen_app.dialogue.models import Session
from citizen_app.wards.deadlines import due_by, find_rule, list_rules, rule_on
from citizen_app.wards.models import DeadlineRule
from citizen_app.wards.queries import calendar_of

NOTICE, RESULTS, YEARLY = "dialogue_notice", "dialogue_results", "dialogue_yearly"
SOON = dt.timedelta(days=7)


@dataclass(frozen=True)
class Clock:
    """One limit: the last day that keeps it, the rule behind it, and whether it was kept (None: open)."""

    purpose: str
    last_day: dt.date
    rule: DeadlineRule
    kept: bool | None

    @property
    def days_left(self) -> int:
        """Return how many days are left; negative when the limit has passed."""
        return (self.last_day - clock.today()).days

    @property
    def is_soon(self) -> bool:
        """Return whether an open limit ends within a week, or has passed."""
        return self.kept is None and self.days_left <= SOON.days


def notice_days(starts_at: dt.datetime, announced_at: dt.datetime) -> int:
    """Return how many whole days lie between the day of the notice and the day of the session."""
    return (clock.local_date(starts_at) - clock.local_date(announced_at)).days


def needed_days(
    ward_id: int, starts_at: dt.datetime, rules: Sequence[DeadlineRule] | None = None
) -> DeadlineRule:
    """Return the rule for the notice that is in force on the day of the session."""
    if rules is None:
        rules = list_rules(ward_id, NOTICE)
    rule = rule_on(rules, "", clock.local_date(starts_at))
    if rule is None:
        raise DomainError("no rule for the notice of a dialogue is in force")
    return rule


def is_in_time(ward_id: int, starts_at: dt.datetime, announced_at: dt.datetime) -> bool:
    """Return whether a notice at a moment keeps the limit: the day of the notice itself is not counted."""
    return notice_days(starts_at, announced_at) >= needed_days(ward_id, starts_at).days


def earliest_day(ward_id: int) -> dt.date:
    """Return the first day for which a notice today would come in time."""
    return clock.today() + dt.timedelta(days=needed_days(ward_id, clock.now()).days)


def notice_clock(session: Session, rules: Sequence[DeadlineRule] | None = None) -> Clock:
    """Return the limit for the notice: its last day lies so many days before the session.

    `rules` are the ward's for notices, where a page looks at many sessions.
    """
    rule = needed_days(session.ward_id, session.starts_at, rules)
    last_day = clock.local_date(session.starts_at) - dt.timedelta(days=rule.days)
    kept = None
    if session.announced_at is not None:
        kept = notice_days(session.starts_at, session.announced_at) >= rule.days
    return Clock(NOTICE, last_day, rule, kept)


def results_clock(session: Session, rules: Sequence[DeadlineRule] | None = None) -> Clock | None:
    """Return the limit for publishing the results, counted from the day after the session.

    One that ends on a day off runs to the next working day (Civil Code art. 148.5), as every limit after
    something does; the one for the notice lies before the session and does not move. `rules` are the
    ward's for results, where a page looks at many sessions.
    """
    day = clock.local_date(session.ends_at)
    rule = rule_on(list_rules(session.ward_id, RESULTS) if rules is None else rules, "", day)
    if rule is None:
        return None
    last_day = clock.local_date(due_by(rule, day, calendar_of(session.ward_id)).at)
    published = session.results_at
    kept = None if published is None else clock.local_date(published) <= last_day
    return Clock(RESULTS, last_day, rule, kept)


def yearly_clock(ward_id: int, held_on: list[dt.date], year: int) -> Clock | None:
    """Return the duty to hold one in each calendar year; `held_on` are the days of announced sessions."""
    last_day = dt.date(year, 12, 31)
    rule = find_rule(ward_id, YEARLY, "", last_day)
    if rule is None:
        return None
    enough = sum(day.year == year for day in held_on) >= rule.days
    return Clock(YEARLY, last_day, rule, True if enough else None)
