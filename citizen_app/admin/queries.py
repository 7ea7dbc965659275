"""Reading how a ward is set up, with what is out of use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select

from citizen_app.accounts import queries as accounts
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.permissions import Permission, permissions_of
from citizen_app.wards.models import (
    AnswerTemplate,
    Category,
    ClosedPeriod,
    DeadlineRule,
    Department,
    Neighbourhood,
    Routing,
    Ward,
)


def list_wards(actor: Actor, permission: str, *, open_only: bool = False) -> Sequence[Ward]:
    """Return the wards in which the actor holds a permission, by name."""
    held = actor.wards_with(permission)
    query = select(Ward).order_by(Ward.folded, Ward.code)
    if held is not None:
        query = query.where(Ward.id.in_(sorted(held)))
    elif open_only:
        query = query.where(Ward.is_open)
    return db.session.scalars(query).all()


@dataclass(frozen=True)
class Counts:
    """How much of each thing a ward has."""

    departments: int
    neighbourhoods: int
    unrouted: int
    limits: int
    texts: int
    closures: int


def count_settings(ward: Ward) -> Counts:
    """Count a ward's settings in one statement."""
    today = clock.today()
    routed = select(Routing.category_id).where(Routing.ward_id == ward.id)
    counted = (
        (Department, Department.ward_id == ward.id, Department.is_active),
        (Neighbourhood, Neighbourhood.ward_id == ward.id, Neighbourhood.is_active),
        (
            Category,
            Category.is_active,
            Category.parent_id.is_(None),
            Category.ward_id.is_(None),
            Category.id.not_in(routed),
        ),
        (
            DeadlineRule,
            DeadlineRule.ward_id == ward.id,
            or_(DeadlineRule.effective_to.is_(None), DeadlineRule.effective_to >= today),
        ),
        (AnswerTemplate, AnswerTemplate.ward_id == ward.id, AnswerTemplate.is_active),
        (ClosedPeriod, ClosedPeriod.ward_id == ward.id, ClosedPeriod.last_day >= today),
    )
    parts = [
        select(func.count()).select_from(model).where(*conditions).scalar_subquery()
        for model, *conditions in counted
    ]
    return Counts(*db.session.execute(select(*parts)).one())


def count_people(ward: Ward) -> dict[str, int]:
    """Return how many people work in a ward, and how many of them receive, answer and approve."""
    wanted = {
        "receive": Permission.REPORT_RECEIVE,
        "answer": Permission.REPORT_ANSWER,
        "approve": Permission.REPORT_APPROVE,
    }
    grants = accounts.list_grants(ward.id)
    open_grants = [grant for grant in grants if grant.account.disabled_at is None]
    return {
        "all": len({grant.account_id for grant in open_grants}),
        **{
            name: len({g.account_id for g in open_grants if permission in permissions_of(g.role)})
            for name, permission in wanted.items()
        },
    }


def list_departments(ward: Ward) -> Sequence[Department]:
    """Return all departments, those in use first."""
    return db.session.scalars(
        select(Department)
        .where(Department.ward_id == ward.id)
        .order_by(Department.is_active.desc(), Department.position, Department.id)
    ).all()


def count_routes(ward: Ward) -> dict[int, int]:
    """Return how many fields go to each department."""
    rows = db.session.execute(
        select(Routing.department_id, func.count())
        .where(Routing.ward_id == ward.id)
        .group_by(Routing.department_id)
    )
    return dict(rows.all())


def list_neighbourhoods(ward: Ward) -> Sequence[Neighbourhood]:
    """Return all neighbourhoods, those in use first."""
    return db.session.scalars(
        select(Neighbourhood)
        .where(Neighbourhood.ward_id == ward.id)
        .order_by(Neighbourhood.is_active.desc(), Neighbourhood.position, Neighbourhood.id)
    ).all()


def get_neighbourhood(ward: Ward, neighbourhood_id: int) -> Neighbourhood:
    """Return a neighbourhood of the ward, or raise NotFound."""
    found = db.session.get(Neighbourhood, neighbourhood_id)
    if found is None or found.ward_id != ward.id:
        raise NotFound()
    return found


@dataclass(frozen=True)
class MainField:
    """A main field with the fields below it, and where each goes by itself."""

    top: Category
    leaves: list[Category]
    own: list[Category]
    routes: dict[int, Department] = field(default_factory=dict)

    @property
    def department(self) -> Department | None:
        """Return where the main field goes."""
        return self.routes.get(self.top.id)

    @property
    def elsewhere(self) -> list[tuple[Category, Department]]:
        """Return the fields below that go to another department."""
        routed = [(leaf, self.routes.get(leaf.id)) for leaf in self.leaves]
        return [(leaf, to) for leaf, to in routed if to is not None and to is not self.department]


def list_main_fields(ward: Ward) -> list[MainField]:
    """Return the main fields in use; `own` are the ward's own below them, used or not."""
    fields = db.session.scalars(
        select(Category)
        .where(
            or_(Category.ward_id == ward.id, Category.ward_id.is_(None) & Category.is_active),
        )
        .order_by(Category.position, Category.id)
    ).all()
    rows = db.session.execute(
        select(Routing.category_id, Department)
        .join(Department, Department.id == Routing.department_id)
        .where(Routing.ward_id == ward.id)
    )
    routes = dict(rows.all())
    return [
        MainField(
            top,
            [f for f in fields if f.parent_id == top.id and f.is_active],
            [f for f in fields if f.parent_id == top.id and f.ward_id == ward.id],
            routes,
        )
        for top in fields
        if top.parent_id is None
    ]


def get_main_field(ward: Ward, code: str) -> MainField:
    """Return a main field by its code, or raise NotFound."""
    found = next((main for main in list_main_fields(ward) if main.top.code == code), None)
    if found is None:
        raise NotFound()
    return found


def get_own_field(main: MainField, field_id: int) -> Category:
    """Return a field of the ward's own below a main field, or raise NotFound."""
    found = next((own for own in main.own if own.id == field_id), None)
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class Text:
    """A text as the ward's officers get it: the ward's own before the general one of the same code."""

    code: str
    general: AnswerTemplate | None
    own: AnswerTemplate | None

    @property
    def shown(self) -> AnswerTemplate:
        """Return the one that counts."""
        found = self.own or self.general
        assert found is not None
        return found

    @property
    def is_reworded(self) -> bool:
        """Return whether the ward has words of its own for a general text."""
        return (
            self.own is not None
            and self.general is not None
            and (self.own.title, self.own.body) != (self.general.title, self.general.body)
        )


def list_texts(ward: Ward) -> list[Text]:
    """Return all texts, general ones first, hidden ones too."""
    rows = db.session.scalars(
        select(AnswerTemplate)
        .where(or_(AnswerTemplate.ward_id.is_(None), AnswerTemplate.ward_id == ward.id))
        .order_by(AnswerTemplate.ward_id.is_not(None), AnswerTemplate.id)
    ).all()
    general = {row.code: row for row in rows if row.ward_id is None}
    own = {row.code: row for row in rows if row.ward_id is not None}
    codes = dict.fromkeys(row.code for row in rows)
    return [Text(code, general.get(code), own.get(code)) for code in codes]


def get_text(ward: Ward, code: str) -> Text:
    """Return one text, or raise NotFound."""
    found = next((text for text in list_texts(ward) if text.code == code), None)
    if found is None:
        raise NotFound()
    return found
