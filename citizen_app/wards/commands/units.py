"""Departments and neighbourhoods. Cases point to them: they go out of use, never away."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import slug, words
from citizen_app.permissions import Permission
from citizen_app.wards.commands.recording import check_own, note_added, set_values
from citizen_app.wards.models import Department, Neighbourhood, Routing, Ward
from citizen_app.wards.queries import possible_heads

MOST_LETTERS_OF_CODE = 34
MOST_LETTERS_OF_NAME = 80


def add_department(
    actor: Actor, ward: Ward, *, name: str, name_en: str = "", short_name: str = ""
) -> Department:
    """Add a department at the end of the ward's list."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    _check_department_name(ward, name, None)
    known = set(db.session.scalars(select(Department.code).where(Department.ward_id == ward.id)))
    department = Department(
        ward_id=ward.id,
        code=free_code(slug(name)[:MOST_LETTERS_OF_CODE] or "phong", known),
        name=name,
        name_en=name_en,
        short_name=short_name,
        position=_last_position(Department, ward) + 1,
    )
    note_added(actor, ward, department, name)
    return department


def change_department(
    actor: Actor,
    ward: Ward,
    department: Department,
    *,
    name: str,
    name_en: str,
    short_name: str,
    position: int,
    head_id: int | None = None,
) -> None:
    """Rename a department, move it in the list, or say who answers for it."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    check_own(ward, department)
    _check_department_name(ward, name, department)
    if head_id is not None and head_id not in {one.id for one in possible_heads(ward.id)}:
        raise Invalid("head", _l("Choose somebody who works in this ward."))
    values = {
        "name": name,
        "name_en": name_en,
        "short_name": short_name,
        "position": position,
        "head_id": head_id,
    }
    set_values(actor, ward, department, name, **values)


def use_department(actor: Actor, ward: Ward, department: Department, *, is_active: bool) -> None:
    """Take a department out of use, or back; not while fields still go to it."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    check_own(ward, department)
    routed = select(func.count()).select_from(Routing)
    routed = routed.where(Routing.department_id == department.id)
    count = 0 if is_active else db.session.scalar(routed) or 0
    if count:
        message = _l(
            "%(count)s fields still go to this department. Give them to another one first.",
            count=count,
        )
        raise Invalid("", message)
    set_values(actor, ward, department, department.name, is_active=is_active)


def _check_department_name(ward: Ward, name: str, own: Department | None) -> None:
    others = select(Department).where(Department.ward_id == ward.id)
    same = [
        d for d in db.session.scalars(others) if d is not own and spoken(d.name) == spoken(name)
    ]
    if any(d.is_active for d in same):
        raise Invalid("name", _l("There is a department with this name already."))
    if same:
        message = _l("A department with this name is out of use. Use it again instead.")
        raise Invalid("name", message)


def spoken(name: str) -> str:
    """Return a name as it sounds: two that sound alike would be mixed up."""
    return " ".join(words(name))


def free_code(wanted: str, taken: set[str]) -> str:
    """Return a code that nothing has yet."""
    code, number = wanted, 2
    while code in taken:
        code, number = f"{wanted}-{number}", number + 1
    return code


def _last_position(model: type[Department] | type[Neighbourhood], ward: Ward) -> int:
    last = select(func.max(model.position)).where(model.ward_id == ward.id)
    return db.session.scalar(last) or 0


def add_neighbourhoods(actor: Actor, ward: Ward, *, names: Iterable[str]) -> list[Neighbourhood]:
    """Add neighbourhoods at the end of the list; names that are there already are left out."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    typed = [" ".join(name.split()) for name in names if name.strip()]
    wanted: dict[str, str] = {}
    for name in typed:
        wanted.setdefault(spoken(name), name)
    if any(len(name) > MOST_LETTERS_OF_NAME for name in typed):
        raise Invalid("names", _l("A name may have at most 80 letters. One name on each line."))
    there = select(Neighbourhood.name).where(Neighbourhood.ward_id == ward.id)
    known = {spoken(name) for name in db.session.scalars(there)}
    fresh = [name for sound, name in wanted.items() if sound not in known]
    if not fresh:
        raise Invalid("names", _l("All of these are in the list already."))
    first = _last_position(Neighbourhood, ward) + 1
    added = [
        Neighbourhood(ward_id=ward.id, name=name, position=first + place)
        for place, name in enumerate(fresh)
    ]
    for neighbourhood in added:
        note_added(actor, ward, neighbourhood, neighbourhood.name)
    return added


def change_neighbourhood(
    actor: Actor,
    ward: Ward,
    neighbourhood: Neighbourhood,
    *,
    name: str,
    households: int | None,
    position: int,
) -> None:
    """Rename a neighbourhood, say how many households it has, or move it in the list."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    check_own(ward, neighbourhood)
    others = select(Neighbourhood.name).where(
        Neighbourhood.ward_id == ward.id, Neighbourhood.id != neighbourhood.id
    )
    if spoken(name) in {spoken(other) for other in db.session.scalars(others)}:
        raise Invalid("name", _l("There is a neighbourhood with this name already."))
    values = {"name": name, "households": households, "position": position}
    set_values(actor, ward, neighbourhood, name, **values)


def use_neighbourhood(
    actor: Actor, ward: Ward, neighbourhood: Neighbourhood, *, is_active: bool
) -> None:
    """Take a neighbourhood out of use, or back: it is no longer offered, its cases keep it."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    check_own(ward, neighbourhood)
    set_values(actor, ward, neighbourhood, neighbourhood.name, is_active=is_active)
