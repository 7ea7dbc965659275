"""What wards measure themselves beside PAPI: which indicators speak to a part, and where values come from.

Whoever keeps values registers a source; the page shows what the sources give, and nothing where they
give nothing. Such a figure is a ward's own and is never called PAPI's.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from citizen_app.metrics.papi.reference import read_rows


@dataclass(frozen=True)
class OwnValue:
    """A value that stands beside a part of PAPI: the indicator's code, a whole sentence, where to read on."""

    part: str
    indicator: str
    sentence: str
    url: str


# A source gets the indicators' codes by part of one dimension, and returns what it has a value for.
Source = Callable[[dict[str, tuple[str, ...]]], Iterable[OwnValue]]
SOURCES: list[Source] = []


@functools.cache
def indicators_by_part() -> dict[str, tuple[str, ...]]:
    """Return the codes of the indicators that speak to each part."""
    return {row["code"]: tuple(row["indicators"].split()) for row in read_rows("own.csv")}


def indicators_of(dimension: str) -> dict[str, tuple[str, ...]]:
    """Return the indicators of a dimension's parts."""
    return {
        part: codes
        for part, codes in indicators_by_part().items()
        if part.partition(".")[0] == dimension
    }


def values_for(dimension: str) -> list[OwnValue]:
    """Return what is measured beside a dimension, in the order of its parts."""
    wanted = indicators_of(dimension)
    if not wanted:
        return []
    found = [value for source in SOURCES for value in source(wanted)]
    return sorted(found, key=lambda value: (value.part, value.indicator))
