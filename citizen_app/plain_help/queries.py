"""Reading difficulties and outings, by what they have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, lazyload

from citizen_app.accounts.models import Account
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.plain_help.models import Difficulty, Outing
from citizen_app.plain_help.policies import earliest_day, may_change
from citizen_app.teams.models import Member
from citizen_app.teams.policies import all_places_of
from citizen_app.wards.models import Ward

Sums = list[tuple[str, int, int]]

MOST_ROWS = 2000
MOST_NOTES = 20


def list_outings(ward: Ward, first: dt.date, last: dt.date) -> Sequence[Outing]:
    """Return the outings of some days, the newest first."""
    return db.session.scalars(
        select(Outing)
        .where(Outing.ward_id == ward.id, Outing.day.between(first, last), _counts())
        .options(
            joinedload(Outing.neighbourhood),
            joinedload(Outing.team),
            joinedload(Outing.recorder).options(
                lazyload(Account.contacts), lazyload(Account.grants)
            ),
        )
        .order_by(Outing.day.desc(), Outing.id.desc())
        .limit(MOST_ROWS)
    ).all()


def _counts() -> ColumnElement[bool]:
    return Outing.taken_back_at.is_(None)


def people_reached(ward: Ward, first: dt.date, last: dt.date) -> Sums:
    """Return (purpose, outings, people) of some days."""
    rows = db.session.execute(
        select(Outing.purpose, func.count(), func.coalesce(func.sum(Outing.people), 0))
        .where(Outing.ward_id == ward.id, Outing.day.between(first, last), _counts())
        .group_by(Outing.purpose)
        .order_by(Outing.purpose)
    ).all()
    return [(purpose, int(count), int(people)) for purpose, count, people in rows]


def reached_by_teams(
    memberships: Sequence[Member], first: dt.date, last: dt.date
) -> list[tuple[str, Sums]]:
    """Return the name of each team with (purpose, outings, people) of what its members wrote down."""
    teams = {member.team_id: member.team.name for member in memberships}
    rows = db.session.execute(
        select(Outing.team_id, Outing.purpose, func.count(), func.sum(Outing.people))
        .where(Outing.team_id.in_(sorted(teams)), Outing.day.between(first, last), _counts())
        .group_by(Outing.team_id, Outing.purpose)
        .order_by(Outing.team_id, Outing.purpose)
    ).all()
    return [
        (name, [(purpose, int(n), int(people)) for of, purpose, n, people in rows if of == team_id])
        for team_id, name in teams.items()
    ]


def own_outings(actor: Actor) -> Sequence[Outing]:
    """Return what a member of a team wrote down and may still correct, the newest first."""
    return db.session.scalars(
        select(Outing)
        .where(
            Outing.recorded_by == actor.account_id,
            Outing.day >= earliest_day(),
            Outing.neighbourhood_id.in_(sorted(all_places_of(actor))),
            _counts(),
        )
        .options(joinedload(Outing.neighbourhood))
        .order_by(Outing.day.desc(), Outing.id.desc())
    ).all()


def all_written_by(actor: Actor) -> Sequence[Outing]:
    """Return everything that the actor ever wrote down, the oldest first."""
    query = select(Outing).where(Outing.recorded_by == actor.account_id)
    loaded = query.options(joinedload(Outing.neighbourhood))
    return db.session.scalars(loaded.order_by(Outing.id)).all()


def get_written_by(actor: Actor, number: int) -> Outing:
    """Return an entry that the actor wrote down, taken back or not, or raise NotFound."""
    outing = db.session.get(Outing, number)
    if outing is None or outing.recorded_by != actor.account_id:
        raise NotFound()
    return outing


def get_own_outing(actor: Actor, number: int) -> Outing:
    """Return an entry that a member may still correct, or raise NotFound."""
    outing = get_written_by(actor, number)
    if not may_change(actor, outing):
        raise NotFound()
    return outing


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
