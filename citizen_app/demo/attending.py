"""The demonstration's session of today, with people who registered: its door is open to be tried."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.demo.people import DATA, DemoWard
from citizen_app.demo.telling import Moments
from citizen_app.dialogue.commands.announce import announce_session
from citizen_app.dialogue.commands.plan import Plan, plan_session
from citizen_app.dialogue.commands.register import Request, register
from citizen_app.permissions import Role

PLANNED, ANNOUNCED = dt.timedelta(days=30), dt.timedelta(days=12)


def open_doors_of(made: list[DemoWard], secret: str) -> list[Moments]:
    """Return the tales of today's sessions."""
    by_code = {one.ward.code: one for one in made}
    rows = json.loads((DATA / "attending.json").read_text(encoding="utf-8"))
    return [_tell(by_code[row["ward"]], row, clock.now(), secret) for row in rows]


def _tell(made: DemoWard, row: dict[str, Any], now: dt.datetime, secret: str) -> Moments:
    """Plan a session, announce it in time, and have people register one after the other."""
    yield now - PLANNED
    session = plan_session(made.one(Role.CLERK), made.ward, _plan(row, now))
    yield now - ANNOUNCED
    announce_session(made.one(Role.LEADER), session)
    places = list(made.neighbourhoods.values())
    for number, (name, people, needs) in enumerate(row["people"]):
        asked = Request(
            key=f"demo-{session.code}-{number}",
            name=name,
            people=people,
            neighbourhood=places[number % len(places)] if places else None,
            needs_interpreter="interpreter" in needs,
            needs_wheelchair="wheelchair" in needs,
        )
        yield now - ANNOUNCED + dt.timedelta(hours=7 * (number + 1))
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
