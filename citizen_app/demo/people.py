"""The demonstration's wards, and the people who work in them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.commands.opening import create_account
from citizen_app.accounts.commands.roles import grant_role
from citizen_app.accounts.models import Account
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.feedback.models import Report
from citizen_app.permissions import Role
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Department, Neighbourhood, Ward

DATA = Path(__file__).parent / "data"


@dataclass
class DemoWard:
    """A ward with what the stories need of it."""

    ward: Ward
    neighbourhoods: dict[str, Neighbourhood]
    departments: dict[str, Department]
    staff: dict[str, list[Actor]] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    officers: dict[str, Actor] = field(default_factory=dict)
    accounts: dict[int, Account] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    helpers: list[Account] = field(default_factory=list)
    helped: dict[int, list[str]] = field(default_factory=dict)

    def one(self, role: Role, number: int = 0) -> Actor:
        """Return somebody who holds a role."""
        people = self.staff[str(role)]
        return people[number % len(people)]

    def officer_for(self, department_code: str) -> Actor:
        """Return the officer of a department, else any officer."""
        return self.officers.get(department_code) or self.one(Role.OFFICER)


def set_up_wards() -> list[DemoWard]:
    """Set up the wards and the city's own people."""
    data = json.loads((DATA / "wards.json").read_text(encoding="utf-8"))
    made = [_set_up(entry) for entry in data["wards"]]
    for person in data["city"]:
        account = _account("staff", person)
        grant_role(SYSTEM, account, role=person["role"], ward_id=None)
    db.session.flush()
    return made


def _set_up(entry: dict[str, Any]) -> DemoWard:
    ward = wards.get_ward(entry["code"])
    ward.is_open = True
    ward.hotline, ward.email, ward.office_hours = (
        entry["hotline"],
        entry["email"],
        entry["office_hours"],
    )
    for place, row in enumerate(entry["neighbourhoods"]):
        db.session.add(
            Neighbourhood(
                ward_id=ward.id, name=row["name"], households=row["households"], position=place
            )
        )
    db.session.flush()
    made = DemoWard(
        ward,
        {n.name: n for n in wards.list_neighbourhoods(ward)},
        {
            d.code: d
            for d in db.session.scalars(select(Department).where(Department.ward_id == ward.id))
        },
    )
    for person in entry["staff"]:
        _hire(made, person)
    for person in entry["helpers"]:
        # They join their team later (demo/teams.py), as people do.
        made.helpers.append(_account("resident", person))
        made.helped[made.helpers[-1].id] = person["neighbourhoods"]
    return made


def _hire(made: DemoWard, person: dict[str, Any]) -> None:
    account = _account("staff", person)
    department = made.departments[person["department"]]
    grant_role(
        SYSTEM, account, role=person["role"], ward_id=made.ward.id, department_id=department.id
    )
    actor = acting_as(Actor(), account)
    made.staff.setdefault(person["role"], []).append(actor)
    made.titles[account.id], made.accounts[account.id] = account.title, account
    if person.get("is_head"):
        department.head_id = account.id
    if person["role"] == Role.OFFICER:
        made.officers[person["department"]] = actor


def _account(surface: str, person: dict[str, Any]) -> Account:
    return create_account(
        SYSTEM,
        surface=surface,
        name=person["name"],
        title=person.get("title", ""),
        contacts=[("email", person["email"], True)],
    )
