"""Plans that fit, for tests."""

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any

from flask import current_app

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.dialogue.commands.asking import Asking, ask_question
from citizen_app.dialogue.commands.moderate import approve_question
from citizen_app.dialogue.commands.plan import Plan
from citizen_app.dialogue.models import Question, Session
from tests.support import factories
from tests.support.factories import Team


def moment(days: int, hour: int = 18) -> dt.datetime:
    """A local hour of a day, so many days from today."""
    return clock.start_of_day(clock.today() + dt.timedelta(days=days)) + dt.timedelta(hours=hour)


def plan(days: int = 14, **fields: Any) -> Plan:
    """A plan of an evening in so many days."""
    settled: dict[str, Any] = {
        "kind": "annual",
        "form": "in_person",
        "title": "Ngập nước trong các hẻm",
        "place": "Hội trường UBND phường",
        "starts_at": moment(days),
        "ends_at": moment(days, 20),
        "questions_until": moment(days - 1),
        "chair": "Chủ tịch UBND phường",
        "topics": ("Thoát nước hẻm 48",),
        "agenda": ((20, "Khai mạc"), (100, "Hỏi và trả lời")),
    }
    return Plan(**(settled | fields))


_keys = itertools.count(1)
TEXT = "Bao giờ hẻm 48 hết ngập mỗi khi mưa lớn?"


@dataclass(frozen=True)
class Asked:
    """A question with what its asker holds."""

    question: Question
    pin: str

    @property
    def asker(self) -> Actor:
        """The asker, who has typed code and PIN."""
        return Actor(unlocked=frozenset({self.question.code}))


def ask(session: Session, text: str = TEXT, *, by: Actor | None = None, **fields: Any) -> Asked:
    """Send a question; `fields` are those of Asking."""
    asking = Asking(key=f"khoa-cua-cau-hoi-{next(_keys):06}", text=text, **fields)
    secret = current_app.config["SECRET_KEY"]
    asked = Asked(*ask_question(by or Actor(), session, asking, secret=secret))
    factories.store()
    return asked


def approve(question: Question, team: Team, words: str = "") -> Question:
    """Put a question on the board."""
    field = factories.category("ha-tang")
    approve_question(team.clerk, question, public_text=words or question.text, category=field)
    factories.store()
    return question
