"""What became of the promises of the demonstration's session that is over: kept, late, disputed, put off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from citizen_app.commitments import commands
from citizen_app.commitments.commands import voices
from citizen_app.commitments.commands.evidence import Evidence
from citizen_app.commitments.models import Commitment
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.demo.people import DemoWard
from citizen_app.demo.steps import photo_of
from citizen_app.demo.telling import Moments
from citizen_app.dialogue.models import Question
from citizen_app.permissions import Role
from citizen_app.wards import queries as wards

Step = dict[str, Any]


def promises_of(
    made: DemoWard, answers: list[tuple[Question, dict[str, Any]]], now: dt.datetime
) -> Moments:
    """Tell what was done about each answer's promise (`then`), side by side in the order of their days."""
    steps = [(step, question) for question, row in answers for step in row.get("then", ())]
    for step, question in sorted(steps, key=lambda one: -one[0]["days_ago"]):
        yield now - dt.timedelta(days=step["days_ago"])
        STEPS[step["do"]](made, question, step)


def _promise_of(question: Question) -> Commitment:
    query = select(Commitment).where(
        Commitment.subject_type == Question.__tablename__, Commitment.subject_id == question.id
    )
    return db.session.scalars(query).one()


def _officer(made: DemoWard, promise: Commitment) -> Actor:
    code = next(code for code, one in made.departments.items() if one.id == promise.department_id)
    return made.officer_for(code)


def _start(made: DemoWard, question: Question, _step: Step) -> None:
    promise = _promise_of(question)
    commands.start_commitment(_officer(made, promise), promise)


def _finish(made: DemoWard, question: Question, step: Step) -> None:
    promise, scene = _promise_of(question), step["photo"]
    shown = Evidence(before=[photo_of(scene, 1, False)], after=[photo_of(scene, 1, True)])
    officer = _officer(made, promise)
    commands.finish_commitment(officer, promise, outcome=step["text"], evidence=shown)


def _speak(_made: DemoWard, question: Question, step: Step) -> None:
    verdict = voices.CONFIRMED if step["do"] == "confirm" else voices.DISPUTED
    asker = Actor(unlocked=frozenset({question.code}))
    voices.speak(
        asker,
        _promise_of(question),
        code=question.code,
        verdict=verdict,
        text=step.get("text", ""),
    )


def _ask_date(made: DemoWard, question: Question, step: Step) -> None:
    promise, calendar = _promise_of(question), wards.calendar_of(made.ward.id)
    wanted = calendar.next_working_day(clock.today() + dt.timedelta(days=step["days"]))
    commands.ask_date(_officer(made, promise), promise, wanted=wanted, reason=step["text"])


def _grant_date(made: DemoWard, question: Question, _step: Step) -> None:
    commands.decide_date(made.one(Role.LEADER), _promise_of(question), is_granted=True)


STEPS: dict[str, Callable[[DemoWard, Question, Step], None]] = {
    "start": _start,
    "finish": _finish,
    "confirm": _speak,
    "dispute": _speak,
    "ask_date": _ask_date,
    "grant_date": _grant_date,
}
