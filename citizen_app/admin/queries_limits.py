"""Reading what counts days: limits, days without reception, the working calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.wards.models import ClosedPeriod, DeadlineRule, Holiday, Ward
from citizen_app.wards.queries import calendar_of, list_holidays


@dataclass(frozen=True)
class Limits:
    """The limits of a ward: general ones that hold now, its own ones now or later, and past ones."""

    general: list[DeadlineRule]
    own: list[DeadlineRule]
    past: list[DeadlineRule]


def list_limits(ward: Ward) -> Limits:
    """Return the limits of a ward, by what they are for."""
    today = clock.today()
    rules = db.session.scalars(
        select(DeadlineRule)
        .where(or_(DeadlineRule.ward_id.is_(None), DeadlineRule.ward_id == ward.id))
        .order_by(DeadlineRule.id)
    ).all()
    live = [rule for rule in rules if rule.effective_to is None or rule.effective_to >= today]
    return Limits(
        [rule for rule in live if rule.ward_id is None],
        [rule for rule in live if rule.ward_id is not None],
        [rule for rule in rules if rule.ward_id is not None and rule not in live],
    )


def get_limit(ward: Ward, rule_id: int) -> DeadlineRule:
    """Return a limit of the ward's own, or raise NotFound."""
    found = db.session.get(DeadlineRule, rule_id)
    if found is None or found.ward_id != ward.id:
        raise NotFound()
    return found


def list_closures(ward: Ward) -> Sequence[ClosedPeriod]:
    """Return the days without reception, the newest first."""
    return db.session.scalars(
        select(ClosedPeriod)
        .where(ClosedPeriod.ward_id == ward.id)
        .order_by(ClosedPeriod.first_day.desc(), ClosedPeriod.id)
    ).all()


def get_closure(ward: Ward, closure_id: int) -> ClosedPeriod:
    """Return an announcement of the ward, or raise NotFound."""
    found = db.session.get(ClosedPeriod, closure_id)
    if found is None or found.ward_id != ward.id:
        raise NotFound()
    return found


@dataclass(frozen=True)
class Year:
    """A year of the working calendar."""

    number: int
    days: Sequence[Holiday]
    working_days: list[int]

    @property
    def replaced(self) -> set[int]:
        """Return the general days that a day of the ward's own stands before."""
        own = {day.day for day in self.days if day.ward_id is not None}
        return {day.id for day in self.days if day.ward_id is None and day.day in own}


def year_of(number: int, ward_id: int | None) -> Year:
    """Return a year: its days off and make-up days, and how many days are worked each month."""
    calendar = calendar_of(ward_id)
    months = [0] * 12
    for step in range((dt.date(number + 1, 1, 1) - dt.date(number, 1, 1)).days):
        day = dt.date(number, 1, 1) + dt.timedelta(days=step)
        months[day.month - 1] += calendar.is_working_day(day)
    return Year(number, list_holidays(number, ward_id), months)


def get_day(holiday_id: int) -> Holiday:
    """Return a day of the calendar, or raise NotFound."""
    found = db.session.get(Holiday, holiday_id)
    if found is None:
        raise NotFound()
    return found
