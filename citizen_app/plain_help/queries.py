"""Reading difficulties and outings, by what they have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, lazyload

from citizen_app.accounts.models import Account
from citizen_app.core.db import db
from citizen_app.plain_help.models import Difficulty, Outing
from citizen_app.wards.models import Ward

MOST_ROWS = 2000
MOST_NOTES = 20


def list_outings(ward: Ward, first: dt.date, last: dt.date) -> Sequence[Outing]:
    """Return the outings of some days, the newest first."""
    return db.session.scalars(
        select(Outing)
        .where(Outing.ward_id == ward.id, Outing.day.between(first, last))
        .options(
            joinedload(Outing.neighbourhood),
            joinedload(Outing.recorder).options(
                lazyload(Account.contacts), lazyload(Account.grants)
            ),
        )
        .order_by(Outing.day.desc(), Outing.id.desc())
        .limit(MOST_ROWS)
    ).all()


def people_reached(ward: Ward, first: dt.date, last: dt.date) -> list[tuple[str, int, int]]:
    """Return (purpose, outings, people) of some days."""
    rows = db.session.execute(
        select(Outing.purpose, func.count(), func.coalesce(func.sum(Outing.people), 0))
        .where(Outing.ward_id == ward.id, Outing.day.between(first, last))
        .group_by(Outing.purpose)
        .order_by(Outing.purpose)
    ).all()
    return [(purpose, int(count), int(people)) for purpose, count, people in rows]


def difficulties(
    ward: Ward | None, first: dt.date, last: dt.date
) -> list[tuple[str, str, str, int]]:
    """Return (task, step, reason, how often) of the weeks that some days lie in, the most frequent first.

    Without a ward: what people told who chose none.
    """
    what = (Difficulty.task, Difficulty.step, Difficulty.reason)
    rows = db.session.execute(
        select(*what, func.count().label("times"))
        .where(_of(ward), Difficulty.week.between(_monday(first), last))
        .group_by(*what)
        .order_by(func.count().desc(), *what)
    ).all()
    return [(task, step, reason, int(times)) for task, step, reason, times in rows]


def difficulty_notes(ward: Ward | None, first: dt.date, last: dt.date) -> Sequence[Difficulty]:
    """Return the newest difficulties that were told in words, without order within a week."""
    return db.session.scalars(
        select(Difficulty)
        .where(
            _of(ward),
            Difficulty.week.between(_monday(first), last),
            Difficulty.note != "",
        )
        .order_by(Difficulty.week.desc(), Difficulty.form_digest)
        .limit(MOST_NOTES)
    ).all()


def _of(ward: Ward | None) -> ColumnElement[bool]:
    return Difficulty.ward_id.is_(None) if ward is None else Difficulty.ward_id == ward.id


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
