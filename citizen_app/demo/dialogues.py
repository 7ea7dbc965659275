"""The demonstration's dialogues: announced in time, announced late, planned, and held."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.ids import token_digest
from citizen_app.demo.minutes import minutes_of
from citizen_app.demo.people import DATA, DemoWard
from citizen_app.demo.telling import Moments
from citizen_app.dialogue.commands import joining, moderate
from citizen_app.dialogue.commands.announce import announce_session
from citizen_app.dialogue.commands.asking import Asking, ask_question, support_question
from citizen_app.dialogue.commands.plan import Plan, plan_session
from citizen_app.dialogue.models import Question
from citizen_app.permissions import Role
from citizen_app.wards import queries as wards

PLANNED_BEFORE = dt.timedelta(days=10)


def dialogues_of(made: list[DemoWard], secret: str) -> list[Moments]:
    """Return the tales of the demonstration's sessions."""
    by_code = {one.ward.code: one for one in made}
    rows = json.loads((DATA / "dialogues.json").read_text(encoding="utf-8"))
    return [_tell(by_code[row["ward"]], row, clock.now(), secret) for row in rows]


def _tell(made: DemoWard, row: dict[str, Any], now: dt.datetime, secret: str) -> Moments:
    """Plan a session; announce it, if it is; have people ask, and the clerk decide about most of it."""
    announced = row["announced_days_ago"]
    told = now - dt.timedelta(days=announced) if announced is not None else None
    yield (told or now) - PLANNED_BEFORE
    session = plan_session(made.one(Role.CLERK), made.ward, _plan(made, row, now))
    if told is None:
        return
    yield told
    announce_session(made.one(Role.LEADER), session, late_reason=row.get("late_reason", ""))
    rows = row.get("questions", [])
    pause = (min(now, session.questions_until) - told) / (2 * len(rows) + 1)
    places, asked = list(made.neighbourhoods.values()), list[Question]()
    for number, question_row in enumerate(rows):
        yield told + pause * (2 * number + 1)
        key = f"demo-{session.code}-{number}"
        place = places[number % len(places)] if places else None
        asking = Asking(key=key, text=question_row["text"], neighbourhood=place)
        question, _pin = ask_question(Actor(), session, asking, secret=secret)
        asked.append(question)
        yield told + pause * (2 * number + 2)
        _decide(made.one(Role.CLERK), question, question_row, asked)
    if "minutes" in row:
        yield from minutes_of(made, session, row["minutes"], asked, now)


def _decide(clerk: Actor, question: Question, row: dict[str, Any], asked: list[Question]) -> None:
    if "merge_into" in row:
        joining.merge_question(clerk, question, into=asked[row["merge_into"]])
    elif "refuse" in row:
        moderate.refuse_question(
            clerk, question, ground=row["refuse"], explanation=row["explanation"]
        )
    elif "category" in row:
        field = next(
            c for c in wards.list_categories(question.ward_id) if c.code == row["category"]
        )
        moderate.approve_question(clerk, question, public_text=row["text"], category=field)
        for number in range(row["supports"]):
            device = token_digest(f"demo-{question.code}-{number}")
            support_question(Actor(), question, device=device)
        if row["prepared"]:
            moderate.prepare_answer(clerk, question, text=row["prepared"])


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
