"""Comparing the event log with its seals: which event was changed, removed, put in or dated back.

One pass over the log in the order of the seals, a seal at a time; what is remembered does not grow with
the log. It trusts nothing that the seals say about themselves: heads, roots and ranges are worked out
anew from the rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from citizen_app.core import clock, proofs
from citizen_app.core.db import db
from citizen_app.seals.log_rows import EventRow, rows_after, rows_between, rows_in
from citizen_app.seals.models import LEAF, Seal, ids_of, ranges_of, written_moment
from citizen_app.seals.queries import PATIENCE, read_seals, whole_seal

MOST_TOLD = 200
A_DAY = dt.timedelta(days=1)
# Cases that came from another system keep their own dates, and say so in their channel.
TAKEN_OVER = "import"


class Fault(StrEnum):
    """What may be wrong."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    DATED_BACK = "dated_back"
    SEAL_CHANGED = "seal_changed"
    SEAL_DATED_BACK = "seal_dated_back"
    SEAL_MISSING = "seal_missing"
    CHAIN_BROKEN = "chain_broken"
    HEAD_DIFFERS = "head_differs"
    HEAD_UNKNOWN = "head_unknown"
    UNGUARDED = "unguarded"


@dataclass(frozen=True)
class Found:
    """One fault: at an event, at a seal, or at something named."""

    fault: Fault
    event_id: int | None = None
    seal_number: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class KeptHead:
    """A head that somebody kept elsewhere: whole or its beginning; its number where it is known."""

    head: str
    number: int | None = None


@dataclass
class Findings:
    """What a comparison went over and what it found; the first faults, and how many there are."""

    is_full: bool = True
    seal_number: int = 0
    head: str = proofs.NO_HEAD
    seal_count: int = 0
    event_count: int = 0
    waiting: int = 0
    taken_over: int = 0
    fault_count: int = 0
    faults: list[Found] = field(default_factory=list)

    def add(self, found: Found) -> None:
        """Note a fault."""
        self.fault_count += 1
        if len(self.faults) < MOST_TOLD:
            self.faults.append(found)


def verify_log(
    *, from_number: int = 1, kept: Iterable[KeptHead] = (), guards: Iterable[str] = ()
) -> Findings:
    """Compare events and seals from a seal on; of the seals before, their chain alone.

    `guards`: what should keep the database closed and does not, as `guards.missing_guards` tells.
    """
    check = _Comparison(from_number, list(kept))
    for name in guards:
        check.findings.add(Found(Fault.UNGUARDED, detail=name))
    for seal in read_seals():
        check.take(seal)
    check.finish()
    return check.findings


