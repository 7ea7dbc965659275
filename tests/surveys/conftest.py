"""A ward with an open survey, and people who answer it."""

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from flask import current_app

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.permissions import Role
from citizen_app.surveys.commands.answering import Reply, give_answer
from citizen_app.surveys.commands.waves import close_wave, open_wave, plan_wave
from citizen_app.surveys.doors import Door
from citizen_app.surveys.models import Wave
from citizen_app.wards.models import Ward
from tests.support import factories, people

_forms = itertools.count(1)
CONTENT = {"budget_published": "yes", "budget_read": "yes", "contacted": "no", "appealed": "no"}
CONTENT |= {"safe": "very", "asked_for_money": "no"}


@pytest.fixture
def clerk(ward: Ward) -> Actor:
    return people.as_actor(people.make_staff(Role.CLERK, ward))


def planned(ward: Ward, days: int = 30) -> Wave:
    today = clock.today()
    last = today + dt.timedelta(days=days - 1)
    return plan_wave(SYSTEM, ward, opens_on=today, closes_on=last)


@pytest.fixture
def wave(ward: Ward) -> Wave:
    made = planned(ward)
    open_wave(SYSTEM, made)
    factories.store()
    return made


def secret() -> str:
    return current_app.config["SECRET_KEY"]


def answer(
    wave: Wave,
    choices: dict[str, str] | None = None,
    *,
    door: Door | None = None,
    form: str = "",
    **about: Any,
) -> bool:
    """One person answers, as a request does."""
    key = form or f"bieu-mau-khao-sat-{next(_forms):04}"
    reply = Reply(choices or CONTENT, **about)
    counted = give_answer(wave, reply, door or Door("web"), form_key=key, secret=secret())
    factories.store()
    return counted


def close(wave: Wave, actor: Actor = SYSTEM) -> dict[str, Any]:
    """Close it and return what is published."""
    close_wave(actor, wave, secret=secret())
    factories.store()
    db.session.expire_all()
    return db.session.get_one(Wave, wave.id).result.figures  # type: ignore[union-attr]


Answering = Callable[..., bool]
