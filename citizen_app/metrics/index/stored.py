"""The indices of the last twelve months, kept in a table so that the city's page reads them all at once.

A row is worked out anew when its ward has new events, the day or the goalposts have changed; standings
when any row has changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, select, update

from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.metrics.apart import ward_by_ward
from citizen_app.metrics.index.comparing import Placed, Sensitivity, Standing, standings_of
from citizen_app.metrics.index.goalposts import GOALPOSTS, INDICES
from citizen_app.metrics.index.measuring import Measured, measure, weights_seed
from citizen_app.metrics.index.method import Index, Scored, Seen
from citizen_app.metrics.models import MetricCursor, MetricIndex
from citizen_app.metrics.periods import Period
from citizen_app.wards.models import Ward

MONTHS = 12
COMMUNES = ("xa", "dac_khu")  # the special zone lives as a commune does


def period_of(day: dt.date) -> Period:
    """Return the twelve months that end with a day."""
    return Period.last_months(day, MONTHS)


def keep_all() -> int:
    """Work out what is out of date, ward by ward, then the standings; return how many wards were."""
    stale = list(_stale_wards())
    db.session.rollback()
    kept = ward_by_ward("indices", stale, _keep)
    if stale:
        with transaction():
            place_wards()
    return len(kept)


def _keep(ward_id: int) -> None:
    with transaction():
        keep_ward(db.session.get_one(Ward, ward_id))


def outdate_indices(ward_id: int | None) -> None:
    """Have the indices of a ward (None: of all) worked out anew: its sums changed, and no event says so."""
    kept = update(MetricIndex)
    if ward_id is not None:
        kept = kept.where(MetricIndex.ward_id == ward_id)
    db.session.execute(kept.values(digest=""))


def _stale_wards() -> Iterator[int]:
    """Yield the open wards whose rows are missing or old."""
    query = (
        select(Ward.id, MetricCursor.event_id)
        .join(MetricCursor, MetricCursor.ward_id == Ward.id)
        .where(Ward.is_open)
        .order_by(Ward.id)
    )
    rows = {
        (row.ward_id, row.name): (row.event_id, row.day, row.digest)
        for row in db.session.scalars(select(MetricIndex))
    }
    today = clock.today()
    for ward_id, event_id in db.session.execute(query):
        wanted = (event_id, today, GOALPOSTS.digest)
        if any(rows.get((ward_id, name)) != wanted for name in INDICES):
            yield ward_id


def keep_ward(ward: Ward) -> None:
    """Work out a ward's indices and keep them; where it stands is said afterwards (place_wards)."""
    cursor = db.session.get(MetricCursor, ward.id)
    today = clock.today()
    kept = {
        row.name: row
        for row in db.session.scalars(select(MetricIndex).where(MetricIndex.ward_id == ward.id))
    }
    for one in measure(ward, period_of(today)):
        row = kept.get(one.name) or MetricIndex(ward_id=ward.id, name=one.name)
        row.day, row.at, row.digest = today, clock.now(), GOALPOSTS.digest
        row.event_id = cursor.event_id if cursor is not None else 0
        row.cases, row.detail = one.cases, packed(one)
        row.value, row.low, row.high = one.index.value, one.index.low, one.index.high
        db.session.add(row)
    db.session.flush()


def place_wards() -> None:
    """Say of each ward where it stands among similar ones; wards that closed lose their rows."""
    closed = select(Ward.id).where(Ward.is_open.is_(False))
    db.session.execute(delete(MetricIndex).where(MetricIndex.ward_id.in_(closed)))
    for row, standing in standings():
        if row.standing != standing:
            row.standing = standing
    db.session.flush()


def standings() -> Iterator[tuple[MetricIndex, dict[str, Any] | None]]:
    """Yield each row with the standing that the rows of all similar wards give it."""
    rows = db.session.execute(
        select(MetricIndex, Ward).join(Ward, Ward.id == MetricIndex.ward_id).order_by(Ward.code)
    ).all()
    for name in INDICES:
        mine = [(row, ward) for row, ward in rows if row.name == name]
        classes: dict[tuple[str, int], list[MetricIndex]] = {}
        for row, ward in mine:
            if may_be_placed(row):
                classes.setdefault(class_of(ward), []).append(row)
        placed: dict[int, dict[str, Any]] = {}
        for (unit, band), members in classes.items():
            if len(members) >= GOALPOSTS.least_wards:
                placed |= _placed(name, members, {"unit": unit, "band": band})
        for row, _ward in mine:
            yield row, placed.get(row.ward_id)


