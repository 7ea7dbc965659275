"""The ladder: on which day each rung is reached, and which rungs hold in a ward.

A rung with a share is reached on the morning of the working day with which that part of the time is
used up: of 10 working days, 50 % on the fifth, 100 % on the last one. Days late are working days after
the limit. Both are counted by the ward's calendar from the day on which the limit began.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select

from citizen_app.core.calendar import WorkingCalendar
from citizen_app.core.db import db
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.wards.models import EscalationRule

TOLD: dict[str, object] = {
    "handler": _l("the handling officer"),
    "department": _l("the department"),
    "leader": _l("the ward's leaders"),
    "supervisor": _l("the supervisors"),
    "city": _l("the city"),
}
TELL = tuple(TOLD)


def list_rungs(ward_id: int | None, day: dt.date) -> list[EscalationRule]:
    """Return the rungs in force in a ward on a day: its own stand for general ones of the same code."""
    chosen = effective(_rows(ward_id))
    return [
        rung
        for rung in chosen
        if rung.is_active
        and rung.effective_from <= day
        and (rung.effective_to is None or rung.effective_to >= day)
    ]


def effective(rows: Iterable[EscalationRule]) -> list[EscalationRule]:
    """Return one rung of each code, the ward's own before the general one, in the ladder's order."""
    by_code = {row.code: row for row in sorted(rows, key=lambda row: row.ward_id is not None)}
    return sorted(by_code.values(), key=lambda row: (row.days_late, row.share, row.code))


def _rows(ward_id: int | None) -> Sequence[EscalationRule]:
    here = or_(EscalationRule.ward_id.is_(None), EscalationRule.ward_id == ward_id)
    return db.session.scalars(select(EscalationRule).where(here).order_by(EscalationRule.id)).all()


def day_of(
    rung: EscalationRule, calendar: WorkingCalendar, start: dt.date, due: dt.date
) -> dt.date:
    """Return the local day on which a rung is reached for a limit that runs from `start` to `due`."""
    if rung.days_late:
        return calendar.add_working_days(due, rung.days_late)
    whole = calendar.working_days_between(start, due)
    used = -(-whole * rung.share // 100)
    return min(calendar.add_working_days(start, max(used, 1)), due)
