"""The demonstration's requests for a dialogue: one far from enough, one that binds the ward, one to read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.commands.opening import create_account
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.demo.people import DATA, DemoWard
from citizen_app.demo.telling import Moments
from citizen_app.dialogue.commands.request_decisions import approve_request
from citizen_app.dialogue.commands.request_lists import PaperList, enter_list
from citizen_app.dialogue.commands.requesting import (
    RequestAsked,
    ask_for_dialogue,
    support_request,
)
from citizen_app.permissions import Role
from citizen_app.wards.commands import count_voters


def requests_of(made: list[DemoWard], secret: str) -> list[Moments]:
    """Return the tales of the demonstration's requests, a ward's number of voters before them."""
    by_code = {one.ward.code: one for one in made}
    rows = json.loads((DATA / "requests.json").read_text(encoding="utf-8"))
    now, tales = clock.now(), list[Moments]()
    for row in rows:
        ward = by_code[row["ward"]]
        tales.append(_count(ward, row["voters"], now))
        numbers = _numbers()
        tales += [_tell(ward, one, now, secret, numbers) for one in row["requests"]]
    return tales


def _count(made: DemoWard, row: dict[str, Any], now: dt.datetime) -> Moments:
    """Let the administrator enter the number of voters."""
    yield now - dt.timedelta(days=row["days_ago"])
    day, who = clock.today(), made.one(Role.WARD_ADMIN)
    count_voters(who, made.ward, number=row["number"], as_of=day, source=row["source"])


def _tell(
    made: DemoWard, row: dict[str, Any], now: dt.datetime, secret: str, numbers: Iterator[str]
) -> Moments:
    """Let somebody ask, the clerk show it, neighbours join by account and on paper, in time order."""
    sent = now - dt.timedelta(days=row["days_ago"])
    places = list(made.neighbourhoods.values())
    yield sent
    asked = RequestAsked(
        key=f"demo-request-{row['asker']['email']}",
        subject=row["subject"],
        reason=row["reason"],
        number=next(numbers),
        neighbourhood=places[0],
    )
    request = ask_for_dialogue(_resident(row["asker"]), made.ward, asked, secret=secret)
    if "shown_after" not in row:
        return
    yield sent + dt.timedelta(days=row["shown_after"])
    clerk = made.one(Role.CLERK)
    approve_request(clerk, request, subject=row["subject"], reason=row["reason"])
    turns = sorted([*row["joined"], *row["lists"]], key=lambda one: int(one["after"]))
    for sheet, turn in enumerate(turns, 1):
        yield sent + dt.timedelta(days=turn["after"])
        if "lines" in turn:
            place = places[turn["place"] % len(places)]
            paper = PaperList(
                label=f"Danh sách số {sheet}",
                neighbourhood=place,
                lines=[next(numbers) for _ in range(turn["lines"])],
            )
            enter_list(clerk, request, paper, secret=secret)
        else:
            support_request(
                _resident(turn),
                request,
                number=next(numbers),
                neighbourhood=places[turn["after"] % len(places)],
                secret=secret,
            )


def _resident(person: dict[str, str]) -> Actor:
    contacts = [("email", person["email"], True)]
    account = create_account(SYSTEM, surface="resident", name=person["name"], contacts=contacts)
    return acting_as(Actor(), account)


def _numbers() -> Iterator[str]:
    """Yield made-up personal identification numbers of grown-ups; only their digests are kept."""
    serial = 0
    while True:
        serial += 1
        yield f"079{serial % 2}{40 + serial % 60:02}{serial:06}"