def may_be_placed(row: MetricIndex) -> bool:
    """Return whether a ward is compared at all: it has an index, and enough reports were due."""
    return row.value is not None and row.cases >= GOALPOSTS.least_cases


def class_of(ward: Ward) -> tuple[str, int]:
    """Return what a ward is compared within: the kind of unit and the band of its population."""
    unit = "xa" if ward.unit_type in COMMUNES else ward.unit_type
    return unit, sum((ward.population or 0) >= bound for bound in GOALPOSTS.bands)


def _placed(
    name: str, rows: Sequence[MetricIndex], of: Mapping[str, Any]
) -> dict[int, dict[str, Any]]:
    wards = [
        Placed(str(row.ward_id), parts_in(row.detail), row.value, row.low, row.high)
        for row in rows
        if row.value is not None and row.low is not None and row.high is not None
    ]
    seed = weights_seed(name, max(row.day for row in rows))
    found = standings_of(wards, seed=seed, rules=GOALPOSTS.rules)
    return {int(ward): {**of, "wards": len(wards), **asdict(one)} for ward, one in found.items()}


# As JSON -----------------------------------------------------------------------------------------------


def packed(one: Measured) -> dict[str, Any]:
    """Return all of an index but its value and interval, as JSON holds it."""
    found = one.sensitivity
    return {
        "themes": dict(one.index.themes),
        "lacking": list(one.index.lacking),
        "parts": [[p.code, p.theme, p.value, p.score, p.state] for p in one.index.parts],
        "seen": {code: [seen.num, seen.den] for code, seen in sorted(one.seen.items())},
        "sensitivity": found
        and {
            "arithmetic": found.arithmetic,
            "without": dict(found.without),
            "random": list(found.random),
        },
    }


def parts_in(detail: Mapping[str, Any]) -> tuple[Scored, ...]:
    """Return the parts that were packed."""
    return tuple(Scored(*row) for row in detail["parts"])


def unpacked(row: MetricIndex) -> Measured:
    """Return a kept index; of the sums only numerators and denominators were kept."""
    detail = row.detail
    found = detail["sensitivity"]
    return Measured(
        name=row.name,
        period=period_of(row.day),
        index=Index(
            value=row.value,
            low=row.low,
            high=row.high,
            themes=detail["themes"],
            parts=parts_in(detail),
            lacking=tuple(detail["lacking"]),
        ),
        seen={code: Seen(num, den) for code, (num, den) in detail["seen"].items()},
        sensitivity=found
        and Sensitivity(found["arithmetic"], found["without"], tuple(found["random"])),
    )


def standing_in(row: MetricIndex) -> Standing | None:
    """Return where a ward stands, if anywhere."""
    kept = row.standing
    if kept is None:
        return None
    return Standing(kept["group"], kept["groups"], kept["same"], kept["higher"], kept["lower"])


def differences_of(ward: Ward) -> list[list[str]]:
    """Return the kept indices of a ward that its sums do not give; what waits for the job is left out."""
    cursor = db.session.get(MetricCursor, ward.id)
    rows = db.session.scalars(select(MetricIndex).where(MetricIndex.ward_id == ward.id)).all()
    newest = cursor.event_id if cursor is not None else 0
    current = [r for r in rows if r.event_id == newest and r.digest == GOALPOSTS.digest]
    anew: dict[tuple[dt.date, str], Measured] = {}
    for day in {row.day for row in current}:
        anew |= {(day, one.name): one for one in measure(ward, period_of(day))}
    return [
        [row.name, row.day.isoformat(), "index"]
        for row in current
        if _said(row) != _would_say(anew[row.day, row.name])
    ]


def _said(row: MetricIndex) -> Iterable[Any]:
    return (row.value, row.low, row.high, row.cases, row.detail)


def _would_say(one: Measured) -> Iterable[Any]:
    return (one.index.value, one.index.low, one.index.high, one.cases, packed(one))
