"""Telling a ward's things anew from all of their events: to build the sums, and to verify them.

Verification reads things one after the other and compares four ways, so that its memory does not grow
with the ward: what each thing tells, the sums by month, that the days of a month make its sum, and that
the sums make the kept indices.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Select, String, cast, delete, func, insert, or_, select

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, one_moment, transaction
from citizen_app.core.events import Event, EventHandling, last_event_id, record
from citizen_app.metrics.apart import ward_by_ward
from citizen_app.metrics.catalogue import DEFINITIONS
from citizen_app.metrics.events import FiguresDiffered
from citizen_app.metrics.following import BATCH, add_sums, follow_ward
from citizen_app.metrics.index.stored import differences_of
from citizen_app.metrics.models import MetricCheck, MetricCursor, MetricSubject, MetricSum
from citizen_app.metrics.released import sums_of_released
from citizen_app.metrics.stories import LEFT, READERS, Line, Told, tell_all
from citizen_app.metrics.sums import MONTH, Key, Sums, packed, unpacked
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward

MOST_SHOWN = 20
READ = 5000
MOST_SUMS = 50_000  # kept in memory while a ward is told anew
COUNTING = "metrics.jobs.count_days_anew"  # the handler of a changed calendar


class Thing(NamedTuple):
    """Something that tells: its kind, its id, and what it tells now."""

    subject_type: str
    subject_id: int
    told: Told


def things_of(ward_id: int) -> Iterator[Thing]:
    """Yield each thing that is with a ward now, told from all of its events, in bounded memory."""
    return (thing for thing, _lines in stories_of(ward_id))


def stories_of(ward_id: int) -> Iterator[tuple[Thing, list[Line]]]:
    """Yield the same with the events that tell it, in the order of kinds and numbers."""
    calendar_of = cache(wards.calendar_of)
    for subject_type in sorted(READERS):
        ids = _ids_seen_in(ward_id, subject_type)
        for at in range(0, len(ids), BATCH):
            rows = db.session.execute(_events_of(subject_type, ids[at : at + BATCH]))
            for subject_id, found in groupby(rows, key=lambda row: row[0]):
                lines = [Line(*line[1:]) for line in found]
                for name, one in tell_all(subject_type, lines, calendar_of).items():
                    if one is not None and one.ward_id == ward_id:
                        yield Thing(name, subject_id, one), lines


def _ids_seen_in(ward_id: int, subject_type: str) -> array[int]:
    """Return the things that some event places in a ward, in order: eight bytes each."""
    here = (Event.ward_id == ward_id, Event.subject_type == subject_type)
    query = select(Event.subject_id).where(*here).distinct().order_by(Event.subject_id)
    return array("q", db.session.scalars(query.execution_options(yield_per=READ)))


def _events_of(subject_type: str, ids: Sequence[int]) -> Select[Any]:
    """Return all events of some things, in whichever ward, each thing's together and oldest first.

    Asked for by number, a few hundred at a time: left to itself, the planner of SQLite looks for the ward
    again at each event.
    """
    return (
        select(Event.subject_id, Event.at, Event.ward_id, Event.kind, Event.channel, Event.facts)
        .where(Event.subject_type == subject_type, Event.subject_id.in_(ids))
        .order_by(Event.subject_id, Event.id)
    )


def recompute_ward(ward_id: int, *, only_outdated: bool = False) -> int:
    """Throw a ward's sums away and build them from the events; return how many things told.

    The cursor's row is locked meanwhile. `only_outdated`: nothing is done where another worker was faster.
    """
    with transaction():
        definitions = select(MetricCursor.definitions).where(MetricCursor.ward_id == ward_id)
        kept_by = db.session.scalar(definitions.with_for_update())
        if only_outdated and kept_by in {None, DEFINITIONS}:
            return 0
        newest = last_event_id(ward_id)
        for table in (MetricSubject, MetricSum, MetricCursor):
            db.session.execute(delete(table).where(table.ward_id == ward_id))
        count = _tell_things(ward_id)
        add_sums(ward_id, sums_of_released(ward_id))
        cursor = MetricCursor(ward_id=ward_id, event_id=newest, definitions=DEFINITIONS)
        cursor.at = clock.now()
        db.session.add(cursor)
    return count


def _tell_things(ward_id: int) -> int:
    """Keep what each thing of a ward tells, and the sums; return how many things.

    Both are written in between: things come in the order in which they began, so that most sums are
    done with when the next ones begin, and a busy ward takes no more memory than a quiet one.
    """
    sums, kept, count = Sums(), list[dict[str, Any]](), 0
    for thing in things_of(ward_id):
        sums.add(thing.told)
        kept.append(_row_of(ward_id, thing))
        count += 1
        if len(kept) >= BATCH:
            _keep_all(kept)
            kept.clear()
        if len(sums) >= MOST_SUMS:
            add_sums(ward_id, sums)
            sums = Sums()
    _keep_all(kept)
    add_sums(ward_id, sums)
    return count


def _type_of(row: dict[str, Any]) -> str:
    return str(row["subject_type"])


def _keep_all(rows: list[dict[str, Any]]) -> None:
    for subject_type, group in groupby(sorted(rows, key=_type_of), key=_type_of):
        some = list(group)
        # A thing that came from another ward may be kept under that one still.
        elsewhere = MetricSubject.subject_id.in_([row["subject_id"] for row in some])
        db.session.execute(
            delete(MetricSubject).where(MetricSubject.subject_type == subject_type, elsewhere)
        )
        db.session.execute(insert(MetricSubject), some)


def recompute_outdated() -> int:
    """Tell anew the wards whose sums were kept by other definitions; return how many were."""
    outdated = select(MetricCursor.ward_id).where(MetricCursor.definitions != DEFINITIONS)
    ward_ids = db.session.scalars(outdated.order_by(MetricCursor.ward_id)).all()
    db.session.rollback()
    return len(ward_by_ward("telling anew", ward_ids, partial(recompute_ward, only_outdated=True)))


def _row_of(ward_id: int, thing: Thing) -> dict[str, Any]:
    names = {"subject_type": thing.subject_type, "subject_id": thing.subject_id}
    return {**names, "ward_id": ward_id, "told": packed(thing.told)}


def verify_ward(ward_id: int) -> MetricCheck:
    """Compare a ward's sums with a full recomputation from its events; keep and return the outcome.

    All of it is read of one moment, so that what others do meanwhile makes no difference; nobody waits for
    it. A difference is an event, which tells those who run the system.
    """
    follow_ward(ward_id)
    with one_moment():
        check = _compared(ward_id)
    with transaction():
        db.session.add(check)
        if check.mismatches:
            db.session.flush()
            fact = FiguresDiffered(check.subjects, check.mismatches)
            record(fact, actor=SYSTEM, ward_id=ward_id, subject=check)
    return check


def _compared(ward_id: int) -> MetricCheck:
    cursor = db.session.get(MetricCursor, ward_id)
    # The days of a month are compared with its sum by the database (_days_that_differ).
    sums, count, differences = Sums(MONTH), 0, list[Any]()
    sums.include(sums_of_released(ward_id))
    known = _kept_things(ward_id)
    is_waiting = partial(_is_waiting, _days_are_counted_anew(ward_id))
    for thing in things_of(ward_id):
        count += 1
        kept = known.pop((thing.subject_type, thing.subject_id), None)
        if kept == hash(unpacked(ward_id, packed(thing.told))):
            sums.add(thing.told)
        elif is_waiting(thing.subject_type, thing.subject_id):
            sums.add(_kept_of(ward_id, thing.subject_type, thing.subject_id))
        else:
            sums.add(thing.told)
            differences.append([thing.subject_type, thing.subject_id, "told"])
    for name in sorted(known):
        if is_waiting(*name):
            sums.add(_kept_of(ward_id, *name))
        else:
            differences.append([*name, "gone"])
    differences += _months_that_differ(ward_id, sums) + _days_that_differ(ward_id)
    differences += differences_of(db.session.get_one(Ward, ward_id))
    return MetricCheck(
        ward_id=ward_id,
        at=clock.now(),
        event_id=cursor.event_id if cursor is not None else 0,
        subjects=count,
        mismatches=len(differences),
        differences=[[str(part) for part in one] for one in differences[:MOST_SHOWN]],
    )


def _is_waiting(are_all: bool, subject_type: str, subject_id: int) -> bool:
    """Return whether some event of a thing is still to be followed, in whichever ward it stands.

    Such a thing is kept as it was; the sums agree with that, and it is compared the next time.
    """
    if are_all:
        return True
    query = (
        select(Event.id)
        .outerjoin(MetricCursor, MetricCursor.ward_id == Event.ward_id)
        .where(
            Event.subject_type == subject_type.partition(LEFT)[0],
            Event.subject_id == subject_id,
            Event.ward_id.is_not(None),
            Event.id > func.coalesce(MetricCursor.event_id, 0),
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def _days_are_counted_anew(ward_id: int) -> bool:
    """Return whether the calendar was changed and the worker has yet to tell things anew by it."""
    query = (
        select(EventHandling.id)
        .join(Event, Event.id == EventHandling.event_id)
        .where(
            EventHandling.state == "open",
            EventHandling.handler == COUNTING,
            or_(Event.ward_id == ward_id, Event.ward_id.is_(None)),
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def _kept_of(ward_id: int, subject_type: str, subject_id: int) -> Told | None:
    kept = db.session.get(MetricSubject, (subject_type, subject_id))
    return unpacked(ward_id, kept.told) if kept is not None and kept.ward_id == ward_id else None


def _kept_things(ward_id: int) -> dict[tuple[str, int], int]:
    """Return a digest of what each thing of a ward is kept to tell: two numbers a thing."""
    query = select(MetricSubject.subject_type, MetricSubject.subject_id, MetricSubject.told)
    rows = db.session.execute(
        query.where(MetricSubject.ward_id == ward_id).execution_options(yield_per=READ)
    )
    return {(row[0], row[1]): hash(unpacked(ward_id, row[2])) for row in rows}


def _months_that_differ(ward_id: int, sums: Sums) -> list[Any]:
    wanted = {key: (num, den) for key, num, den in sums.items()}
    columns = (getattr(MetricSum, name) for name in Key._fields)
    query = select(*columns, MetricSum.num, MetricSum.den).where(
        MetricSum.ward_id == ward_id, MetricSum.grain == "m"
    )
    found = []
    for *parts, num, den in db.session.execute(query.execution_options(yield_per=READ)):
        key = Key(*parts)
        if (num, den) != wanted.pop(key, (0, 0)):
            found.append([*key, "month"])
    return found + [[*key, "month"] for key in sorted(wanted)]


def _days_that_differ(ward_id: int) -> list[Any]:
    """Return the months whose days do not make their sum."""
    groups = (MetricSum.indicator, MetricSum.dimension, MetricSum.part, MetricSum.bin)
    totals = (func.sum(MetricSum.num), func.sum(MetricSum.den))

    def by_month(grain: str) -> dict[tuple[Any, ...], tuple[int, int]]:
        month = func.substr(cast(MetricSum.start, String), 1, 7)
        query = select(*groups, month, *totals).where(
            MetricSum.ward_id == ward_id, MetricSum.grain == grain
        )
        rows = db.session.execute(query.group_by(*groups, month))
        return {tuple(row[:5]): (int(row[5]), int(row[6])) for row in rows}

    days, months = by_month("d"), by_month("m")
    return [
        [*key, "days"]
        for key in sorted(days.keys() | months.keys())
        if days.get(key, (0, 0)) != months.get(key, (0, 0))
    ]
