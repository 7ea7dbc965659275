"""Changing a thing of a ward and saying so in the log: one fact for each value that changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.core.events import record
from citizen_app.wards.events import SettingChanged
from citizen_app.wards.models import Ward


def set_values(actor: Actor, ward: Ward, thing: Any, name: str, /, **values: Any) -> bool:
    """Give a thing new values; record each that differs; return whether any did."""
    changed = {key: new for key, new in values.items() if getattr(thing, key) != new}
    for key, new in changed.items():
        old = getattr(thing, key)
        setattr(thing, key, new)
        note_change(actor, ward, thing, f"{thing.__tablename__}.{key}", old, new, name)
    return bool(changed)


def note_added(actor: Actor, ward: Ward, thing: Any, name: str) -> None:
    """Store a new thing and record that it was added."""
    db.session.add(thing)
    db.session.flush()
    note_change(actor, ward, thing, f"{thing.__tablename__}.added", None, name, name)


def note_change(
    actor: Actor, ward: Ward, thing: Any, what: str, old: Any, new: Any, name: str = ""
) -> None:
    """Record one changed value."""
    fact = SettingChanged(what=what, old=plain(old), new=plain(new), name=name)
    record(fact, actor=actor, ward_id=ward.id, subject=thing)


def plain(value: Any) -> Any:
    """Return a value as the log can keep it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def check_own(ward: Ward, thing: Any) -> None:
    """Raise NotFound for a thing of another ward, or of all wards."""
    if thing.ward_id != ward.id:
        raise NotFound()
