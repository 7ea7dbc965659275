"""Requests for a dialogue for tests, made by the very commands that people use."""

import itertools
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.dialogue.commands.request_decisions import approve_request
from citizen_app.dialogue.commands.request_lists import PaperList, enter_list
from citizen_app.dialogue.commands.requesting import (
    RequestAsked,
    ask_for_dialogue,
    support_request,
)
from citizen_app.dialogue.models_requests import DialogueRequest, RequestSheet, RequestSupport
from citizen_app.wards.commands import count_voters
from citizen_app.wards.models import Neighbourhood, Ward
from tests.support import factories, people
from tests.support.factories import Team

SUBJECT = "Ngập nước kéo dài ở hẻm 48 và cách khắc phục"
REASON = "Hẻm ngập ba năm nay, bà con đã phản ánh nhiều lần."
_numbers = itertools.count(1)


def number() -> str:
    """A personal identification number that nobody else in the test has."""
    return f"079180{next(_numbers):06}"


def secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def resident() -> Actor:
    account: Account = people.make_resident()
    return people.as_actor(account)


def voters(ward: Ward, count: int) -> None:
    count_voters(SYSTEM, ward, number=count, as_of=clock.today(), source="Danh sách cử tri")
    factories.store()


def sent(ward: Ward, by: Actor | None = None, **fields: Any) -> DialogueRequest:
    """A request that the ward has not read yet."""
    words: dict[str, Any] = {
        "key": f"khoa-de-nghi-{next(_numbers):08}",
        "subject": SUBJECT,
        "reason": REASON,
        "number": number(),
    }
    asked = RequestAsked(**(words | fields))
    request = ask_for_dialogue(by or resident(), ward, asked, secret=secret())
    factories.store()
    return request


def opened(team: Team, by: Actor | None = None, **fields: Any) -> DialogueRequest:
    """A request that everyone can join."""
    request = sent(team.ward, by, **fields)
    approve_request(team.clerk, request, subject=request.subject, reason=request.reason)
    factories.store()
    return request


def joined(
    request: DialogueRequest,
    by: Actor | None = None,
    *,
    typed: str = "",
    place: Neighbourhood | None = None,
) -> Actor:
    """Somebody who asks for it too."""
    who = by or resident()
    support_request(who, request, number=typed or number(), neighbourhood=place, secret=secret())
    factories.store()
    return who


def listed(
    team: Team, request: DialogueRequest, lines: list[str], place: Neighbourhood | None = None
) -> RequestSheet:
    """A paper list that the clerk has entered."""
    paper = PaperList(label="Danh sách 1", neighbourhood=place, lines=lines)
    sheet = enter_list(team.clerk, request, paper, secret=secret())
    factories.store()
    return sheet


def mails(app: Flask) -> list[str]:
    return [path.read_text() for path in app.extensions["mail"].folder.glob("*.eml")]


def supports(request: DialogueRequest) -> list[RequestSupport]:
    query = select(RequestSupport).where(RequestSupport.request_id == request.id)
    return list(db.session.scalars(query))
