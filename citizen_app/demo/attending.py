"""The demonstration's session of today, with people who registered: its door is open to be tried."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.demo.people import DATA, DemoWard
from citizen_app.dialogue.commands.announce import announce_session
from citizen_app.dialogue.commands.plan import Plan, plan_session
from citizen_app.dialogue.commands.register import Request, register
from citizen_app.dialogue.models import Session
from citizen_app.permissions import Role

PLANNED, ANNOUNCED = dt.timedelta(days=30), dt.timedelta(days=12)


def open_doors(made: list[DemoWard], secret: str) -> None:
    """Plan today's session, announce it in time, and have people register."""
    by_code = {one.ward.code: one for one in made}
    now = clock.now()
    for row in json.loads((DATA / "attending.json").read_text(encoding="utf-8")):
        one = by_code[row["ward"]]
        with clock.at(now - PLANNED):
            session = plan_session(one.one(Role.CLERK), one.ward, _plan(row, now))
        with clock.at(now - ANNOUNCED):
            announce_session(one.one(Role.LEADER), session)
        _register(one, session, row["people"], now, secret)


def _register(
    made: DemoWard, session: Session, rows: list[Any], now: dt.datetime, secret: str
) -> None:
    places = list(made.neighbourhoods.values())
    for number, (name, people, needs) in enumerate(rows):
        asked = Request(
            key=f"demo-{session.code}-{number}",
            name=name,
            people=people,
            neighbourhood=places[number % len(places)] if places else None,
            needs_interpreter="interpreter" in needs,
            needs_wheelchair="wheelchair" in needs,
        )
        with clock.at(now - ANNOUNCED + dt.timedelta(hours=7 * (number + 1))):
            register(Actor(), session, asked, secret=secret)


def _plan(row: dict[str, Any], now: dt.datetime) -> Plan:
    return Plan(
        kind=row["kind"],
        form="in_person",
        title=row["title"],
        place=row["place"],
        starts_at=_today(now, row["begins"]),
        ends_at=_today(now, row["ends"]),
        questions_until=_today(now, row["begins"]) - dt.timedelta(days=1),
        chair=row["chair"],
        capacity=row["capacity"],
        topics=row["topics"],
    )


def _today(now: dt.datetime, time: str) -> dt.datetime:
    local = dt.datetime.combine(clock.local_date(now), dt.time.fromisoformat(time), clock.zone())
    return local.astimezone(dt.UTC)
