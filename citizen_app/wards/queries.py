"""Reading wards and their settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from citizen_app.accounts.models import Account
from citizen_app.accounts.queries import PersonName, names_with
from citizen_app.core.actor import Actor
from citizen_app.core.calendar import WorkingCalendar
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.permissions import Permission
from citizen_app.wards.models import (
    AnswerTemplate,
    Category,
    ClosedPeriod,
    Department,
    Holiday,
    Neighbourhood,
    Routing,
    Ward,
)
from citizen_app.wards.suggesting import prepared


def find_ward(code: str) -> Ward | None:
    """Return the ward with an official code, or None."""
    return db.session.scalar(select(Ward).where(Ward.code == code))


def get_ward(code: str) -> Ward:
    """Return the ward with an official code, or raise NotFound."""
    ward = find_ward(code)
    if ward is None:
        raise NotFound()
    return ward


def site_version() -> tuple[int, int, int]:
    """Return a mark that changes when a ward is added, opened, closed or changed."""
    opened = func.coalesce(func.sum(Ward.id).filter(Ward.is_open), 0)
    versions = func.coalesce(func.sum(Ward.version), 0)
    count, changed, open_ids = db.session.execute(
        select(func.count(), versions, opened).select_from(Ward)
    ).one()
    return int(count), int(changed), int(open_ids)


def only_ward(ward_ids: frozenset[int]) -> Ward | None:
    """Return the ward of somebody who works in just one."""
    return db.session.get(Ward, next(iter(ward_ids))) if len(ward_ids) == 1 else None


def list_open_wards() -> list[Ward]:
    """Return the wards that have set themselves up to answer."""
    return list(
        db.session.scalars(select(Ward).where(Ward.is_open).order_by(Ward.folded, Ward.code))
    )


def wards_held(actor: Actor, permission: str) -> list[Ward]:
    """Return the wards in which the actor holds a permission, by name; of the whole city, the open ones."""
    held = actor.wards_with(permission)
    query = select(Ward).where(Ward.is_open if held is None else Ward.id.in_(sorted(held)))
    return list(db.session.scalars(query.order_by(Ward.folded, Ward.code)))


def list_neighbourhoods(ward: Ward) -> Sequence[Neighbourhood]:
    """Return the neighbourhoods in use."""
    return db.session.scalars(
        select(Neighbourhood)
        .where(Neighbourhood.ward_id == ward.id, Neighbourhood.is_active)
        .order_by(Neighbourhood.position, Neighbourhood.id)
    ).all()


def list_departments(ward_id: int) -> Sequence[Department]:
    """Return the departments in use."""
    return db.session.scalars(
        select(Department)
        .where(Department.ward_id == ward_id, Department.is_active)
        .order_by(Department.position, Department.id)
    ).all()


def list_departments_with_heads(ward_id: int) -> Sequence[Department]:
    """Return the departments in use, each with who answers for it; of them nothing but the name."""
    head = joinedload(Department.head).options(lazyload(Account.contacts), lazyload(Account.grants))
    return db.session.scalars(
        select(Department)
        .where(Department.ward_id == ward_id, Department.is_active)
        .options(head)
        .order_by(Department.position, Department.id)
    ).all()


def possible_heads(ward_id: int) -> list[PersonName]:
    """Return who works in a ward and may answer for a department, by name."""
    return names_with(Permission.REPORT_READ, ward_id)


def get_department(ward_id: int, department_id: int) -> Department:
    """Return a department of the ward, or raise NotFound."""
    found = db.session.get(Department, department_id)
    if found is None or found.ward_id != ward_id:
        raise NotFound()
    return found


def list_categories(ward_id: int | None) -> Sequence[Category]:
    """Return the fields in use: those of all wards and the ward's own, parents before children.

    A field's parent is among them, so that asking for it costs no question more.
    """
    return db.session.scalars(
        select(Category).where(*_in_use(ward_id)).order_by(Category.position, Category.id)
    ).all()


def _in_use(ward_id: int | None) -> tuple[ColumnElement[bool], ...]:
    own_or_general = or_(Category.ward_id.is_(None), Category.ward_id == ward_id)
    return Category.is_active.is_(True), own_or_general


def suggest_category(ward_id: int, text: str, *, least: float) -> Category | None:
    """Return the field of the lower level that a text most likely belongs to, or None.

    Reads what the words need and nothing else; the words themselves are prepared once for as long as
    they stay the same (suggesting.prepared).
    """
    rows = db.session.execute(
        select(Category.id, Category.position, Category.name, cast(Category.keywords, String))
        .where(*_in_use(ward_id), Category.parent_id.is_not(None))
        .order_by(Category.position, Category.id)
    )
    found = prepared(tuple(map(tuple, rows))).most_likely(text, least=least)
    return None if found is None else db.session.get(Category, found)


def route_category(ward_id: int, category: Category | None) -> int | None:
    """Return the id of the department that gets a field, by itself or through its parent."""
    if category is None:
        return None
    wanted = [category.id, *([category.parent_id] if category.parent_id else [])]
    query = select(Routing.category_id, Routing.department_id)
    query = query.where(Routing.ward_id == ward_id, Routing.category_id.in_(wanted))
    routes = dict(db.session.execute(query).all())
    return next((routes[c] for c in wanted if c in routes), None)


def calendar_of(ward_id: int | None) -> WorkingCalendar:
    """Return the working calendar of a ward: what holds everywhere, changed by what is its own."""
    rows = db.session.execute(
        select(Holiday.day, Holiday.kind)
        .where(or_(Holiday.ward_id.is_(None), Holiday.ward_id == ward_id))
        .order_by(Holiday.ward_id.is_not(None), Holiday.id)
    )
    kinds = {row.day: row.kind for row in rows}
    return WorkingCalendar(
        off=frozenset(day for day, kind in kinds.items() if kind == "off"),
        worked=frozenset(day for day, kind in kinds.items() if kind == "worked"),
    )


def list_holidays(year: int, ward_id: int | None) -> Sequence[Holiday]:
    """Return a year's days off and make-up days."""
    return db.session.scalars(
        select(Holiday)
        .where(
            Holiday.day.between(dt.date(year, 1, 1), dt.date(year, 12, 31)),
            or_(Holiday.ward_id.is_(None), Holiday.ward_id == ward_id),
        )
        .order_by(Holiday.day, Holiday.id)
    ).all()


def closed_period_at(ward_id: int, day: dt.date) -> ClosedPeriod | None:
    """Return the period in which the ward takes no reports on `day`, if there is one."""
    return db.session.scalar(
        select(ClosedPeriod)
        .where(
            ClosedPeriod.ward_id == ward_id,
            ClosedPeriod.first_day <= day,
            ClosedPeriod.last_day >= day,
        )
        .order_by(ClosedPeriod.id)
    )


def list_answer_templates(ward_id: int) -> Sequence[AnswerTemplate]:
    """Return the texts to start an answer from; a ward's own stand for general ones of the same code.

    A ward hides a general text by one of its own that is out of use.
    """
    rows = db.session.scalars(
        select(AnswerTemplate)
        .where(or_(AnswerTemplate.ward_id.is_(None), AnswerTemplate.ward_id == ward_id))
        .order_by(AnswerTemplate.ward_id.is_not(None), AnswerTemplate.id)
    ).all()
    return [row for row in {row.code: row for row in rows}.values() if row.is_active]
