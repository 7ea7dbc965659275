"""Screens: set up, bind, end. Visits: begin, keep, end, wipe."""

from __future__ import annotations

import datetime as dt
import hmac
from typing import Any

from sqlalchemy import delete, select, update

from citizen_app.core import clock, ids
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.kiosk.events import KioskBound, KioskEnded, KioskMade
from citizen_app.kiosk.models import Device, Touching
from citizen_app.permissions import Permission
from citizen_app.wards.models import Ward

CODE_DIGITS = 8
BINDING_LASTS = dt.timedelta(minutes=15)
BOUND_FOR = dt.timedelta(days=180)
# The page goes at 60 seconds; the server allows for the 15 between two signs that somebody still touches.
IDLE_SECONDS = 60
SIGN_SECONDS = 15
VISIT_LASTS = dt.timedelta(seconds=IDLE_SECONDS + SIGN_SECONDS)
LONGEST_VISIT = dt.timedelta(minutes=20)


def set_up(actor: Actor, ward: Ward, *, name: str) -> Device:
    """Make a screen; its code can be typed on the device for some minutes."""
    authorize(actor, Permission.KIOSK_KEEP, ward.id)
    called = nfc(name).strip()
    if not called:
        raise Invalid("name", _l("Please write where the screen stands."))
    device = Device(ward_id=ward.id, name=called)
    db.session.add(device)
    _let_bind(device)
    db.session.flush()
    record(KioskMade(called), actor=actor, ward_id=ward.id, subject=device)
    return device


def bind_again(actor: Actor, device: Device) -> None:
    """Give a new code: the old one was not typed in time, or another device takes over."""
    authorize(actor, Permission.KIOSK_KEEP, device.ward_id)
    if device.ended_at is not None:
        raise Invalid("", _l("This screen has ended. Please set up a new one."))
    _let_bind(device)


def _let_bind(device: Device) -> None:
    device.binding_key = ids.new_token()
    device.binding_until = clock.now() + BINDING_LASTS


def binding_code(device: Device, *, secret: str) -> str:
    """Return the digits that bind a device now, or "" when there are none (any more)."""
    if not device.binding_key or device.binding_until is None or device.ended_at is not None:
        return ""
    if device.binding_until <= clock.now():
        return ""
    number = int(ids.keyed_digest(secret, "kiosk", str(device.id), device.binding_key)[:15], 16)
    return str(number % 10**CODE_DIGITS).zfill(CODE_DIGITS)


def bind(ward: Ward, typed: str, *, secret: str) -> tuple[Device, str]:
    """Make the device on which the digits were typed the screen; return it with its token.

    Once: two devices with one code, and the second is told that the code is used up.
    """
    rows = db.session.scalars(
        select(Device)
        .where(Device.ward_id == ward.id, Device.binding_key != "", Device.ended_at.is_(None))
        .order_by(Device.id)
        .with_for_update()
    ).all()
    for device in rows:
        code = binding_code(device, secret=secret)
        if code and hmac.compare_digest(code, typed):
            token = ids.new_token()
            device.token_digest = ids.token_digest(token)
            device.binding_key, device.binding_until = "", None
            device.bound_at, device.expires_at = clock.now(), clock.now() + BOUND_FOR
            _wipe(device)
            db.session.flush()
            actor = Actor(channel="kiosk")
            record(KioskBound(device.name), actor=actor, ward_id=ward.id, subject=device)
            return device, token
    raise Invalid(
        "code", _l("This code is not right, used up or too old. Please ask for a new one.")
    )


def end_device(actor: Actor, device: Device) -> None:
    """End a screen at once: its device shows nothing more and what was typed on it is gone."""
    authorize(actor, Permission.KIOSK_KEEP, device.ward_id)
    if device.ended_at is not None:
        return
    device.ended_at, device.token_digest, device.binding_key = clock.now(), None, ""
    _wipe(device)
    record(KioskEnded(device.name), actor=actor, ward_id=device.ward_id, subject=device)


def begin_visit(device: Device) -> str:
    """Begin a visit, wiping the one before; return its token."""
    _wipe(device)
    token = ids.new_token()
    visit = Touching(
        device_id=device.id,
        token_digest=ids.token_digest(token),
        fields={"began": clock.now().isoformat()},
        touched_at=clock.now(),
    )
    db.session.add(visit)
    db.session.flush()
    return token


def keep(visit: Touching, **parts: Any) -> None:
    """Keep what was chosen, and that the screen is being touched."""
    visit.fields = {**visit.fields, **parts}
    visit.touched_at = clock.now()
    db.session.flush()


def touch(visit: Touching) -> bool:
    """Note that somebody still touches the screen; False when the visit has lasted too long."""
    began = dt.datetime.fromisoformat(str(visit.fields["began"]))
    if clock.now() - began > LONGEST_VISIT:
        end_visit(visit)
        return False
    db.session.execute(
        update(Touching).where(Touching.id == visit.id).values(touched_at=clock.now())
    )
    return True


def end_visit(visit: Touching) -> None:
    """Forget a visit."""
    db.session.execute(delete(Touching).where(Touching.id == visit.id))


def ask_help(device: Device) -> None:
    """Let staff see that somebody at the screen wants help."""
    device.help_asked_at = clock.now()
    db.session.flush()


def help_came(actor: Actor, device: Device) -> None:
    """Take the call for help away: somebody goes there."""
    authorize(actor, Permission.KIOSK_KEEP, device.ward_id)
    device.help_asked_at = None


def wipe_left_visits() -> int:
    """Forget every visit that nobody touches any more; return how many."""
    left = delete(Touching).where(Touching.touched_at < clock.now() - VISIT_LASTS)
    return int(getattr(db.session.execute(left), "rowcount", 0))


def _wipe(device: Device) -> None:
    if device.id is not None:
        db.session.execute(delete(Touching).where(Touching.device_id == device.id))
