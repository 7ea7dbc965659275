"""Reading screens and visits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.kiosk.commands import VISIT_LASTS
from citizen_app.kiosk.models import Device, Touching
from citizen_app.permissions import Permission
from citizen_app.wards.models import Ward


def device_of(ward: Ward, token: str) -> Device | None:
    """Return the ward's screen that holds a token, while it is bound."""
    if not token:
        return None
    found = db.session.scalar(select(Device).where(Device.token_digest == ids.token_digest(token)))
    if found is None or found.ward_id != ward.id or found.ended_at is not None:
        return None
    is_over = found.expires_at is None or found.expires_at <= clock.now()
    return None if is_over else found


def visit_of(device: Device, token: str) -> Touching | None:
    """Return the visit that a token names, unless nobody has touched the screen for too long."""
    if not token:
        return None
    found = db.session.scalar(
        select(Touching).where(Touching.token_digest == ids.token_digest(token))
    )
    if found is None or found.device_id != device.id:
        return None
    return found if found.touched_at > clock.now() - VISIT_LASTS else None


def list_devices(ward: Ward) -> Sequence[Device]:
    """Return a ward's screens that have not ended, in the order they were set up."""
    return db.session.scalars(
        select(Device)
        .where(Device.ward_id == ward.id, Device.ended_at.is_(None))
        .order_by(Device.id)
    ).all()


def get_device(actor: Actor, device_id: int) -> Device:
    """Return a screen of a ward in which the actor keeps screens, or raise NotFound."""
    found = db.session.scalar(
        select(Device).where(Device.id == device_id).options(joinedload(Device.ward))
    )
    if found is None or not actor.may(Permission.KIOSK_KEEP, found.ward_id):
        raise NotFound()
    return found
