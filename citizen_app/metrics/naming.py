"""The names of a ward's neighbourhoods, departments and fields beside their figures."""

from __future__ import annotations

from collections.abc import Mapping

from citizen_app.core.i18n import local_name
from citizen_app.metrics.suppression import LEAST_IN_PART
from citizen_app.metrics.values import Value
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward


def named_parts(ward: Ward, dimension: str, values: Mapping[str, Value]) -> list[tuple[str, Value]]:
    """Return (name, value) of the parts that have one, in the ward's own order.

    Parts below the minimum sample are left out, and counts below it too: few cases point at few people.
    """
    names = names_of(ward, dimension)
    return [(name, values[part]) for part, name in names.items() if may_be_shown(values.get(part))]


def may_be_shown(value: Value | None) -> bool:
    """Return whether a part of a ward has enough to say its figure."""
    if value is None or value.value is None:
        return False
    return max(value.num, value.den) >= max(LEAST_IN_PART, value.indicator.minimum)


def names_of(ward: Ward, dimension: str) -> dict[str, str]:
    """Return the names of a ward's neighbourhoods (n), departments (d) or fields (f), in its own order."""
    if dimension == "n":
        return {str(place.id): place.name for place in wards.list_neighbourhoods(ward)}
    if dimension == "d":
        return {str(one.id): local_name(one) for one in wards.list_departments(ward.id)}
    return {one.code: local_name(one) for one in wards.list_categories(ward.id)}
