"""Registrations and marks for tests, made by the very commands that people use."""

import datetime as dt
import itertools
from typing import Any

from flask import current_app

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.dialogue.commands.announce import announce_session
from citizen_app.dialogue.commands.checkin import Mark
from citizen_app.dialogue.commands.plan import plan_session
from citizen_app.dialogue.commands.register import Request, register
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_attendance import Registration
from tests.dialogue.plans import plan
from tests.support import factories
from tests.support.factories import Team

OWN = {"Sec-Fetch-Site": "same-origin"}
_numbers = itertools.count(1)


def announced(team: Team, **fields: Any) -> Session:
    """A session that people can register for."""
    session = plan_session(team.clerk, team.ward, plan(**fields))
    announce_session(team.leader, session)
    factories.store()
    return session


def asked(people: int = 1, **fields: Any) -> Request:
    number = next(_numbers)
    words: dict[str, Any] = {"key": f"khoa-dang-ky-{number:08}", "name": f"Người thứ {number}"}
    return Request(people=people, **(words | fields))


def coming(session: Session, people: int = 1, **fields: Any) -> Registration:
    """Somebody who has registered."""
    secret = current_app.config["SECRET_KEY"]
    registration, _pin = register(Actor(), session, asked(people, **fields), secret=secret)
    factories.store()
    return registration


def holder(registration: Registration) -> Actor:
    """The person, who has typed code and PIN."""
    return Actor(unlocked=frozenset({registration.code}))


def mark(kind: str = "mark", *, number: str = "", minutes: int = 0, **fields: Any) -> Mark:
    """Something done at the door, so many minutes ago."""
    at = clock.now() - dt.timedelta(minutes=minutes)
    return Mark(id=number or f"luot-{next(_numbers):08}", kind=kind, at=at, **fields)
