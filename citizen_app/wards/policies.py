"""Rules about how a ward may be set up."""

from __future__ import annotations

from citizen_app.core.actor import Actor
from citizen_app.permissions import Permission
from citizen_app.wards.models import DeadlineRule, Holiday

WORKING, CALENDAR = "working_day", "calendar_day"
# What the office owes the people: here a ward may promise more. The windows that residents have
# (to reply, to reopen) are the same everywhere.
OFFICE_DUTIES = (
    "answer",
    "answer_several_units",
    "forward",
    "refuse_reception_notice",
    "supervision_recommendation",
)


def is_within(own: DeadlineRule, general: DeadlineRule) -> bool:
    """Return whether a ward's own limit never ends later than the general one."""
    comparable = own.unit == general.unit or (own.unit, general.unit) == (CALENDAR, WORKING)
    return comparable and own.days <= general.days


def may_edit_calendar(actor: Actor, ward_id: int | None) -> bool:
    """Return whether the actor may change the calendar of a ward (None: of all wards)."""
    return actor.may(Permission.CALENDAR_EDIT, ward_id)


def may_edit_day(actor: Actor, holiday: Holiday) -> bool:
    """Return whether the actor may change or remove this day, their own ward's or a general one."""
    return may_edit_calendar(actor, holiday.ward_id)
