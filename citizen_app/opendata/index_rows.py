"""The composite indices of the last twelve whole months, and the numbers that they are made by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict

from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.index.goalposts import GOALPOSTS, INDICES
from citizen_app.metrics.index.method import Seen, index_of
from citizen_app.metrics.periods import YEAR_MONTHS, Period, add_months
from citizen_app.opendata.figures import DECIMALS, Counting
from citizen_app.opendata.rows import Made, Row


def last_whole_months(today: dt.date) -> Period:
    """Return the twelve whole months before a day."""
    first = add_months(today.replace(day=1), -YEAR_MONTHS)
    return Period.of_months("12-whole-months", first, YEAR_MONTHS)


def index_rows(ward_code: str, counted: Counting, today: dt.date) -> Iterator[Row]:
    """Yield both indices of a ward."""
    period = last_whole_months(today)
    for name in INDICES:
        parts, seen = GOALPOSTS.parts[name], {}
        for part in parts:
            found = counted(CATALOGUE[part.code], period)
            seen[part.code] = Seen(found.num, found.den, dict(found.bins))
        seed = f"{ward_code}|{name}|{period.first.isoformat()}|{period.last.isoformat()}"
        index = index_of(parts, seen, seed=seed, rules=GOALPOSTS.rules)
        yield {
            "ward_code": ward_code,
            "name": name,
            "version": GOALPOSTS.version,
            "first_day": period.first,
            "last_day": period.last,
            "value": _rounded(index.value),
            "low": _rounded(index.low),
            "high": _rounded(index.high),
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)


def method_rows() -> Made:
    """Yield goalposts and rules: the same for all wards."""
    for name in INDICES:
        for part in GOALPOSTS.parts[name]:
            row = asdict(part)
            yield "goalposts", {"name": name, "indicator": row.pop("code"), **row}
    for rule, value in asdict(GOALPOSTS.rules).items():
        yield "index_rules", {"name": rule, "value": float(value)}
