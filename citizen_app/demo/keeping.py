"""The demonstration's commitments made by hand: due soon, just made, late; with milestones."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from citizen_app.commitments import commands
from citizen_app.commitments.commands import milestones
from citizen_app.core import clock
from citizen_app.demo.people import DATA, DemoWard
from citizen_app.demo.telling import Moments
from citizen_app.wards import queries as wards


def commitments_of(made: list[DemoWard]) -> list[Moments]:
    """Return the tales of what the wards promised outside answers."""
    by_code = {one.ward.code: one for one in made}
    rows = json.loads((DATA / "keeping.json").read_text(encoding="utf-8"))
    return [_tell(by_code[row["ward"]], row, clock.now()) for row in rows]


def _tell(made: DemoWard, row: dict[str, Any], now: dt.datetime) -> Moments:
    """Promise it, plan the steps, begin, and reach some of them."""
    calendar, officer = wards.calendar_of(made.ward.id), made.officer_for(row["department"])
    department = made.departments.get(row["department"])

    def day(shift: int) -> dt.date:
        return calendar.next_working_day(clock.local_date(now) + dt.timedelta(days=shift))

    yield now - dt.timedelta(days=row["made_days_ago"])
    promise = commands.make_commitment(
        officer,
        made.ward,
        text=row["text"],
        due_on=day(row["due_in_days"]),
        department_id=department.id if department is not None else None,
        head_id=officer.account_id,
    )
    steps = [
        (step, milestones.add_milestone(officer, promise, title=step["title"], due_on=due))
        for step in row["steps"]
        for due in [min(day(step["due_in_days"]), promise.due_on)]
    ]
    if row["begin"]:
        yield now - dt.timedelta(days=row["made_days_ago"] - 1)
        commands.start_commitment(officer, promise)
    for step, milestone in steps:
        if "done_days_ago" in step:
            yield now - dt.timedelta(days=step["done_days_ago"])
            milestones.mark_milestone(officer, promise, milestone.id, is_done=True)
