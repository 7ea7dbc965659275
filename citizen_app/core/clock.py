"""Time: kept in UTC, shown in the ward's zone. `at()` lets imports and tests live at another moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

_moment: ContextVar[dt.datetime | None] = ContextVar("moment", default=None)
_zone: list[ZoneInfo] = [ZoneInfo("Asia/Ho_Chi_Minh")]


def use_zone(name: str) -> None:
    """Set the zone in which days are counted and times are shown."""
    _zone[0] = ZoneInfo(name)


def zone() -> ZoneInfo:
    """Return the zone in which days are counted."""
    return _zone[0]


def now() -> dt.datetime:
    """Return the present moment, aware, in UTC."""
    return _moment.get() or dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return the local calendar day."""
    return local_date(now())


def local(moment: dt.datetime) -> dt.datetime:
    """Return an aware moment in the ward's zone."""
    return moment.astimezone(zone())


def local_date(moment: dt.datetime) -> dt.date:
    """Return the local calendar day of an aware moment."""
    return local(moment).date()


def start_of_day(day: dt.date) -> dt.datetime:
    """Return the first moment of a local day, in UTC."""
    return dt.datetime.combine(day, dt.time.min, zone()).astimezone(dt.UTC)


def end_of_day(day: dt.date) -> dt.datetime:
    """Return the last second of a local day, in UTC: a limit runs out then (Civil Code art. 148)."""
    return start_of_day(day + dt.timedelta(days=1)) - dt.timedelta(seconds=1)


def typed_day(typed: str) -> dt.date | None:
    """Return a day as an address has it (2026-11-27), or None: for far-off ones too, which no clock holds."""
    try:
        day = dt.date.fromisoformat(typed)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Make `now()` return `moment` inside the block."""
    token = _moment.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _moment.reset(token)
