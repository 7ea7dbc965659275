"""A ward's indices worked out from its sums, here and now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from citizen_app.core import clock
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.index.comparing import Sensitivity, sensitivity_of
from citizen_app.metrics.index.goalposts import GOALPOSTS, INDICES
from citizen_app.metrics.index.method import Index, Seen, index_of
from citizen_app.metrics.periods import Period
from citizen_app.metrics.values import counted_of
from citizen_app.wards.models import Ward

CASES = "A1"  # whose denominator is the size of the sample
SHORTEST = 360  # days: what the law asks for once a year has no meaning in less


@dataclass(frozen=True)
class Measured:
    """An index with what it was made from; `sensitivity` is None where there is no index."""

    name: str
    period: Period
    index: Index
    seen: Mapping[str, Seen]
    sensitivity: Sensitivity | None

    @property
    def cases(self) -> int:
        """Return how many reports were due."""
        return self.seen[CASES].den


def is_long_enough(period: Period) -> bool:
    """Return whether a time is long enough for an index: about twelve months, and over."""
    return (period.last - period.first).days >= SHORTEST and period.last <= clock.today()


def seed_of(ward: Ward, name: str, period: Period) -> str:
    """Return the seed of a ward's drawings: 26743|democracy|2025-11-28|2026-11-27."""
    return f"{ward.code}|{name}|{period.first.isoformat()}|{period.last.isoformat()}"


def weights_seed(name: str, last: dt.date) -> str:
    """Return the seed of the other weightings: the same for all wards, or they could not be compared."""
    return f"{name}|{last.isoformat()}"


def measure(ward: Ward, period: Period) -> list[Measured]:
    """Return both indices of a ward over a time of about twelve months."""
    codes = sorted({part.code for parts in GOALPOSTS.parts.values() for part in parts})
    counted = counted_of([CATALOGUE[code] for code in codes], ward, period)
    seen = {code: Seen(one.num, one.den, dict(one.bins)) for code, one in counted.items()}
    return [_measured(ward, name, period, seen) for name in INDICES]


def _measured(ward: Ward, name: str, period: Period, seen: Mapping[str, Seen]) -> Measured:
    parts, rules = GOALPOSTS.parts[name], GOALPOSTS.rules
    index = index_of(parts, seen, seed=seed_of(ward, name, period), rules=rules)
    sensitivity = (
        sensitivity_of(index.parts, seed=weights_seed(name, period.last), rules=rules)
        if index.value is not None
        else None
    )
    mine = {part.code: seen[part.code] for part in parts}
    return Measured(name, period, index, mine, sensitivity)
