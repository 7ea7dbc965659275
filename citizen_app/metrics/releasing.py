"""Hidden things enter the public sums in batches, once a month, so that no difference shows a single one.

What is held back for public things too (`HELD`) is released in batches of public things, apart from those
of hidden ones: a batch of both would tell how many of them are hidden.

A piece is what one thing adds to one indicator; it stays under the month in which it was released, so
that a share always has its own numerator and denominator in one place. Steps of a stock are released
as they come: up and down.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select, update

from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.feedback.models import ClockRun
from citizen_app.metrics.apart import ward_by_ward
from citizen_app.metrics.catalogue import CATALOGUE, Kind
from citizen_app.metrics.following import add_sums
from citizen_app.metrics.models import MetricCursor, MetricIndex, MetricReleased, MetricSubject
from citizen_app.metrics.periods import add_months
from citizen_app.metrics.released import READ, Adds, Name, add_adds, pieces_of
from citizen_app.metrics.stories import Told
from citizen_app.metrics.stories.telling import Seen
from citizen_app.metrics.sums import Sums, unpacked
from citizen_app.metrics.suppression import (
    HELD,
    LEAST,
    counts_in_public,
    counts_towards_batch,
)

STOCKS = frozenset(one.code for one in CATALOGUE.values() if one.kind == Kind.STOCK)


@dataclass
class Piece:
    """What of a thing is in the public sums for one indicator, under which month."""

    month: dt.date
    adds: Adds


@dataclass(frozen=True)
class Change:
    """A share of one indicator that is not yet what it should be: what is in the sums, and what will be.

    `is_known`: of a case whose page told it before the case was joined to another one.
    """

    name: Name
    indicator: str
    month: dt.date
    before: Adds
    after: Adds
    hides: bool
    is_public: bool
    is_known: bool


@dataclass
class Ward:
    """The released pieces of a ward, and what its sums change by."""

    ward_id: int
    pieces: dict[Name, list[Any]] = field(default_factory=dict)
    sums: Sums = field(default_factory=Sums)
    touched: set[Name] = field(default_factory=set)


def release_all(today: dt.date | None = None) -> int:
    """Release what may be released of the month before, once for each ward; return how many shares."""
    ward_ids = db.session.scalars(select(MetricCursor.ward_id).order_by(MetricCursor.ward_id)).all()
    db.session.rollback()
    month = add_months((today or clock.today()).replace(day=1), -1)
    return sum(ward_by_ward("release", ward_ids, lambda ward_id: release_once(ward_id, month)))


def release_once(ward_id: int, month: dt.date) -> int:
    """Release a ward's hidden things up to the end of a month, if that was not done; take back always."""
    run = f"figures-{ward_id}"
    with transaction():
        was_done = db.session.scalar(
            select(ClockRun.id).where(ClockRun.name == run, ClockRun.day == month)
        )
        released = release_ward(ward_id, month, only_public=was_done is not None)
        if was_done is None:
            db.session.add(ClockRun(name=run, day=month, at=clock.now()))
    return released


def release_ward(ward_id: int, month: dt.date, *, only_public: bool = False) -> int:
    """Release what makes a batch and take back what became public; return how many shares changed.

    `only_public`: take back only. Things count up to the last day of `month`.
    """
    ward = Ward(ward_id, pieces_of(ward_id))
    waiting: list[Change] = []
    released = 0
    for name, told in _things_of(ward_id, ward.pieces.keys()):
        if told is not None and told.seen == Seen.PUBLIC:
            released += _take_back(ward, name)
        if not only_public or _is_merged(told):
            waiting += _changes(ward, name, told, month)
    if only_public:
        waiting = [change for change in waiting if change.is_known]
    for change in _batches(waiting):
        _apply(ward, change)
        released += 1
    _store(ward)
    if (
        released
    ):  # no event says so: the indices that were worked out from the old sums are old, too
        kept = update(MetricIndex).where(MetricIndex.ward_id == ward_id)
        db.session.execute(kept.values(digest=""))
    return released


def _batches(waiting: Iterable[Change]) -> Iterator[Change]:
    """Yield the changes of each cell, an indicator in a month, in which enough things hide each other.

    What is known already needs nobody to hide it: merging makes nothing disappear from the figures.
    """
    cells: dict[tuple[str, dt.date, bool], list[Change]] = defaultdict(list)
    for change in waiting:
        if change.is_known:
            yield change
        else:
            cells[change.indicator, change.month, change.is_public].append(change)
    for changes in cells.values():
        if sum(change.hides for change in changes) >= LEAST:
            yield from changes


def _things_of(ward_id: int, known: Iterable[Name]) -> Iterator[tuple[Name, Told | None]]:
    """Yield each thing of a ward with what it tells, and None for what is there no longer."""
    left = set(known)
    query = (
        select(MetricSubject.subject_type, MetricSubject.subject_id, MetricSubject.told)
        .where(MetricSubject.ward_id == ward_id)
        .order_by(MetricSubject.subject_type, MetricSubject.subject_id)
    )
    for row in db.session.execute(query.execution_options(yield_per=READ)):
        name = (row[0], row[1])
        left.discard(name)
        yield name, unpacked(ward_id, row[2])
    for name in sorted(left):
        yield name, None


