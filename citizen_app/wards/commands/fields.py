"""Fields: which department gets them, and the ward's own ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import slug
from citizen_app.permissions import Permission
from citizen_app.wards.commands.recording import check_own, note_added, note_change, set_values
from citizen_app.wards.commands.units import MOST_LETTERS_OF_CODE, free_code, spoken
from citizen_app.wards.models import Category, Department, Routing, Ward


def route_fields(actor: Actor, ward: Ward, *, routes: Mapping[Category, Department | None]) -> int:
    """Send fields to departments (None: as the field above does); return how many changed."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    rows = {
        route.category_id: route
        for route in db.session.scalars(select(Routing).where(Routing.ward_id == ward.id))
    }
    return sum(
        _route(actor, ward, category, rows.get(category.id), department)
        for category, department in routes.items()
    )


def _route(
    actor: Actor, ward: Ward, category: Category, route: Routing | None, to: Department | None
) -> bool:
    """Change one route; return whether it differs."""
    if to is not None and (to.ward_id != ward.id or not to.is_active):
        raise Invalid("", _l("This department is not in use in this ward."))
    before = db.session.get(Department, route.department_id) if route else None
    if before is to:
        return False
    if to is None:
        db.session.delete(route)
    elif route is not None:
        route.department_id = to.id
    else:
        db.session.add(Routing(ward_id=ward.id, category_id=category.id, department_id=to.id))
    old, new = (department.name if department else None for department in (before, to))
    note_change(actor, ward, category, "category.department", old, new, category.name)
    return True


def add_field(
    actor: Actor,
    ward: Ward,
    parent: Category,
    *,
    name: str,
    hint: str = "",
    keywords: Iterable[str] = (),
    is_sensitive: bool = False,
) -> Category:
    """Add a field of the ward's own below one of the general fields."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    if parent.parent_id is not None or parent.ward_id not in (None, ward.id):
        raise Invalid("parent", _l("Please choose one of the main fields."))
    _check_name(ward, parent.id, name, None)
    wanted = f"{ward.code}-{slug(name)[:MOST_LETTERS_OF_CODE]}"
    same = Category.code.startswith(wanted, autoescape=True)
    known = set(db.session.scalars(select(Category.code).where(same)))
    field = Category(
        ward_id=ward.id,
        parent_id=parent.id,
        code=free_code(wanted, known),
        name=name,
        hint=hint,
        keywords=list(keywords),
        is_sensitive=is_sensitive,
        position=parent.position,
    )
    note_added(actor, ward, field, name)
    return field


def change_field(
    actor: Actor,
    ward: Ward,
    field: Category,
    *,
    name: str,
    hint: str,
    keywords: Iterable[str],
    is_sensitive: bool,
) -> None:
    """Change a field of the ward's own."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    check_own(ward, field)
    _check_name(ward, field.parent_id, name, field)
    values = {
        "name": name,
        "hint": hint,
        "keywords": list(keywords),
        "is_sensitive": is_sensitive,
    }
    set_values(actor, ward, field, name, **values)


def use_field(actor: Actor, ward: Ward, field: Category, *, is_active: bool) -> None:
    """Take a field of the ward's own out of use, or back; its cases keep it."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    check_own(ward, field)
    set_values(actor, ward, field, field.name, is_active=is_active)


def _check_name(ward: Ward, parent_id: int | None, name: str, own: Category | None) -> None:
    siblings = select(Category).where(Category.parent_id == parent_id)
    names = {
        spoken(field.name)
        for field in db.session.scalars(siblings)
        if field is not own and field.ward_id in (None, ward.id)
    }
    if spoken(name) in names:
        raise Invalid("name", _l("There is a field with this name here already."))
