"""Who answers for what: each department and its head, with what it was given and what became of it.

Departments stand in the ward's own order: this is no contest, and no single officer is measured.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.feedback import policies
from citizen_app.feedback.models import Report
from citizen_app.feedback.workflow import WITH_WARD
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.counting import WARD, Group, values_in_groups
from citizen_app.metrics.periods import Period
from citizen_app.metrics.values import Counted, Value, make_value
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Department, Ward

# Given, answered in time, reopened, solved as the sender says, promises kept, promises late.
SHOWN = ("L7", "A1", "A5", "A25", "A10", "A24")


@dataclass(frozen=True)
class Account:
    """A department's figures by code; `department` None is the whole ward.

    `late` counts what is open past its limit this very moment, as the list of cases shows it: also what
    was reopened.
    """

    department: Department | None
    values: dict[str, Value]
    late: int
    oldest_due: dt.datetime | None

    @property
    def has_any(self) -> bool:
        """Return whether anything was counted for it."""
        return bool(self.late) or any(one.num or one.den for one in self.values.values())


def accounts_of(actor: Actor, ward: Ward, period: Period) -> list[Account]:
    """Return the ward and each of its departments, in its own order: a fixed number of questions.

    For those inside: of everything, and late is what the actor may read.
    """
    return _accounts(ward, period, policies.visible_to_staff(actor), everything=True)


def public_accounts_of(ward: Ward, period: Period) -> list[Account]:
    """Return the same of what everyone may read: for papers, whose readers nobody knows."""
    return _accounts(ward, period, policies.publicly_visible(), everything=False)


def _accounts(
    ward: Ward, period: Period, readable: ColumnElement[bool], *, everything: bool
) -> list[Account]:
    indicators = [CATALOGUE[code] for code in SHOWN]
    found = values_in_groups([ward.id], indicators, period, (*WARD, "d"), everything=everything)

    def values(dimension: str, part: str) -> dict[str, Value]:
        return {
            one.code: found.get(Group(ward.id, one.code, dimension, part))
            or make_value(one, period, Counted(0, 0, {}))
            for one in indicators
        }

    late = _late(ward, readable)
    oldest = min((due for _count, due in late.values()), default=None)
    departments = wards.list_departments_with_heads(ward.id)
    return [
        Account(None, values("w", ""), sum(count for count, _due in late.values()), oldest),
        *(
            Account(one, values("d", str(one.id)), *late.get(one.id, (0, None)))
            for one in departments
        ),
    ]


def _late(ward: Ward, readable: ColumnElement[bool]) -> dict[int | None, tuple[int, dt.datetime]]:
    """Return (how many are late, the oldest limit) by department, among what may be read."""
    query = (
        select(Report.department_id, func.count(), func.min(Report.due_at))
        .where(
            Report.holder_ward_id == ward.id,
            Report.state.in_(WITH_WARD),
            Report.due_at < clock.now(),
            readable,
        )
        .group_by(Report.department_id)
    )
    rows = db.session.execute(query)
    return {row[0]: (row[1], row[2]) for row in rows if row[2] is not None}
