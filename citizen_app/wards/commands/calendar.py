"""The working calendar: days off and make-up working days, of all wards or of one."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.permissions import Permission
from citizen_app.wards import queries
from citizen_app.wards.events import CalendarChanged
from citizen_app.wards.models import Holiday, Ward

OFF, WORKED = "off", "worked"


def set_day(
    actor: Actor, ward: Ward | None, *, day: dt.date, kind: str, name: str, source: str
) -> Holiday:
    """Make a day a day off or a working day, in one ward or (without one) everywhere."""
    ward_id = ward.id if ward else None
    authorize(actor, Permission.CALENDAR_EDIT, ward_id)
    holiday = _find(day, ward_id)
    if holiday is None:
        _check_useful(day, kind, ward_id)
        holiday = Holiday(day=day, ward_id=ward_id, kind=kind, name=name, source=source)
        db.session.add(holiday)
        db.session.flush()
        before = ""
    else:
        before, renamed = holiday.kind, holiday.name != name
        holiday.kind, holiday.name, holiday.source = kind, name, source
        holiday.name_en = "" if renamed else holiday.name_en
    fact = CalendarChanged(day.isoformat(), old=before, new=kind, name=name)
    record(fact, actor=actor, ward_id=ward_id, subject=holiday)
    return holiday


def remove_day(actor: Actor, holiday: Holiday) -> None:
    """Take a day out of the calendar: it is an ordinary day again."""
    authorize(actor, Permission.CALENDAR_EDIT, holiday.ward_id)
    fact = CalendarChanged(holiday.day.isoformat(), old=holiday.kind, new="", name=holiday.name)
    record(fact, actor=actor, ward_id=holiday.ward_id, subject=holiday)
    db.session.delete(holiday)


def _find(day: dt.date, ward_id: int | None) -> Holiday | None:
    place = Holiday.ward_id.is_(None) if ward_id is None else Holiday.ward_id == ward_id
    return db.session.scalar(select(Holiday).where(Holiday.day == day, place))


def _check_useful(day: dt.date, kind: str, ward_id: int | None) -> None:
    """Refuse a make-up day on what is a working day anyway."""
    if kind not in (OFF, WORKED):
        raise Invalid("kind", _l("Please choose what kind of day it is."))
    if kind == WORKED and queries.calendar_of(ward_id).is_working_day(day):
        raise Invalid("day", _l("The office works on this day already."))
