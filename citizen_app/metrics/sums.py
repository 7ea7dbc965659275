"""Sums from shares, and back from the tables: the same arithmetic for one event and for all of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from citizen_app.metrics.stories import Told
from citizen_app.metrics.stories.telling import Share
from citizen_app.metrics.suppression import counts_in_public

DAY, MONTH = "d", "m"
BOTH = DAY + MONTH


class Key(NamedTuple):
    """Which sum: the columns of `metric_sum`'s key without the ward."""

    indicator: str
    dimension: str
    part: str
    grain: str
    start: dt.date
    bin: int


class Sums:
    """Numerators and denominators by key; what adds up to nothing is left out.

    `grains`: by day and by month, or by month alone, which takes a small part of the memory.
    """

    def __init__(self, grains: str = BOTH) -> None:
        self.grains = grains
        self.num: Counter[Key] = Counter()
        self.den: Counter[Key] = Counter()

    def __len__(self) -> int:
        return len(self.num)

    def add(self, told: Told | None, sign: int = 1) -> None:
        """Add (or with -1: take away) what a thing tells."""
        if told is None:
            return
        for share in told.shares:
            for key in keys_of(told, share, self.grains):
                self.num[key] += sign * share.num
                self.den[key] += sign * share.den

    def include(self, other: Sums) -> None:
        """Add what other sums hold, of the grains that these have."""
        for key, num, den in other.items():
            if key.grain in self.grains:
                self.num[key] += num
                self.den[key] += den

    def items(self) -> Iterator[tuple[Key, int, int]]:
        """Yield (key, num, den) in the order of the keys, so that two writers lock alike."""
        for key in sorted(self.num.keys() | self.den.keys()):
            if self.num[key] or self.den[key]:
                yield key, self.num[key], self.den[key]


def keys_of(told: Told, share: Share, grains: str = BOTH) -> Iterator[Key]:
    """Yield the sums in which a share counts: each of its groups, by day and by month.

    Groups of everything first, then those that the public may read (metrics/suppression.py).
    """
    groups = [(dimension.upper(), part) for dimension, part in told.parts]
    if counts_in_public(told, share.indicator):
        groups += told.parts
    for dimension, part in groups:
        for grain in grains:
            start = share.day if grain == DAY else share.day.replace(day=1)
            yield Key(share.indicator, dimension, part, grain, start, share.bin)


def packed(told: Told) -> dict[str, Any]:
    """Return what is kept of a thing, as JSON holds it."""
    return {
        "parts": {"n": told.neighbourhood, "d": told.department, "f": told.field},
        "seen": str(told.seen),
        "shares": [[s.indicator, s.day.isoformat(), s.num, s.den, s.bin] for s in told.shares],
    }


def unpacked(ward_id: int, kept: dict[str, Any]) -> Told:
    """Return what was packed."""
    parts = kept["parts"]
    return Told(
        ward_id,
        tuple(_shares(kept["shares"])),
        neighbourhood=parts["n"],
        department=parts["d"],
        field=parts["f"],
        seen=kept["seen"],
    )


def _shares(rows: Iterable[list[Any]]) -> Iterator[Share]:
    for indicator, day, num, den, place in rows:
        yield Share(indicator, dt.date.fromisoformat(day), num, den, place)
