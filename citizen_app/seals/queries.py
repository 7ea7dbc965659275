"""Reading seals: the newest, the heads of days, a month for machines, the seal of one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import undefer

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.seals.models import Seal, SealCheck, place_in

# No transaction stays open for so long; what an honest event may lag behind its moment.
PATIENCE = dt.timedelta(hours=2)
# Sealing is due each hour and the comparison each night; beyond this somebody should look.
SEALING_IS_LATE = dt.timedelta(hours=3)
CHECK_IS_LATE = dt.timedelta(days=2)
SHORT = 20


@dataclass(frozen=True)
class Health:
    """Whether sealing and comparing go on, and what the last comparison found."""

    status: str
    seal_number: int
    checked_at: dt.datetime | None


def newest_seal() -> Seal | None:
    """Return the last seal."""
    return db.session.scalars(_newest_first().limit(1)).first()


def _newest_first() -> Select[Seal]:
    return select(Seal).order_by(Seal.number.desc())


def page_version() -> tuple[int, int]:
    """Return what changes when the pages about seals change."""
    seal = db.session.scalar(select(func.max(Seal.number))) or 0
    check = db.session.scalar(select(func.max(SealCheck.id))) or 0
    return seal, check


def list_daily_heads(most: int | None = None) -> Sequence[Seal]:
    """Return the last seal of each day, the newest day first, of so many days or of all."""
    last = select(func.max(Seal.number)).group_by(Seal.day)
    return db.session.scalars(_newest_first().where(Seal.number.in_(last)).limit(most)).all()


def list_months() -> list[str]:
    """Return the months from the first seal to the last, the newest first."""
    first, last = db.session.execute(select(func.min(Seal.day), func.max(Seal.day))).one()
    months = []
    while first is not None and (first.year, first.month) <= (last.year, last.month):
        months.append(f"{last:%Y-%m}")
        last = last.replace(day=1) - dt.timedelta(days=1)
    return months


def list_seals(month: str) -> Sequence[Seal]:
    """Return all seals of a month in their order."""
    first_day, next_month = month_days(month)
    of_month = select(Seal).where(Seal.day >= first_day, Seal.day < next_month)
    return db.session.scalars(of_month.order_by(Seal.number)).all()


def month_days(month: str) -> tuple[dt.date, dt.date]:
    """Return the first day of a month and of the next; raise ValueError when it is none."""
    first = dt.date.fromisoformat(f"{month}-01")
    return first, (first + dt.timedelta(days=31)).replace(day=1)


def read_seals(from_number: int = 1, at_once: int = 100) -> Iterator[Seal]:
    """Yield the seals from a number on, in their order, without what is large in them."""
    while True:
        seals = db.session.scalars(
            select(Seal).where(Seal.number >= from_number).order_by(Seal.number).limit(at_once)
        ).all()
        for seal in seals:
            db.session.expunge(seal)
        db.session.rollback()  # no snapshot is held for minutes
        yield from seals
        if len(seals) < at_once:
            return
        from_number = seals[-1].number + 1


def whole_seal(number: int) -> Seal:
    """Return one seal with its leaves."""
    seal = db.session.scalars(
        select(Seal)
        .where(Seal.number == number)
        .options(undefer(Seal.ids), undefer(Seal.key), undefer(Seal.leaves))
        .execution_options(populate_existing=True)
    ).one()
    db.session.expunge(seal)
    return seal


def number_since(moment: dt.datetime) -> int:
    """Return the number of the first seal made since a moment; one past the last when there is none."""
    since = db.session.scalar(select(func.min(Seal.number)).where(Seal.sealed_at >= moment))
    return since or (db.session.scalar(select(func.max(Seal.number))) or 0) + 1


def seals_of(event_ids: Sequence[int]) -> dict[int, Seal]:
    """Return, by number of the event, the whole seal that each of some events is under."""
    found: dict[int, Seal] = {}
    for event_id in event_ids:
        holding = (s for s in found.values() if place_in(s.ids, event_id) is not None)
        seal = next(holding, None) or _seal_holding(event_id)
        if seal is not None:
            found[event_id] = seal
    return found


def _seal_holding(event_id: int) -> Seal | None:
    near = select(Seal.number).where(Seal.last_id >= event_id, Seal.first_id <= event_id)
    for number in db.session.scalars(near.order_by(Seal.number)).all():
        seal = whole_seal(number)
        if place_in(seal.ids, event_id) is not None:
            return seal
    return None


def oldest_unsealed(last_id: int) -> dt.datetime | None:
    """Return when the first event happened that no seal covers yet."""
    return db.session.scalar(select(Event.at).where(Event.id > last_id).order_by(Event.id).limit(1))


def last_check(*, full: bool = False) -> SealCheck | None:
    """Return the newest comparison; `full`: of the whole log."""
    query = select(SealCheck).order_by(SealCheck.id.desc()).limit(1)
    return db.session.scalar(query.where(SealCheck.is_full) if full else query)


def health() -> Health:
    """Say "ok", "faults" (the log does not agree with its seals) or "late" (nobody seals or compares)."""
    seal, check = newest_seal(), last_check()
    status = "late" if _is_late(seal, check) else "ok"
    if check is not None and check.fault_count:
        status = "faults"
    return Health(status, seal.number if seal else 0, check.at if check else None)


def _is_late(seal: Seal | None, check: SealCheck | None) -> bool:
    now = clock.now()
    waiting = oldest_unsealed(seal.last_id if seal else 0)
    due = min((at for at in (waiting, seal.sealed_at if seal else None) if at), default=now)
    if due < now - SEALING_IS_LATE:
        return True
    began = check.at if check else db.session.scalar(select(func.min(Seal.sealed_at)))
    return began is not None and began < now - CHECK_IS_LATE


def short_head(head: str) -> str:
    """Return the beginning of a head as people copy it: groups of four."""
    return " ".join(head[at : at + 4] for at in range(0, SHORT, 4))