class _Comparison:
    """Where a comparison stands."""

    def __init__(self, from_number: int, kept: list[KeptHead]) -> None:
        self.from_number, self.kept, self.met = from_number, kept, set[int]()
        self.findings = Findings(is_full=from_number <= 1)
        self.last_id: int | None = None
        self.caught_up_at: dt.datetime | None = None
        self.sealed_at: dt.datetime | None = None
        # Events in the gaps of seals, with the moment of the seal: a later seal may hold them.
        self.unplaced: dict[int, tuple[int, dt.datetime, str]] = {}

    def take(self, seal: Seal) -> None:
        """Go over the next seal."""
        self._check_chain(seal)
        if seal.number >= self.from_number:
            self._check_events(whole_seal(seal.number))
            db.session.rollback()
        else:
            self.last_id = seal.last_id
        self.sealed_at = seal.sealed_at
        if seal.caught_up:
            self.caught_up_at = seal.sealed_at
        self.findings.seal_number, self.findings.head = seal.number, seal.head

    def _check_chain(self, seal: Seal) -> None:
        findings = self.findings
        if seal.number != findings.seal_number + 1:
            findings.add(
                Found(
                    Fault.SEAL_MISSING,
                    seal_number=seal.number,
                    detail=f"{findings.seal_number + 1}-{seal.number - 1}",
                )
            )
        elif seal.previous != findings.head:
            findings.add(Found(Fault.CHAIN_BROKEN, seal_number=seal.number))
        if proofs.head_of(seal.record) != seal.head:
            findings.add(Found(Fault.SEAL_CHANGED, seal_number=seal.number, detail="head"))
        # The day is not under the head; a day beside it is right when the ward's zone was changed.
        if abs(seal.day - clock.local_date(seal.sealed_at)) > A_DAY:
            findings.add(Found(Fault.SEAL_CHANGED, seal_number=seal.number, detail="day"))
        if self.sealed_at is not None and seal.sealed_at < self.sealed_at - PATIENCE:
            findings.add(Found(Fault.SEAL_DATED_BACK, seal_number=seal.number))
        for place, kept in enumerate(self.kept):
            self._compare_kept(place, kept, seal)

    def _compare_kept(self, place: int, kept: KeptHead, seal: Seal) -> None:
        if seal.head.startswith(kept.head) and kept.number in (None, seal.number):
            self.met.add(place)
        elif kept.number == seal.number:
            self.met.add(place)
            self.findings.add(Found(Fault.HEAD_DIFFERS, seal_number=seal.number, detail=kept.head))

    def _check_events(self, seal: Seal) -> None:
        ids, leaves = ids_of(seal.ids), seal.leaf_list
        after_id = self.last_id
        is_whole = bool(leaves) and proofs.root_of(leaves).hex() == seal.root
        # An hour without events has one leaf that stands for none.
        if not is_whole or (len(ids) or 1) != len(leaves) or len(seal.leaves) % LEAF:
            self.findings.add(Found(Fault.SEAL_CHANGED, seal_number=seal.number, detail="leaves"))
        self.last_id = max([after_id or 0, *ids])
        said = (seal.after_id, seal.first_id, seal.last_id, seal.event_count)
        if said != (after_id or 0, min(ids, default=self.last_id), self.last_id, len(ids)):
            self.findings.add(Found(Fault.SEAL_CHANGED, seal_number=seal.number, detail="range"))
        expected = dict(zip(ids, leaves, strict=False))
        for row in rows_between(after_id, self.last_id) if self.last_id != after_id else ():
            self._compare(row, seal, expected)
        late = [number for number in expected if number <= (after_id or 0)]
        for row in rows_in(ranges_of(late)) if late else []:
            self._compare(row, seal, expected)
            self.unplaced.pop(row["id"], None)
        for number in expected:
            self.findings.add(Found(Fault.MISSING, number, seal.number))
        self.findings.seal_count += 1

    def _compare(self, row: EventRow, seal: Seal, expected: dict[int, bytes]) -> None:
        """Compare one row with its leaf; take it from what is expected."""
        self.findings.event_count += 1
        leaf = expected.pop(row["id"], None)
        if leaf is None:
            self.unplaced[row["id"]] = (seal.number, seal.sealed_at, _about(row))
        elif proofs.leaf_of(seal.key, row) != leaf:
            self.findings.add(Found(Fault.CHANGED, row["id"], seal.number, _about(row)))
        elif row["channel"] == TAKEN_OVER:
            self.findings.taken_over += 1
        elif self._is_dated_back(row):
            self.findings.add(Found(Fault.DATED_BACK, row["id"], seal.number, str(row["at"])))

    def _is_dated_back(self, row: EventRow) -> bool:
        if self.caught_up_at is None:
            return False
        return str(row["at"]) < written_moment(self.caught_up_at - PATIENCE)

    def finish(self) -> None:
        """Tell of what no seal has taken up, and of kept heads that were not met."""
        for row in rows_after(self.last_id):
            self.findings.waiting += 1
            if row["channel"] != TAKEN_OVER and self._is_dated_back(row):
                self.findings.add(Found(Fault.DATED_BACK, row["id"], detail=str(row["at"])))
        db.session.rollback()
        can_be_late = db.engine.dialect.name == "postgresql" and self.sealed_at is not None
        for event_id, (number, sealed_at, about) in sorted(self.unplaced.items()):
            if not (can_be_late and sealed_at > (self.sealed_at or sealed_at) - PATIENCE):
                self.findings.add(Found(Fault.INSERTED, event_id, number, about))
        for place, kept in enumerate(self.kept):
            if place not in self.met:
                self.findings.add(
                    Found(Fault.HEAD_UNKNOWN, seal_number=kept.number, detail=kept.head)
                )


def _about(row: EventRow) -> str:
    """Return what an event says that it is, for whoever looks for it."""
    return f"{row['kind']}, {row['subject_type']} {row['subject_id']}"
