"""A ward's own limits. What was in force stays as it was: a rule begins, and one day it ends."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select

from citizen_app.core import clock
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.permissions import Permission
from citizen_app.wards.commands.recording import check_own, note_added, set_values
from citizen_app.wards.deadlines import find_rule
from citizen_app.wards.models import DeadlineRule, Ward
from citizen_app.wards.policies import OFFICE_DUTIES, is_within

ONE_DAY = dt.timedelta(days=1)


def add_limit(
    actor: Actor,
    ward: Ward,
    *,
    purpose: str,
    report_kind: str,
    days: int,
    unit: str,
    citation: str,
    note: str = "",
    effective_from: dt.date,
) -> DeadlineRule:
    """Add a limit of the ward's own, never longer than the general one; an earlier one ends."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    rule = DeadlineRule(
        ward_id=ward.id,
        purpose=purpose,
        report_kind=report_kind,
        days=days,
        unit=unit,
        citation=citation,
        note=note,
        effective_from=effective_from,
        effective_to=None,
    )
    _check_possible(rule)
    _check_shorter(rule)
    _end_earlier(actor, ward, rule)
    note_added(actor, ward, rule, f"{purpose}: {days} {unit}")
    return rule


def _check_possible(rule: DeadlineRule) -> None:
    if rule.purpose not in OFFICE_DUTIES:
        raise Invalid("purpose", _l("Please choose what the limit is for."))
    if rule.effective_from < clock.today():
        raise Invalid("effective_from", _l("A limit can begin today or later, not in the past."))


def _check_shorter(rule: DeadlineRule) -> None:
    general = find_rule(None, rule.purpose, rule.report_kind, rule.effective_from)
    if general is not None and not is_within(rule, general):
        message = _l(
            "The limit for all wards is %(days)s days. The ward's own may be shorter, not longer, "
            "and is counted in the same kind of days.",
            days=general.days,
        )
        raise Invalid("days", message)


def _end_earlier(actor: Actor, ward: Ward, rule: DeadlineRule) -> None:
    day = rule.effective_from
    earlier = db.session.scalars(
        select(DeadlineRule).where(
            DeadlineRule.ward_id == ward.id,
            DeadlineRule.purpose == rule.purpose,
            DeadlineRule.report_kind == rule.report_kind,
            or_(DeadlineRule.effective_to.is_(None), DeadlineRule.effective_to >= day),
        )
    ).all()
    if any(old.effective_from >= day for old in earlier):
        message = _l("Another limit for this begins on that day or later. End it first.")
        raise Invalid("effective_from", message)
    for old in earlier:
        set_values(actor, ward, old, old.purpose, effective_to=day - ONE_DAY)


def end_limit(actor: Actor, ward: Ward, rule: DeadlineRule, *, last_day: dt.date) -> None:
    """End a limit of the ward's own; one that has not begun never will."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    check_own(ward, rule)
    today = clock.today()
    if rule.effective_to is not None and rule.effective_to < today:
        raise Invalid("last_day", _l("This limit has ended already."))
    if rule.effective_from > today:
        last_day = rule.effective_from - ONE_DAY
    elif last_day < today:
        raise Invalid("last_day", _l("Please choose today or a later day."))
    set_values(actor, ward, rule, rule.purpose, effective_to=last_day)
