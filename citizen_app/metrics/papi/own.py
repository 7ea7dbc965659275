"""What a ward measures itself beside PAPI: the catalogue says which indicators speak to which part.

Such a figure is the ward's own and is never called PAPI's.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from citizen_app.metrics.catalogue import CATALOGUE, Indicator
from citizen_app.metrics.periods import Period
from citizen_app.metrics.values import Value, values_of
from citizen_app.wards.models import Ward


@dataclass(frozen=True)
class OwnValues:
    """What a ward measures beside a part: the figures that it has, and indicators without one yet.

    `first` are those that people said in a survey or that enter an index, `further` all others.
    """

    part: str
    values: Sequence[Value]
    silent: Sequence[Indicator]

    @property
    def first(self) -> list[Value]:
        """Return the figures that say most."""
        return [value for value in self.values if _says_most(value.indicator)]

    @property
    def further(self) -> list[Value]:
        """Return the others."""
        return [value for value in self.values if not _says_most(value.indicator)]


def _says_most(indicator: Indicator) -> bool:
    return bool(indicator.index) or indicator.events == ("SurveyClosed",)


@functools.cache
def indicators_by_part() -> dict[str, tuple[str, ...]]:
    """Return the codes of the indicators that speak to each part, in the catalogue's order."""
    found: dict[str, tuple[str, ...]] = {}
    for indicator in CATALOGUE.values():
        for part in indicator.papi:
            found[part] = (*found.get(part, ()), indicator.code)
    return dict(sorted(found.items()))


def indicators_of(dimension: str) -> dict[str, tuple[str, ...]]:
    """Return the indicators of a dimension's parts."""
    return {
        part: codes
        for part, codes in indicators_by_part().items()
        if part.partition(".")[0] == dimension
    }


def own_values(dimension: str, ward: Ward, period: Period) -> dict[str, OwnValues]:
    """Return what a ward measures beside the parts of a dimension; a fixed number of questions."""
    wanted = indicators_of(dimension)
    codes = sorted({code for found in wanted.values() for code in found})
    measured = [CATALOGUE[code] for code in codes if CATALOGUE[code].is_measured]
    values = values_of(measured, ward, period) if measured else {}
    return {part: _of_part(part, found, values) for part, found in wanted.items()}


def _of_part(part: str, codes: Sequence[str], values: dict[str, Value]) -> OwnValues:
    said = [code for code in codes if code in values and values[code].value is not None]
    silent = [CATALOGUE[code] for code in codes if code not in said]
    return OwnValues(part, [values[code] for code in said], silent)
