"""The demonstration's session that is about to begin: whoever looks can open it and lead it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.ids import token_digest
from citizen_app.demo.people import DATA, DemoWard
from citizen_app.demo.telling import Moments
from citizen_app.dialogue.commands import moderate
from citizen_app.dialogue.commands.announce import announce_session
from citizen_app.dialogue.commands.asking import Asking, ask_question, support_question
from citizen_app.dialogue.commands.plan import Plan, plan_session
from citizen_app.dialogue.models import Question
from citizen_app.permissions import Role
from citizen_app.wards import queries as wards

PLANNED, ANNOUNCED, PAUSE = dt.timedelta(days=35), dt.timedelta(days=15), dt.timedelta(hours=9)
BEGINS_IN, LASTS = dt.timedelta(minutes=15), dt.timedelta(hours=2)


def live_session_of(made: list[DemoWard], secret: str) -> list[Moments]:
    """Return the tale of the session that begins within minutes."""
    row = json.loads((DATA / "live.json").read_text(encoding="utf-8"))
    ward = next(one for one in made if one.ward.code == row["ward"])
    return [_tell(ward, row, clock.now(), secret)]


def _tell(made: DemoWard, row: dict[str, Any], now: dt.datetime, secret: str) -> Moments:
    yield now - PLANNED
    session = plan_session(made.one(Role.CLERK), made.ward, _plan(made, row, now))
    yield now - ANNOUNCED
    announce_session(made.one(Role.LEADER), session)
    places = list(made.neighbourhoods.values())
    for number, asked in enumerate(row["questions"]):
        yield now - ANNOUNCED + PAUSE * (number + 1)
        key, place = f"demo-{session.code}-{number}", places[(3 * number + 1) % len(places)]
        asking = Asking(key=key, text=asked["text"], neighbourhood=place)
        question, _pin = ask_question(Actor(), session, asking, secret=secret)
        _approve(made.one(Role.CLERK), question, asked)


def _approve(clerk: Actor, question: Question, asked: dict[str, Any]) -> None:
    fields = wards.list_categories(question.ward_id)
    field = next(one for one in fields if one.code == asked["category"])
    moderate.approve_question(clerk, question, public_text=asked["text"], category=field)
    for number in range(asked["supports"]):
        device = token_digest(f"demo-{question.code}-{number}")
        support_question(Actor(), question, device=device)
    if asked["prepared"]:
        moderate.prepare_answer(clerk, question, text=asked["prepared"])


def _plan(made: DemoWard, row: dict[str, Any], now: dt.datetime) -> Plan:
    names = ("kind", "form", "title", "about", "place", "chair", "co_chair", "topics")
    begins = now + BEGINS_IN
    return Plan(
        **{name: row[name] for name in names},
        starts_at=begins,
        ends_at=begins + LASTS,
        questions_until=now - dt.timedelta(hours=1),
        secretary_id=made.one(Role.CLERK).account_id,
        agenda=[(minutes, title) for minutes, title in row["agenda"]],
    )
