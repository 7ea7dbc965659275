"""The demonstration's paper booklets, hall screens, visits, and what people could not do."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

from sqlalchemy import select

from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.demo.handwriting import written_sheet
from citizen_app.demo.people import DATA, DemoWard
from citizen_app.demo.telling import Moments
from citizen_app.kiosk import commands as kiosk
from citizen_app.paper.commands.booklets import block, hand_out, order_booklet
from citizen_app.paper.commands.entering import Written, check_sheet, enter_sheet
from citizen_app.paper.models import Booklet
from citizen_app.permissions import Role
from citizen_app.plain_help.commands.difficulties import record_difficulty
from citizen_app.plain_help.commands.outings import Told, correct_outing, record_outing
from citizen_app.wards.models import Neighbourhood

DAY = dt.timedelta(days=1)
A_WHILE = dt.timedelta(hours=2)
MANY = 30


def paper_of(made: list[DemoWard], secret: str) -> list[Moments]:
    """Return the tales of paper, screens and plain help."""
    row = json.loads((DATA / "paper.json").read_text(encoding="utf-8"))
    ward = next(one for one in made if one.ward.code == row["ward"])
    now = clock.now()
    return [
        _tell_written(ward, row, now, secret),
        *(_tell_booklet(ward, one, now, secret) for one in row["booklets"][1:]),
        *(_tell_screen(ward, one, now, secret) for one in row["screens"]),
        _tell_outings(ward, row["outings"], now),
        _tell_stuck(ward, row["stuck"], now),
    ]


def _order(made: DemoWard, row: dict[str, Any], secret: str) -> Booklet:
    place = made.neighbourhoods.get(row["neighbourhood"] or "")
    return order_booklet(
        made.one(Role.CLERK), made.ward, sheets=row["sheets"], neighbourhood=place, secret=secret
    )


def _tell_written(made: DemoWard, row: dict[str, Any], now: dt.datetime, secret: str) -> Moments:
    """Hand a booklet to a team member; people write, the helper enters, somebody else compares."""
    order = row["booklets"][0]
    yield now - order["days_ago"] * DAY
    booklet = _order(made, order, secret)
    pictures = [
        written_sheet(booklet, one, number, secret) for number, one in enumerate(row["sheets"])
    ]
    hand_out(made.one(Role.CLERK), booklet, holder=order["holder"])
    account = db.session.scalars(select(Account).where(Account.public_name == row["helper"])).one()
    helper = acting_as(Actor(), account)
    for number, one in enumerate(row["sheets"]):
        yield now - one["days_ago"] * DAY - A_WHILE
        sheet = booklet.sheets[number]
        written = _written(made, one)
        enter_sheet(
            helper,
            sheet,
            written,
            received_on=clock.today(),
            is_signed=True,
            photos=[pictures[number]],
            key=f"demo-{sheet.number}",
        )
        if "checked_days_ago" in one:
            yield now - one["checked_days_ago"] * DAY
            check_sheet(made.one(Role.CLERK), sheet, written, secret=secret)


def _written(made: DemoWard, row: dict[str, Any]) -> Written:
    name, _, phone = row["who"].partition(", ")
    place: Neighbourhood = made.neighbourhoods["Khu phố 3"]
    return Written(
        text=" ".join(row["lines"]),
        place=row["where"],
        name=name,
        phone=phone.replace(" ", ""),
        category=row["category"],
        neighbourhood=str(place.id),
    )


def _tell_booklet(made: DemoWard, row: dict[str, Any], now: dt.datetime, secret: str) -> Moments:
    """Order a booklet; where the row says so, hand it out and lose it."""
    yield now - row["days_ago"] * DAY - A_WHILE
    booklet = _order(made, row, secret)
    if "holder" in row:
        hand_out(made.one(Role.CLERK), booklet, holder=row["holder"])
    if "lost" in row:
        yield now - row["lost_days_ago"] * DAY
        block(made.one(Role.CLERK), booklet, reason=row["lost"])


def _tell_screen(made: DemoWard, row: dict[str, Any], now: dt.datetime, secret: str) -> Moments:
    """Set up a screen; bind the old one, at which somebody asks for help."""
    yield now - row["days_ago"] * DAY
    device = kiosk.set_up(made.one(Role.CLERK), made.ward, name=row["name"])
    if row["days_ago"]:
        kiosk.bind(made.ward, kiosk.binding_code(device, secret=secret), secret=secret)
        yield now - dt.timedelta(minutes=3)
        kiosk.ask_help(device)


def _tell_outings(made: DemoWard, rows: list[list[Any]], now: dt.datetime) -> Moments:
    for days_ago, member, purpose, place, people, helpers, note in rows:
        yield now - days_ago * DAY
        writer = made.one(Role.CLERK)
        if member is not None:
            writer = acting_as(Actor(), made.helpers[member])
        told = Told(
            day=clock.today(),
            purpose=purpose,
            people=people,
            helpers=helpers,
            neighbourhood=made.neighbourhoods.get(place or ""),
            note=note,
        )
        outing = record_outing(writer, made.ward, told, key=f"demo-outing-{days_ago}")
        if member is not None and people > MANY:
            # Counted once more from the list of names on paper, which stays with the team.
            yield now - days_ago * DAY + A_WHILE
            told = dataclasses.replace(told, people=people - 4)
            correct_outing(writer, outing, told, version=outing.version)


def _tell_stuck(made: DemoWard, rows: list[list[Any]], now: dt.datetime) -> Moments:
    places = list(made.neighbourhoods.values())
    for number, (days_ago, task, reason, note) in enumerate(rows):
        yield now - days_ago * DAY
        record_difficulty(
            made.ward,
            task=task,
            step="",
            reason=reason,
            neighbourhood=places[number % len(places)] if number % 2 else None,
            note=note,
            key=f"demo-stuck-{number}",
        )
