"""The things behind a figure, for those who may read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import String, cast, func, select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.metrics.catalogue import CATALOGUE, Kind
from citizen_app.metrics.models import MetricSubject
from citizen_app.metrics.periods import Period
from citizen_app.metrics.stories import LEFT
from citizen_app.metrics.sums import unpacked
from citizen_app.metrics.values import ever, source_of
from citizen_app.wards.models import Ward

READ = 500


@dataclass(frozen=True)
class Behind:
    """One thing behind a figure: its code, and what it adds on which day.

    `bin`: working days, or a mark from 1 to 5; 0 for figures without.
    """

    subject_type: str
    subject_id: int
    code: str
    day: dt.date
    num: int
    den: int
    bin: int = 0

    @property
    def kind(self) -> str:
        """Return what the thing is, also where it has left the ward since."""
        return self.subject_type.partition(LEFT)[0]


def behind(indicator: str, ward: Ward, period: Period) -> Iterator[Behind]:
    """Yield what adds to an indicator of a ward in a period, the newest things of each kind first.

    Of a stock, what is in it on the last day; of a figure about neighbourhoods, what is counted in them.
    """
    wanted = source_of(CATALOGUE[indicator])
    is_stock = CATALOGUE[indicator].kind == Kind.STOCK
    span = period.until(clock.today())
    query = (
        select(MetricSubject)
        # The database reads past what tells of other figures only: a busy ward has 100,000 things.
        .where(
            MetricSubject.ward_id == ward.id,
            cast(MetricSubject.told, String).contains(f'"{wanted}"'),
        )
        .order_by(MetricSubject.subject_type, MetricSubject.subject_id.desc())
        .execution_options(yield_per=READ)
    )
    for rows in db.session.scalars(query).partitions(READ):
        found: list[Behind] = []
        for row in rows:
            shares = _shares_of(row, wanted, ever(span) if is_stock else span)
            found += _net(shares) if is_stock else shares
        codes = _codes_of(found)
        for one in found:
            yield replace(one, code=codes.get((one.kind, one.subject_id), str(one.subject_id)))


def _shares_of(row: MetricSubject, indicator: str, span: Period) -> list[Behind]:
    name = (row.subject_type, row.subject_id, "")
    return [
        Behind(*name, share.day, share.num, share.den, share.bin)
        for share in unpacked(row.ward_id, row.told).shares
        if share.indicator == indicator and span.first <= share.day <= span.last
    ]


def _net(steps: Sequence[Behind]) -> list[Behind]:
    """Return a thing that is in a stock still, since the day on which it came in last."""
    num, den = sum(one.num for one in steps), sum(one.den for one in steps)
    if not num and not den:
        return []
    return [replace(max(steps, key=lambda one: one.day), num=num, den=den)]


def _codes_of(things: Sequence[Behind]) -> dict[tuple[str, int], str]:
    """Return the codes under which people know things, as their first events have them."""
    found = {}
    for kind in {thing.kind for thing in things}:
        ids = {thing.subject_id for thing in things if thing.kind == kind}
        first = (
            select(func.min(Event.id))
            .where(Event.subject_type == kind, Event.subject_id.in_(sorted(ids)))
            .group_by(Event.subject_id)
        )
        rows = db.session.execute(
            select(Event.subject_id, Event.facts).where(Event.id.in_(first.scalar_subquery()))
        )
        for subject_id, facts in rows:
            if code := (facts or {}).get("code"):
                found[kind, subject_id] = str(code)
    return found
