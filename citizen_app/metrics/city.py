"""The wards of the city side by side: only similar ones, in groups and never in ranks.

By a single figure a ward is compared with what all wards of its kind make together: where its interval
lies wholly on one side of that, it is in another group; where it does not, chance explains the
difference and it is not. By a composite index the groups are those that index/comparing.py formed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from citizen_app.core.db import db
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.metrics import words
from citizen_app.metrics.catalogue import CATALOGUE, Indicator, Kind
from citizen_app.metrics.counting import Group, values_in_groups
from citizen_app.metrics.index import words as index_words
from citizen_app.metrics.index.queries import SimilarWards, WardIndex, city_groups
from citizen_app.metrics.index.stored import class_of
from citizen_app.metrics.models import MetricCursor, MetricIndex
from citizen_app.metrics.periods import Period
from citizen_app.metrics.values import Counted, Value, make_value
from citizen_app.wards.models import Ward
from citizen_app.wards.queries import list_open_wards, site_version

# What is compared: shares and means with a better direction; counts grow with the ward and are not.
COMPARED_KINDS = {Kind.SHARE, Kind.MARK, Kind.DAYS}
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


@dataclass(frozen=True)
class Placed:
    """A ward with its figure in words and where it lies."""

    ward: Ward
    figure: str
    sureness: str
    standing: Standing


@dataclass(frozen=True)
class Peers:
    """Similar wards in groups, by name within each; `whole`: a sentence about all of them together."""

    label: str
    whole: str
    groups: Sequence[tuple[object, Sequence[Placed]]]

    @property
    def wards(self) -> list[Placed]:
        """Return all of them."""
        return [one for _label, some in self.groups for one in some]


def city_version() -> tuple[object, ...]:
    """Return what changes when the figures of some ward, or the wards themselves, change."""
    figures = select(func.count(), func.sum(MetricCursor.event_id)).select_from(MetricCursor)
    indices = select(func.max(MetricIndex.at), func.count()).select_from(MetricIndex)
    rows = (db.session.execute(query).one() for query in (figures, indices))
    return (*site_version(), *(value for row in rows for value in row))


def compared() -> list[Indicator]:
    """Return the indicators by which wards can be compared."""
    return [
        one
        for one in CATALOGUE.values()
        if one.is_measured and one.kind in COMPARED_KINDS and one.direction != "="
    ]


def compare_wards(indicator: Indicator, period: Period) -> list[Peers]:
    """Return the open wards beside their like by a figure; two questions, whatever their number."""
    wards = list_open_wards()
    values = values_in_groups([ward.id for ward in wards], [indicator], period)
    by_kind: dict[tuple[str, int], list[Ward]] = {}
    for ward in wards:
        by_kind.setdefault(class_of(ward), []).append(ward)
    return [_peers(kind, by_kind[kind], indicator, period, values) for kind in sorted(by_kind)]


def _peers(
    kind: tuple[str, int],
    wards: Sequence[Ward],
    indicator: Indicator,
    period: Period,
    values: Mapping[Group, Value],
) -> Peers:
    nothing = make_value(indicator, period, Counted(0, 0, {}))
    own = {ward.id: values.get(Group(ward.id, indicator.code), nothing) for ward in wards}
    whole = together(indicator, period, list(own.values()))
    some = sum(value.value is not None for value in own.values())
    measure = whole if some >= LEAST_WARDS else None
    placed = [
        Placed(
            ward,
            words.figure_text(own[ward.id]),
            words.sureness_text(own[ward.id]),
            standing_of(own[ward.id], measure),
        )
        for ward in wards
    ]
    groups = [
        (label, [one for one in placed if one.standing == standing])
        for standing, label in STANDING_LABELS.items()
    ]
    return Peers(
        index_words.class_text(*kind),
        _together_text(whole) if some > 1 else "",  # of one alone its own row says it
        [one for one in groups if one[1]],
    )


def _together_text(whole: Value) -> str:
    if whole.value is None:
        return words.sureness_text(whole)
    figure = _("All of them together: %(figure)s.", figure=words.figure_text(whole))
    return f"{figure} {words.sureness_text(whole)}".strip()


def together(indicator: Indicator, period: Period, values: Sequence[Value]) -> Value:
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


def compare_indices(name: str) -> list[Peers]:
    """Return the open wards beside their like by a composite index; one question."""
    return [_index_peers(found) for found in city_groups(name)]


def _index_peers(found: SimilarWards) -> Peers:
    last = len(found.groups)
    groups: list[tuple[object, list[Placed]]] = []
    for number, some in enumerate(found.groups, start=1):
        if last == 1:
            standing, label = Standing.SAME, str(STANDING_LABELS[Standing.SAME])
        else:
            ends = {1: Standing.BETTER, last: Standing.WORSE}
            standing = ends.get(number, Standing.SAME)
            label = _("Group %(number)s of %(all)s, from the highest", number=number, all=last)
        groups.append((label, [_index_placed(one, standing) for one in some]))
    alone = [one for one in found.apart if one.measured.index.value is not None]
    silent = [one for one in found.apart if one.measured.index.value is None]
    for standing, some in ((Standing.ALONE, alone), (Standing.UNKNOWN, silent)):
        if some:
            groups.append((_APART_LABELS[standing], [_index_placed(one, standing) for one in some]))
    return Peers(index_words.class_text(found.unit, found.band), "", groups)


_APART_LABELS: dict[str, object] = {
    Standing.ALONE: _l("Not compared: too few similar wards, or too few reports"),
    Standing.UNKNOWN: _l("No index yet: too little is measured"),
}


def _index_placed(one: WardIndex, standing: Standing) -> Placed:
    index = one.measured.index
    figure = _("%(points)s of 100", points=index_words.points_text(index.value))
    if index.value is None:
        return Placed(one.ward, "", "", standing)
    return Placed(one.ward, figure, index_words.interval_text(index), standing)
