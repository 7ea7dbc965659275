"""Keeping the sums up to date: what an event touches is told anew, and the difference is added.

The log is followed by a cursor per ward: within a ward, events become visible in the order of their
numbers (core/events.py). A thing is told anew from its own events, so one event costs the same in a
ward with ten cases and with a million.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event
from citizen_app.metrics.apart import ward_by_ward
from citizen_app.metrics.catalogue import DEFINITIONS
from citizen_app.metrics.models import MetricCursor, MetricSubject, MetricSum
from citizen_app.metrics.stories import LEFT, READERS, Line, Told, tell_all
from citizen_app.metrics.stories.telling import CalendarOf
from citizen_app.metrics.sums import Key, Sums, packed, unpacked
from citizen_app.wards import queries as wards

BATCH = 500


def follow_all() -> int:
    """Bring the sums of every ward up to date; return how many events were read."""
    newest = (
        select(Event.ward_id, func.max(Event.id).label("last"))
        .where(Event.ward_id.is_not(None))
        .group_by(Event.ward_id)
        .subquery()
    )
    behind = (
        select(newest.c.ward_id)
        .outerjoin(MetricCursor, MetricCursor.ward_id == newest.c.ward_id)
        .where(newest.c.last > func.coalesce(MetricCursor.event_id, 0))
        .order_by(newest.c.ward_id)
    )
    ward_ids = db.session.scalars(behind).all()
    db.session.rollback()
    return sum(ward_by_ward("following the log", ward_ids, follow_ward))


def follow_ward(ward_id: int) -> int:
    """Bring the sums of a ward up to date, batch by batch; return how many events were read."""
    total = 0
    while True:
        with transaction():
            read = follow_batch(ward_id)
        total += read
        if read < BATCH:
            return total


def follow_batch(ward_id: int) -> int:
    """Take the next events of a ward; the cursor's row is locked, so one worker does it."""
    cursor = _locked_cursor(ward_id)
    rows = db.session.execute(
        select(Event.id, Event.kind, Event.subject_type, Event.subject_id)
        .where(Event.ward_id == ward_id, Event.id > cursor.event_id)
        .order_by(Event.id)
        .limit(BATCH)
    ).all()
    if not rows:
        return 0
    touched = {(row[2], row[3]) for row in rows if row[2] in READERS}
    tell_all_anew(sorted(touched))
    cursor.event_id, cursor.at = rows[-1][0], clock.now()
    return len(rows)


def _locked_cursor(ward_id: int) -> MetricCursor:
    insert = sqlite.insert if _is_sqlite() else postgresql.insert
    values = {"ward_id": ward_id, "event_id": 0, "at": clock.now(), "definitions": DEFINITIONS}
    row = insert(MetricCursor).values(values)
    db.session.execute(row.on_conflict_do_nothing())
    query = select(MetricCursor).where(MetricCursor.ward_id == ward_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def tell_anew(subject_type: str, subject_id: int, calendar_of: CalendarOf) -> None:
    """Read a thing's events and add the difference to what it told before."""
    lines = lines_of(subject_type, subject_id)
    for name, told in tell_all(subject_type, lines, calendar_of).items():
        _add_difference(name, subject_id, told)


def _add_difference(name: str, subject_id: int, told: Told | None) -> None:
    key = (name, subject_id)
    kept = db.session.get(MetricSubject, key, with_for_update=True, populate_existing=True)
    before = unpacked(kept.ward_id, kept.told) if kept is not None else None
    if told == before:
        return
    for ward_id in sorted({one.ward_id for one in (told, before) if one is not None}):
        sums = Sums()
        sums.add(before if before is not None and before.ward_id == ward_id else None, -1)
        sums.add(told if told is not None and told.ward_id == ward_id else None)
        add_sums(ward_id, sums)
    _keep(kept, name, subject_id, told)


def things_told(ward_id: int | None) -> list[tuple[str, int]]:
    """Return the things that count in a ward, or (without one) anywhere.

    What a thing left behind in another ward goes with the thing.
    """
    query = select(MetricSubject.subject_type, MetricSubject.subject_id).where(
        ~MetricSubject.subject_type.contains(LEFT)
    )
    if ward_id is not None:
        query = query.where(MetricSubject.ward_id == ward_id)
    return [(row[0], row[1]) for row in db.session.execute(query)]


def parted(names: list[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    """Yield so many things at a time as one transaction tells anew."""
    return (names[at : at + BATCH] for at in range(0, len(names), BATCH))


def tell_all_anew(names: Iterable[tuple[str, int]]) -> None:
    """Tell several things anew, by the calendar as it is now."""
    calendar_of = cache(wards.calendar_of)
    for subject_type, subject_id in names:
        tell_anew(subject_type, subject_id, calendar_of)


def _keep(
    kept: MetricSubject | None, subject_type: str, subject_id: int, told: Told | None
) -> None:
    if told is None:
        if kept is not None:
            db.session.delete(kept)
        return
    if kept is None:
        kept = MetricSubject(subject_type=subject_type, subject_id=subject_id)
        db.session.add(kept)
    kept.ward_id, kept.told = told.ward_id, packed(told)
    db.session.flush()


def lines_of(subject_type: str, subject_id: int) -> Sequence[Line]:
    """Return the events of a thing, oldest first."""
    query = (
        select(Event.at, Event.ward_id, Event.kind, Event.channel, Event.facts)
        .where(Event.subject_type == subject_type, Event.subject_id == subject_id)
        .order_by(Event.id)
    )
    return [Line(*row) for row in db.session.execute(query)]


def add_sums(ward_id: int, sums: Sums) -> None:
    """Add to the sums of a ward; rows that come to nothing stay, with zeros."""
    rows = [
        {"ward_id": ward_id, **key._asdict(), "num": num, "den": den}
        for key, num, den in sums.items()
    ]
    if rows:
        # Row after row through one prepared statement: a statement of many rows is dearer to build
        # than to run.
        db.session.connection().execute(_upsert(), rows)


def _upsert() -> Any:
    insert = sqlite.insert if _is_sqlite() else postgresql.insert
    row = insert(db.metadata.tables[MetricSum.__tablename__])
    return row.on_conflict_do_update(
        index_elements=["ward_id", *Key._fields],
        set_={
            "num": MetricSum.num + row.excluded.num,
            "den": MetricSum.den + row.excluded.den,
        },
    )


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
