"""The things behind a figure, for those who may read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.metrics.models import MetricSubject
from citizen_app.metrics.periods import Period
from citizen_app.metrics.stories import LEFT
from citizen_app.metrics.sums import unpacked
from citizen_app.wards.models import Ward

READ = 2000


@dataclass(frozen=True)
class Behind:
    """One thing behind a figure: its code, and what it adds on which day."""

    subject_type: str
    subject_id: int
    code: str
    day: dt.date
    num: int
    den: int


def behind(indicator: str, ward: Ward, period: Period) -> Iterator[Behind]:
    """Yield what adds to an indicator of a ward in a period."""
    span = period.until(clock.today())
    query = select(MetricSubject).where(MetricSubject.ward_id == ward.id)
    query = query.order_by(MetricSubject.subject_type, MetricSubject.subject_id)
    for row in db.session.scalars(query.execution_options(yield_per=READ)):
        for share in unpacked(ward.id, row.told).shares:
            if share.indicator == indicator and span.first <= share.day <= span.last:
                code = code_of(row.subject_type, row.subject_id)
                yield Behind(
                    row.subject_type, row.subject_id, code, share.day, share.num, share.den
                )


def code_of(subject_type: str, subject_id: int) -> str:
    """Return the code under which people know a thing, as its first event has it; else its number."""
    kind = subject_type.partition(LEFT)[0]
    facts = db.session.scalar(
        select(Event.facts)
        .where(Event.subject_type == kind, Event.subject_id == subject_id)
        .order_by(Event.id)
        .limit(1)
    )
    return str((facts or {}).get("code") or subject_id)
