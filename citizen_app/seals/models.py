"""Seals over the event log, and what was found when the log was compared with them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from citizen_app.core import proofs
from citizen_app.core.db import Base, BigId, UtcDateTime

LEAF = 32  # bytes
Ranges = list[list[int]]


class Seal(Base):
    """One batch of events under one head, chained to the head before; closed like the log itself.

    `key` keeps leaves from being guessed and is never given out. `ids` are ranges, both ends included, in
    the order of the leaves: on PostgreSQL a slow transaction may bring an event with a lower number after
    a seal. A seal of an hour without events has one leaf thrown by dice, so that nobody outside can tell.
    `after_id` is `last_id` of the seal before. `caught_up`: nothing was left to be sealed, so
    whatever comes later and says that it happened long before is dated back.
    """

    __tablename__ = "event_seal"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("event_count >= 0", name="event_count"),
        Index("ix_event_seal_day", "day", "number"),
        Index("ix_event_seal_last_id", "last_id", "number"),
    )

    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    root: Mapped[str] = mapped_column(String(64))
    head: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    day: Mapped[dt.date] = mapped_column(Date)
    caught_up: Mapped[bool] = mapped_column()
    event_count: Mapped[int] = mapped_column()
    after_id: Mapped[int] = mapped_column(BigId)
    first_id: Mapped[int] = mapped_column(BigId)
    last_id: Mapped[int] = mapped_column(BigId)
    ids: Mapped[Ranges] = mapped_column(JSON, deferred=True)
    key: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    leaves: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    @property
    def record(self) -> dict[str, Any]:
        """Return what is published of a seal, the head with its contents."""
        return {
            "caught_up": self.caught_up,
            "format": proofs.FORMAT,
            "head": self.head,
            "number": self.number,
            "previous": self.previous,
            "root": self.root,
            "sealed_at": written_moment(self.sealed_at),
        }

    @property
    def leaf_list(self) -> list[bytes]:
        """Return the leaves, one a piece."""
        return [self.leaves[at : at + LEAF] for at in range(0, len(self.leaves), LEAF)]


class SealCheck(Base):
    """One comparison of the log with its seals: how far it went and what it found (no personal data)."""

    __tablename__ = "seal_check"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    is_full: Mapped[bool] = mapped_column()
    seal_number: Mapped[int] = mapped_column(BigId)
    event_count: Mapped[int] = mapped_column(BigId)
    fault_count: Mapped[int] = mapped_column(BigId)
    faults: Mapped[list[str]] = mapped_column(JSON)


def written_moment(moment: dt.datetime) -> str:
    """Return an aware moment as seals and proofs write it."""
    here = moment.astimezone(dt.UTC).replace(tzinfo=None)
    return here.isoformat(timespec="microseconds") + "Z"


def ranges_of(ids: list[int]) -> Ranges:
    """Return ascending numbers as ranges, both ends included."""
    ranges: Ranges = []
    for number in ids:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


def ids_of(ranges: Ranges) -> list[int]:
    """Return the numbers of ranges."""
    return [number for first, last in ranges for number in range(first, last + 1)]


def place_in(ranges: Ranges, number: int) -> int | None:
    """Return the place of a number among those of ranges, from 0, or None."""
    before = 0
    for first, last in ranges:
        if first <= number <= last:
            return before + number - first
        before += last - first + 1
    return None
