"""A ward with a booklet that is handed out, and two people at the desk."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import current_app

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.paper.commands.booklets import hand_out, order_booklet, pin_of
from citizen_app.paper.commands.entering import Written, enter_sheet
from citizen_app.paper.models import Booklet, Entry, Sheet
from citizen_app.permissions import Role
from citizen_app.wards.models import Neighbourhood, Ward
from tests.support import factories, people
from tests.support.client import StrictClient

_keys = itertools.count(1)
TEXT = "Nắp cống trước nhà văn hóa khu phố bể đã hai tuần, trẻ em đi học dễ vấp té."


@dataclass(frozen=True)
class Desk:
    """Two clerks who compare each other's work."""

    first: Actor
    second: Actor


@dataclass(frozen=True)
class Handed:
    """A booklet in somebody's hands, with the PINs that only the slips know now."""

    booklet: Booklet
    pins: dict[str, str]

    @property
    def sheets(self) -> list[Sheet]:
        return self.booklet.sheets


def secret() -> str:
    return str(current_app.config["SECRET_KEY"])


@pytest.fixture
def desk(ward: Ward) -> Desk:
    first = people.make_staff(Role.CLERK, ward, name="Lê Thị Hai")
    second = people.make_staff(Role.CLERK, ward, name="Trần Văn Ba")
    return Desk(people.as_actor(first), people.as_actor(second))


@pytest.fixture
def place(ward: Ward) -> Neighbourhood:
    made = Neighbourhood(ward_id=ward.id, name="Khu phố 1", position=1)
    db.session.add(made)
    db.session.commit()
    return made


@pytest.fixture
def handed(ward: Ward, desk: Desk, place: Neighbourhood) -> Handed:
    booklet = order_booklet(desk.first, ward, sheets=3, neighbourhood=place, secret=secret())
    pins = {s.number: pin_of(booklet, s.number, secret=secret()) for s in booklet.sheets}
    hand_out(desk.first, booklet, holder="Cô Tư, khu phố 1")
    factories.store()
    return Handed(booklet, pins)


def picture() -> list[Any]:
    return [factories.read_photo(factories.photo()[0])]


def enter(by: Actor, sheet: Sheet, *, key: str = "", **fields: Any) -> Entry:
    """Enter a sheet as the page does."""
    entry = enter_sheet(
        by,
        sheet,
        Written(**({"text": TEXT} | fields)),
        received_on=clock.today(),
        is_signed=True,
        photos=picture(),
        key=key or f"khoa-cua-to-giay-{next(_keys):06}",
    )
    factories.store()
    return entry


@pytest.fixture
def browser(app: Any) -> Callable[[Actor], StrictClient]:
    def open_as(actor: Actor) -> StrictClient:
        return people.browser_of(app, db.session.get_one(Account, actor.account_id))

    return open_as
