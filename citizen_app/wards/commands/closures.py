"""Days on which a ward takes no reports. Days that have passed stay as they were."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import date_text
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.permissions import Permission
from citizen_app.wards.commands.recording import check_own, note_added, note_change, set_values
from citizen_app.wards.models import ClosedPeriod, Ward

LONGEST = 60


def announce_closure(
    actor: Actor, ward: Ward, *, first_day: dt.date, last_day: dt.date, reason: str
) -> ClosedPeriod:
    """Announce days without reception."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    if first_day < clock.today():
        raise Invalid("first_day", _l("Please choose today or a later day."))
    if last_day < first_day:
        raise Invalid("last_day", _l("The last day comes before the first one."))
    if (last_day - first_day).days >= LONGEST:
        message = _l(
            "At most %(days)s days at once. To take no reports for longer, close the ward under "
            "Office and contacts.",
            days=LONGEST,
        )
        raise Invalid("last_day", message)
    _check_apart(ward, first_day, last_day)
    period = ClosedPeriod(ward_id=ward.id, first_day=first_day, last_day=last_day, reason=reason)
    note_added(actor, ward, period, _name(period))
    return period


def _check_apart(ward: Ward, first_day: dt.date, last_day: dt.date) -> None:
    other = db.session.scalar(
        select(ClosedPeriod).where(
            ClosedPeriod.ward_id == ward.id,
            ClosedPeriod.first_day <= last_day,
            ClosedPeriod.last_day >= first_day,
        )
    )
    if other is not None:
        message = _l("These days overlap with another announcement: %(days)s.", days=_name(other))
        raise Invalid("first_day", message)


def end_closure(actor: Actor, ward: Ward, period: ClosedPeriod) -> None:
    """Take reports again from today, or call off what has not begun."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    check_own(ward, period)
    today = clock.today()
    if period.last_day < today:
        raise Invalid("", _l("These days have passed already."))
    if period.first_day < today:
        yesterday = today - dt.timedelta(days=1)
        set_values(actor, ward, period, _name(period), last_day=yesterday)
    else:
        name = _name(period)
        note_change(actor, ward, period, "closed_period.removed", name, None, name)
        db.session.delete(period)


def _name(period: ClosedPeriod) -> str:
    return f"{date_text(period.first_day)} – {date_text(period.last_day)}"
