"""Calendar files (iCalendar, RFC 5545): one event to keep, or a feed to subscribe to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Calendar
from icalendar import Event as CalendarEvent

from citizen_app.core import clock


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event. `uid` stays the same for ever, `sequence` grows with each change."""

    uid: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    text: str
    address: str
    sequence: int
    changed_at: dt.datetime
    is_cancelled: bool = False


def calendar_bytes(name: str, entries: Iterable[Entry]) -> bytes:
    """Return a calendar file."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lang Nghe//VN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", str(clock.zone()))
    calendar.add("refresh-interval", dt.timedelta(hours=6), {"value": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> CalendarEvent:
    event = CalendarEvent()
    event.add("uid", entry.uid)
    event.add("summary", entry.title)
    event.add("dtstart", entry.starts_at.astimezone(dt.UTC))
    event.add("dtend", entry.ends_at.astimezone(dt.UTC))
    event.add("dtstamp", entry.changed_at.astimezone(dt.UTC))
    event.add("last-modified", entry.changed_at.astimezone(dt.UTC))
    event.add("sequence", entry.sequence)
    event.add("location", entry.place)
    event.add("description", entry.text)
    event.add("url", entry.address)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return event