def _take_back(ward: Ward, name: Name) -> int:
    """Take out what was released of a thing that is public now and counts by itself: nothing new is told."""
    pieces = ward.pieces.get(name, [])
    gone = [piece for piece in pieces if piece[0] not in HELD]
    for indicator, month, place, num, den in gone:
        add_adds(ward.sums, indicator, dt.date.fromisoformat(month), {place: (-num, -den)})
    if gone:
        ward.pieces[name] = [piece for piece in pieces if piece[0] in HELD]
        ward.touched.add(name)
    return len(gone)


def _changes(ward: Ward, name: Name, told: Told | None, month: dt.date) -> Iterator[Change]:
    now = _adds_of(told, month)
    kept = _by_indicator(ward.pieces.get(name, []))
    merged = _is_merged(told)
    is_public = merged or (told is not None and told.seen == Seen.PUBLIC)
    hides = told is None or is_public or counts_towards_batch(told)
    for indicator in sorted(now.keys() | kept.keys()):
        after, before = now.get(indicator, {}), _total(kept.get(indicator, []))
        if after == before:
            continue
        is_new = indicator in STOCKS or indicator not in kept
        where = month if is_new else kept[indicator][0].month
        is_known = merged and indicator not in HELD
        yield Change(name, indicator, where, before, after, hides, is_public, is_known)


def _is_merged(told: Told | None) -> bool:
    return told is not None and told.seen == Seen.MERGED


def _adds_of(told: Told | None, month: dt.date) -> dict[str, Adds]:
    """Return what a thing adds by the end of a month, by indicator; one that waits for a decision nothing.

    After a month without a decision it counts, so that nothing is hidden by deciding nothing.
    """
    found: dict[str, Adds] = defaultdict(dict)
    if told is None or not told.shares:
        return found
    if told.seen == Seen.UNDECIDED and told.shares[0].day >= month:
        return found
    end = add_months(month, 1)
    for share in told.shares:
        if share.day < end and not counts_in_public(told, share.indicator):
            num, den = found[share.indicator].get(share.bin, (0, 0))
            found[share.indicator][share.bin] = (num + share.num, den + share.den)
    return {code: kept for code, adds in found.items() if (kept := _without_nothing(adds))}


def _without_nothing(adds: Adds) -> Adds:
    return {place: pair for place, pair in adds.items() if pair != (0, 0)}


def _by_indicator(pieces: list[Any]) -> dict[str, list[Piece]]:
    found: dict[str, dict[str, Adds]] = defaultdict(lambda: defaultdict(dict))
    for indicator, month, place, num, den in pieces:
        before = found[indicator][month].get(place, (0, 0))
        found[indicator][month][place] = (before[0] + num, before[1] + den)
    return {
        indicator: [
            Piece(dt.date.fromisoformat(month), adds) for month, adds in sorted(months.items())
        ]
        for indicator, months in found.items()
    }


def _total(pieces: list[Piece]) -> Adds:
    num, den = Counter[int](), Counter[int]()
    for piece in pieces:
        for place, (one, two) in piece.adds.items():
            num[place] += one
            den[place] += two
    return _without_nothing({place: (num[place], den[place]) for place in num})


def _apply(ward: Ward, change: Change) -> None:
    """Put the difference into the sums, and remember what of the thing is there now."""
    pieces = ward.pieces.setdefault(change.name, [])
    month = change.month.isoformat()
    difference = {
        place: (
            change.after.get(place, (0, 0))[0] - change.before.get(place, (0, 0))[0],
            change.after.get(place, (0, 0))[1] - change.before.get(place, (0, 0))[1],
        )
        for place in change.after.keys() | change.before.keys()
    }
    add_adds(ward.sums, change.indicator, change.month, difference)
    if change.indicator in STOCKS:
        added = _without_nothing(difference)
    else:
        pieces[:] = [piece for piece in pieces if piece[0] != change.indicator]
        added = change.after
    pieces += [[change.indicator, month, place, *pair] for place, pair in sorted(added.items())]
    ward.touched.add(change.name)


def _store(ward: Ward) -> None:
    add_sums(ward.ward_id, ward.sums)
    for subject_type, subject_id in sorted(ward.touched):
        pieces = ward.pieces[subject_type, subject_id]
        here = (
            MetricReleased.subject_type == subject_type,
            MetricReleased.subject_id == subject_id,
            MetricReleased.ward_id == ward.ward_id,
        )
        db.session.execute(delete(MetricReleased).where(*here))
        if pieces:
            db.session.add(
                MetricReleased(
                    subject_type=subject_type,
                    subject_id=subject_id,
                    ward_id=ward.ward_id,
                    pieces=pieces,
                )
            )
    db.session.flush()
