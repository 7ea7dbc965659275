"""The wards of the city side by side: only similar ones, in groups and never in ranks.

A ward is compared with what all wards of its kind make together. Where its interval lies wholly on one
side of that, it is in another group; where it does not, chance explains the difference and it is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from citizen_app.core.db import db
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.metrics.catalogue import CATALOGUE, Indicator, Kind
from citizen_app.metrics.counting import Group, values_in_groups
from citizen_app.metrics.models import MetricCursor
from citizen_app.metrics.periods import Period
from citizen_app.metrics.values import Counted, Value, make_value
from citizen_app.wards.models import Ward
from citizen_app.wards.queries import list_open_wards, site_version

# What is compared: shares and means with a better direction; counts grow with the ward and are not.
COMPARED_KINDS = {Kind.SHARE, Kind.MARK, Kind.DAYS}
# People on a square kilometre; where one kind of ward ends and the next begins.
CROWDED, DENSE = 20_000, 5_000
LEAST_WARDS = 2


class Standing(StrEnum):
    """Where a ward lies beside all of its kind."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    ALONE = "alone"
    UNKNOWN = "unknown"


STANDING_LABELS: dict[str, object] = {
    Standing.BETTER: _l("Better than similar wards"),
    Standing.SAME: _l("Like similar wards"),
    Standing.WORSE: _l("Not as good as similar wards"),
    Standing.ALONE: _l("No similar ward to compare with yet"),
    Standing.UNKNOWN: _l("Too few to say"),
}
PEER_LABELS: dict[str, object] = {
    "phuong-rat-dong": _l("Very crowded wards (20,000 people and more on a square kilometre)"),
    "phuong-dong": _l("Crowded wards (5,000 to 20,000)"),
    "phuong-thua": _l("Wards with more room (under 5,000)"),
    "phuong": _l("Wards whose population is not known"),
    "xa": _l("Communes"),
    "dac_khu": _l("Special zone"),
}


def peers_of(ward: Ward) -> str:
    """Return which kind of ward it is: by its type, and how crowded it is."""
    if ward.unit_type != "phuong":
        return ward.unit_type
    if not ward.population or not ward.area_km2:
        return "phuong"
    people = ward.population / ward.area_km2
    if people >= CROWDED:
        return "phuong-rat-dong"
    return "phuong-dong" if people >= DENSE else "phuong-thua"


@dataclass(frozen=True)
class Placed:
    """A ward with its figure and where it lies."""

    ward: Ward
    value: Value
    standing: Standing


@dataclass(frozen=True)
class Peers:
    """Similar wards, by name; `whole` is the figure of all of them together."""

    key: str
    label: object
    whole: Value
    wards: tuple[Placed, ...]

    @property
    def groups(self) -> list[tuple[object, list[Placed]]]:
        """Return the wards by where they lie, empty groups left out."""
        found = [
            (label, [one for one in self.wards if one.standing == standing])
            for standing, label in STANDING_LABELS.items()
        ]
        return [(label, some) for label, some in found if some]


def city_version() -> tuple[object, ...]:
    """Return what changes when the figures of some ward, or the wards themselves, change."""
    figures = select(func.count(), func.coalesce(func.sum(MetricCursor.event_id), 0))
    return (*site_version(), *db.session.execute(figures.select_from(MetricCursor)).one())


def compared() -> list[Indicator]:
    """Return the indicators by which wards can be compared."""
    return [
        one
        for one in CATALOGUE.values()
        if one.is_measured and one.kind in COMPARED_KINDS and one.direction != "="
    ]


def compare_wards(indicator: Indicator, period: Period) -> list[Peers]:
    """Return the open wards beside their like; two questions, whatever their number."""
    wards = list_open_wards()
    values = values_in_groups([ward.id for ward in wards], [indicator], period)
    by_kind: dict[str, list[Ward]] = {}
    for ward in wards:
        by_kind.setdefault(peers_of(ward), []).append(ward)
    return [
        _peers(key, label, by_kind[key], indicator, period, values)
        for key, label in PEER_LABELS.items()
        if key in by_kind
    ]


def _peers(
    key: str,
    label: object,
    wards: Sequence[Ward],
    indicator: Indicator,
    period: Period,
    values: Mapping[Group, Value],
) -> Peers:
    own = {
        ward.id: values.get(Group(ward.id, indicator.code)) or _nothing(indicator, period)
        for ward in wards
    }
    whole = _together(indicator, period, list(own.values()))
    some = sum(value.value is not None for value in own.values())
    placed = [
        Placed(ward, own[ward.id], standing_of(own[ward.id], whole if some >= LEAST_WARDS else None))
        for ward in wards
    ]
    return Peers(key, label, whole, tuple(placed))


def _nothing(indicator: Indicator, period: Period) -> Value:
    return make_value(indicator, period, Counted(0, 0, {}))


def _together(indicator: Indicator, period: Period, values: Sequence[Value]) -> Value:
    """Return the figure of several wards together, as if they were one."""
    bins: dict[int, int] = {}
    for value in values:
        for place, count in value.bins.items():
            bins[place] = bins.get(place, 0) + count
    num, den = sum(value.num for value in values), sum(value.den for value in values)
    return make_value(indicator, period, Counted(num, den, bins))


def standing_of(value: Value, whole: Value | None) -> Standing:
    """Return where a figure lies beside the whole; within its interval the difference is chance."""
    if value.value is None or value.low is None or value.high is None:
        return Standing.UNKNOWN
    if whole is None or whole.value is None:
        return Standing.ALONE
    if value.low <= whole.value <= value.high:
        return Standing.SAME
    above = value.low > whole.value
    return Standing.BETTER if above == (value.indicator.direction == "+") else Standing.WORSE
