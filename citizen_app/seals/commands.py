"""Sealing what the log has gained, and noting what a comparison found."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from citizen_app.core import clock, proofs
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, transaction
from citizen_app.core.events import EVENT_ORDER, record
from citizen_app.seals.events import LogFaultFound
from citizen_app.seals.log_rows import EventRow, rows_after, rows_in
from citizen_app.seals.models import (
    LEAF,
    Ranges,
    Seal,
    SealCheck,
    ids_of,
    ranges_of,
    written_moment,
)
from citizen_app.seals.queries import PATIENCE, newest_seal
from citizen_app.seals.verifying import Findings

MOST_EVENTS = 5000
QUIET = dt.timedelta(minutes=50)
FAULTS_KEPT = 20


@dataclass(frozen=True)
class Batch:
    """Events read and hashed, to become the seal after `number` unless another worker was quicker."""

    number: int
    previous: str
    after_id: int
    key: bytes
    ids: list[int]
    leaves: list[bytes]
    caught_up: bool


def seal_new_events(most: int = MOST_EVENTS) -> int:
    """Seal all that waits, a batch in a transaction of its own; return how many events.

    A killed worker leaves whole seals and unsealed events, which the next run takes up. Two workers at
    once: both read and hash, one stores, the other finds that it came late and looks again.
    """
    count = 0
    while True:
        batch = _read_batch(most)
        db.session.rollback()  # nobody waits while the next is read
        if batch is None:
            return count
        if _store(batch):
            count += len(batch.ids)
            if batch.caught_up:
                return count


def seal_hour() -> int:
    """Seal all that waits; an hour without events is sealed as such, so that none can be put there later.

    Returns how many events were sealed. Before the first event there is no seal.
    """
    count = seal_new_events()
    last = newest_seal()
    if not count and last is not None and clock.now() - last.sealed_at > QUIET:
        quiet = Batch(
            number=last.number,
            previous=last.head,
            after_id=last.last_id,
            key=secrets.token_bytes(LEAF),
            ids=[],
            leaves=[secrets.token_bytes(LEAF)],
            caught_up=True,
        )
        db.session.rollback()
        _store(quiet)
    db.session.rollback()
    return count


def _read_batch(most: int) -> Batch | None:
    last = newest_seal()
    after_id = last.last_id if last else 0
    late = _late_events(last)[:most]
    rows = [*late, *rows_after(after_id, most - len(late))]
    if not rows:
        return None
    key = secrets.token_bytes(LEAF)
    return Batch(
        number=last.number if last else 0,
        previous=last.head if last else proofs.NO_HEAD,
        after_id=after_id,
        key=key,
        ids=[row["id"] for row in rows],
        leaves=[proofs.leaf_of(key, row) for row in rows],
        caught_up=len(rows) < most,
    )


def _late_events(last: Seal | None) -> list[EventRow]:
    """Return events that became visible after others with higher numbers had been sealed.

    SQLite has one writer: there a number that was passed over can only be filled by hand.
    """
    if last is None or db.engine.dialect.name == "sqlite":
        return []
    recent = db.session.scalars(
        select(Seal)
        .where(Seal.sealed_at > last.sealed_at - PATIENCE)
        .where((Seal.event_count < Seal.last_id - Seal.after_id) | (Seal.first_id <= Seal.after_id))
        .options(undefer(Seal.ids))
        .order_by(Seal.number)
    ).all()
    sealed_late = {i for seal in recent for i in _passed(seal.ids, seal.after_id)}
    gaps = [gap for seal in recent for gap in gaps_of(seal.ids, seal.after_id, seal.last_id)]
    return [row for row in rows_in(gaps) if row["id"] not in sealed_late] if gaps else []


def _passed(ranges: Ranges, after_id: int) -> list[int]:
    return ids_of([[first, min(last, after_id)] for first, last in ranges if first <= after_id])


def gaps_of(ranges: Ranges, after_id: int, last_id: int) -> Ranges:
    """Return the numbers that a seal passed over, as ranges."""
    gaps, expected = [], after_id + 1
    for first, last in ranges:
        if first > expected:
            gaps.append([expected, first - 1])
        expected = max(expected, last + 1)
    return [*gaps, [expected, last_id]] if expected <= last_id else gaps


def _store(batch: Batch) -> bool:
    """Store the seal; return False when another worker has stored one meanwhile."""
    with transaction():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(select(func.pg_advisory_xact_lock(EVENT_ORDER + 1, 0)))
        newest = db.session.scalar(select(func.max(Seal.number))) or 0
        if newest != batch.number:
            return False
        db.session.add(_seal_of(batch))
    return True


def _seal_of(batch: Batch) -> Seal:
    now = clock.now()
    contents = {
        "caught_up": batch.caught_up,
        "format": proofs.FORMAT,
        "number": batch.number + 1,
        "previous": batch.previous,
        "root": proofs.root_of(batch.leaves).hex(),
        "sealed_at": written_moment(now),
    }
    return Seal(
        number=batch.number + 1,
        previous=batch.previous,
        root=contents["root"],
        head=proofs.head_of(contents),
        sealed_at=now,
        day=clock.local_date(now),
        caught_up=batch.caught_up,
        event_count=len(batch.ids),
        after_id=batch.after_id,
        first_id=min(batch.ids, default=batch.after_id),
        last_id=max([batch.after_id, *batch.ids]),
        ids=ranges_of(batch.ids),
        key=batch.key,
        leaves=b"".join(batch.leaves),
    )


def note_check(findings: Findings, lines: Sequence[str]) -> SealCheck:
    """Keep what a comparison found; a fault is an event, which tells those who run the system."""
    check = SealCheck(
        at=clock.now(),
        is_full=findings.is_full,
        seal_number=findings.seal_number,
        event_count=findings.event_count,
        fault_count=findings.fault_count,
        faults=list(lines[:FAULTS_KEPT]),
    )
    db.session.add(check)
    db.session.flush()
    if findings.fault_count:
        fact = LogFaultFound(findings.fault_count, findings.seal_number)
        record(fact, actor=SYSTEM, ward_id=None, subject=check)
    return check
