"""What the worker has given up, for those who look after the site: seen, and begun again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import EventHandling


def count_failed() -> list[tuple[str, str, int]]:
    """Return handler, kind of error and number of what was given up."""
    group = (EventHandling.handler, EventHandling.last_error)
    rows = db.session.execute(
        select(*group, func.count())
        .where(EventHandling.state == "failed")
        .group_by(*group)
        .order_by(*group)
    )
    return [(handler, error, count) for handler, error, count in rows]


def reopen_failed(handler: str | None = None) -> int:
    """Owe again what was given up, of one handler or of all; return how much."""
    change = (
        update(EventHandling)
        .where(EventHandling.state == "failed")
        .values(state="open", tries=0, next_try_at=clock.now())
    )
    if handler is not None:
        change = change.where(EventHandling.handler == handler)
    done: Any = db.session.execute(change)
    return int(done.rowcount)
