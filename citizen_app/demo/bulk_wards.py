"""The wards of a large set: set up as the commands do, with made-up staff and sizes as different as life."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from citizen_app.accounts.commands.opening import create_account
from citizen_app.accounts.commands.roles import grant_role
from citizen_app.accounts.models import Account
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db
from citizen_app.demo.bulk_words import Words
from citizen_app.permissions import Role
from citizen_app.wards import queries as wards
from citizen_app.wards.models import (
    Category,
    DeadlineRule,
    Department,
    Holiday,
    Neighbourhood,
    Routing,
    Ward,
)

OFFICERS = 3
# The share of the n-th largest ward falls as n grows, as the sizes of towns do.
SKEW = 0.8


@dataclass(frozen=True)
class BulkWard:
    """What the stories need of one ward; people and places by their ids."""

    id: int
    code: str
    clerk: int
    officers: tuple[int, ...]
    leaders: tuple[int, ...]
    leader_names: tuple[str, ...]
    neighbourhoods: tuple[tuple[int, str], ...]
    departments: dict[int, int]  # by category
    any_department: int
    has_own_days: bool  # limits or days off of its own


def choose_wards(count: int) -> list[Ward]:
    """Return the first `count` wards by code, those that are open already before others."""
    query = select(Ward).order_by(Ward.is_open.desc(), Ward.code).limit(count)
    return list(db.session.scalars(query))


def sizes(count: int, reports: int) -> list[int]:
    """Return how many reports each of `count` wards gets, the largest first; together `reports`."""
    shares = [1 / (place + 1) ** SKEW for place in range(count)]
    whole = sum(shares)
    made = [int(reports * share / whole) for share in shares]
    made[0] += reports - sum(made)
    return made


def set_up(ward: Ward, words: Words) -> BulkWard:
    """Open a ward, and give it neighbourhoods and people where it has none."""
    ward.is_open = True
    if not wards.list_neighbourhoods(ward):
        db.session.add_all(
            Neighbourhood(ward_id=ward.id, name=f"Khu phố {number}", position=number)
            for number in range(1, words.dice.randrange(6, 15))
        )
        db.session.flush()
    departments = wards.list_departments(ward.id)
    people = {
        role: [
            _hire(ward, role, departments[number % len(departments)], words)
            for number in range(count)
        ]
        for role, count in ((Role.CLERK, 1), (Role.OFFICER, OFFICERS), (Role.LEADER, 2))
    }
    return BulkWard(
        id=ward.id,
        code=ward.code,
        clerk=people[Role.CLERK][0][0],
        officers=tuple(number for number, _ in people[Role.OFFICER]),
        leaders=tuple(number for number, _ in people[Role.LEADER]),
        leader_names=tuple(f"{name}, Phó Chủ tịch UBND" for _, name in people[Role.LEADER]),
        neighbourhoods=tuple((n.id, n.name) for n in wards.list_neighbourhoods(ward)),
        departments=_routes(ward),
        any_department=departments[0].id,
        has_own_days=_has_own_days(ward),
    )


def _hire(ward: Ward, role: Role, department: Department, words: Words) -> tuple[int, str]:
    name = words.name()
    known = db.session.scalar(select(func.max(Account.id))) or 0
    address = f"{role}-{known + 1}.{ward.code}@bo-lon.vidu.vn"
    account = create_account(
        SYSTEM, surface="staff", name=name, title="", contacts=[("email", address, True)]
    )
    grant_role(
        SYSTEM,
        account,
        role=role,
        ward_id=ward.id,
        department_id=department.id if role == Role.OFFICER else None,
    )
    return account.id, name


def _routes(ward: Ward) -> dict[int, int]:
    routed = dict(
        db.session.execute(
            select(Routing.category_id, Routing.department_id).where(Routing.ward_id == ward.id)
        ).all()
    )
    parents = db.session.execute(select(Category.id, Category.parent_id)).all()
    found = {number: routed.get(number) or routed.get(parent or 0) for number, parent in parents}
    return {number: department for number, department in found.items() if department}


def _has_own_days(ward: Ward) -> bool:
    own = or_(
        select(func.count()).where(DeadlineRule.ward_id == ward.id).scalar_subquery() > 0,
        select(func.count()).where(Holiday.ward_id == ward.id).scalar_subquery() > 0,
    )
    return bool(db.session.scalar(select(own)))


def shuffled(made: Sequence[int], dice: random.Random) -> list[int]:
    """Return ward numbers, each as often as its size, in the order in which reports come in."""
    order = [place for place, size in enumerate(made) for _ in range(size)]
    dice.shuffle(order)
    return order
