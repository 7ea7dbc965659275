"""What a leader asks of the figures: what changed, what accounts for it, what to do first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citizen_app.core import clock
from citizen_app.metrics import words
from citizen_app.metrics.catalogue import CATALOGUE, Indicator, Kind
from citizen_app.metrics.comparing import Change, compare, period_before
from citizen_app.metrics.counting import PARTS, Group, count_groups
from citizen_app.metrics.naming import names_of
from citizen_app.metrics.periods import Period
from citizen_app.metrics.reasons import Reason, reasons_for
from citizen_app.metrics.values import Counted, Value, ever, make_value, values_of
from citizen_app.wards.models import Ward

NOTHING = Counted(0, 0, {})


@dataclass(frozen=True)
class NamedReason:
    """A group that accounts for a change: its kind, its name, its own figures."""

    dimension: str
    name: str
    share: float
    now: Value
    before: Value


@dataclass(frozen=True)
class Told:
    """One change with the groups behind it."""

    change: Change
    reasons: tuple[NamedReason, ...]

    @property
    def sentence(self) -> str:
        """Say what changed."""
        return words.change_text(self.change)

    @property
    def why(self) -> list[str]:
        """Say which groups account for it."""
        return [
            words.reason_text(one.dimension, one.name, one.share, one.now, one.before)
            for one in self.reasons
        ]


@dataclass(frozen=True)
class Changes:
    """What changed by more than chance, the worse first; and how many figures did not."""

    period: Period
    before: Period
    worse: tuple[Told, ...]
    better: tuple[Told, ...]
    other: tuple[Told, ...]
    still: int

    @property
    def any(self) -> bool:
        """Return whether something changed."""
        return bool(self.worse or self.better or self.other)


def changes_in(ward: Ward, period: Period, *, everything: bool = False) -> Changes:
    """Compare a ward's figures with the time before: a fixed number of questions.

    What everyone may read (metrics/suppression.py), or `everything` for those inside.
    """
    before = period_before(period, clock.today())
    measured = [one for one in CATALOGUE.values() if one.is_measured]
    now = values_of(measured, ward, period, everything=everything)
    then = values_of(measured, ward, before, everything=everything)
    changes = [compare(now[one.code], then[one.code]) for one in measured]
    real = [change for change in changes if change.is_real]
    told = _with_reasons(ward, (period, before), real, everything)
    known = sum(change.now.value is not None for change in changes)
    return Changes(
        period,
        before,
        tuple(one for one in told if one.change.is_better is False),
        tuple(one for one in told if one.change.is_better is True),
        tuple(one for one in told if one.change.is_better is None),
        known - len(real),
    )


def _with_reasons(
    ward: Ward, spans: tuple[Period, Period], changes: Sequence[Change], everything: bool
) -> list[Told]:
    indicators = [change.now.indicator for change in changes]
    if not indicators:
        return []
    now, before = (
        _counted_parts(ward, indicators, span.until(clock.today()), everything) for span in spans
    )
    names = {dimension: names_of(ward, dimension) for dimension in PARTS}
    return [Told(change, _reasons(change, now, before, names)) for change in changes]


def _counted_parts(
    ward: Ward, indicators: Sequence[Indicator], span: Period, everything: bool
) -> dict[Group, Counted]:
    flows = [one.code for one in indicators if one.kind != Kind.STOCK]
    stocks = [one.code for one in indicators if one.kind == Kind.STOCK]
    found = count_groups([ward.id], flows, span, PARTS, everything=everything)
    return found | count_groups([ward.id], stocks, ever(span), PARTS, everything=everything)


def _reasons(
    change: Change,
    now: Mapping[Group, Counted],
    before: Mapping[Group, Counted],
    names: Mapping[str, Mapping[str, str]],
) -> tuple[NamedReason, ...]:
    indicator, found = change.now.indicator, list[NamedReason]()
    for dimension in PARTS:
        inside = (_of(now, indicator, dimension), _of(before, indicator, dimension))
        for reason in reasons_for(indicator, *inside):
            name = names[dimension].get(reason.part)
            if name:
                found.append(_named(change, dimension, name, reason))
    return tuple(sorted(found, key=lambda one: -one.share))


def _of(
    counted: Mapping[Group, Counted], indicator: Indicator, dimension: str
) -> dict[str, Counted]:
    wanted = (indicator.code, dimension)
    return {g.part: one for g, one in counted.items() if (g.indicator, g.dimension) == wanted}


def _named(change: Change, dimension: str, name: str, reason: Reason) -> NamedReason:
    indicator = change.now.indicator
    return NamedReason(
        dimension,
        name,
        reason.share,
        make_value(indicator, change.now.period, reason.now),
        make_value(indicator, change.before.period, reason.before),
    )


def last_days(days: int) -> Period:
    """Return so many days up to today."""
    today = clock.today()
    return Period(f"{days}-days", today - dt.timedelta(days=days - 1), today)
