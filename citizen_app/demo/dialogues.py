"""The demonstration's dialogues: announced in time, announced late, planned, and held."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from citizen_app.core import clock
from citizen_app.demo.people import DATA, DemoWard
from citizen_app.dialogue.commands.announce import announce_session
from citizen_app.dialogue.commands.plan import Plan, plan_session
from citizen_app.permissions import Role

PLANNED_BEFORE = dt.timedelta(days=10)


def hold_dialogues(made: list[DemoWard]) -> int:
    """Plan the sessions of the demonstration and announce most of them; return how many."""
    by_code = {one.ward.code: one for one in made}
    rows = json.loads((DATA / "dialogues.json").read_text(encoding="utf-8"))
    for row in rows:
        _hold(by_code[row["ward"]], row)
    return len(rows)


def _hold(made: DemoWard, row: dict[str, Any]) -> None:
    now, announced = clock.now(), row["announced_days_ago"]
    told = now - dt.timedelta(days=announced) if announced is not None else None
    with clock.at((told or now) - PLANNED_BEFORE):
        session = plan_session(made.one(Role.CLERK), made.ward, _plan(made, row, now))
    if told is not None:
        with clock.at(told):
            reason = row.get("late_reason", "")
            announce_session(made.one(Role.LEADER), session, late_reason=reason)


def _plan(made: DemoWard, row: dict[str, Any], now: dt.datetime) -> Plan:
    names = ("kind", "form", "title", "about", "place", "chair", "co_chair", "capacity", "topics")
    departments = [
        made.departments[code] for code in row["departments"] if code in made.departments
    ]
    return Plan(
        **{name: row[name] for name in names},
        link=row.get("link", ""),
        starts_at=_moment(now, row["days"], row["begins"]),
        ends_at=_moment(now, row["days"], row["ends"]),
        questions_until=_moment(now, row["questions_days"], "23:59"),
        secretary_id=made.one(Role.CLERK).account_id,
        agenda=[(minutes, title) for minutes, title in row["agenda"]],
        departments=departments,
    )


def _moment(now: dt.datetime, days: int, time: str) -> dt.datetime:
    day = clock.local_date(now) + dt.timedelta(days=days)
    local = dt.datetime.combine(day, dt.time.fromisoformat(time), clock.zone())
    return local.astimezone(dt.UTC)
