"""The demonstration's helpers without a signal: their phones, what came late, a phone that was lost."""

from __future__ import annotations

import datetime as dt

from citizen_app.accounts.actors import acting_as
from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.demo.people import DemoWard
from citizen_app.demo.telling import Moments
from citizen_app.dialogue.commands.door_duty import appoint_to_door
from citizen_app.dialogue.queries import list_public
from citizen_app.permissions import Role
from citizen_app.pocket.commands.filing import Parcel, take_parcel
from citizen_app.pocket.commands.phones import Said, ask_for_wipe, greet_phone
from citizen_app.pocket.models import HelperPhone
from citizen_app.pocket.queries import places_carried

MADE_READY = dt.timedelta(days=21)
TEXT = (
    "Bà cụ ở cuối hẻm kể nắp hố ga trước nhà bị kênh, xe qua kêu suốt đêm, sợ có người vấp. "
    "Chỗ này mất sóng nên tôi ghi lại cho cụ."
)


def pockets_of(made: list[DemoWard], secret: str) -> list[Moments]:
    """Return the tales of the phones of the first ward's helpers."""
    ward, now = made[0], clock.now()
    tales = [_tell_work(ward, now, secret), _tell_lost_phone(ward, now, secret)]
    return [*tales, _tell_door(ward, now)]


def _key(number: int) -> str:
    return ids.token_digest(f"demo phone {number}")[:48]


def _greet(made: DemoWard, helper: int, number: int, secret: str, waiting: int = 0) -> HelperPhone:
    actor = acting_as(Actor(), made.helpers[helper])
    said = Said(_key(number), 1, clock.now(), waiting)
    return greet_phone(actor, said, places_carried(actor), secret=secret)


def _tell_work(made: DemoWard, now: dt.datetime, secret: str) -> Moments:
    """One report written without a signal, sent an hour later; things wait on the phone again now."""
    yield now - MADE_READY
    phone = _greet(made, 0, 0, secret)
    yield now - dt.timedelta(days=6, hours=2)
    actor = acting_as(Actor(), made.helpers[0])
    place = places_carried(actor)[0]
    said = {"neighbourhood": str(place.id), "text": TEXT, "name": "Bà Trần Thị Bảy"}
    said |= {"phone": "", "email": "", "place": "Cuối hẻm", "category": "", "is_private": ""}
    body = phone.prefix + ids.ALPHABET[0] * 3
    parcel = Parcel(
        kind="report",
        key=_key(100),
        slip=f"TM-{body[:4]}-{body[4:]}{ids.check_character(body)}",
        pin="407182",
        said=said,
        how="witness",
        relation="neighbour",
        made_at=clock.now() - dt.timedelta(hours=1),
    )
    take_parcel(actor, phone, parcel, secret=secret, device="")
    yield now - dt.timedelta(hours=5)
    _greet(made, 0, 0, secret, waiting=3)


def _tell_lost_phone(made: DemoWard, now: dt.datetime, secret: str) -> Moments:
    """A phone that its helper lost in the market: the ward asked for it to be emptied."""
    yield now - MADE_READY + dt.timedelta(days=1)
    phone = _greet(made, 1, 1, secret, waiting=1)
    yield now - dt.timedelta(days=2)
    ask_for_wipe(made.one(Role.LEADER), phone)


def _tell_door(made: DemoWard, now: dt.datetime) -> Moments:
    """The clerk puts a helper at the door of today's dialogue: its list comes to their phone."""
    yield now - dt.timedelta(days=1, hours=3)
    coming, _over = list_public(made.ward)
    today = clock.local_date(now)
    for session in coming:
        if clock.local_date(session.starts_at) == today:
            appoint_to_door(made.one(Role.CLERK), session, made.helpers[0])
