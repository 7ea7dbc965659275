"""The register of receptions: by day, for those who keep it, without what they may not see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.sql.base import ExecutableOption

from citizen_app.accounts.models import Account
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.feedback import policies
from citizen_app.feedback.models import Reception, Report, ReportContact
from citizen_app.feedback.queries_staff import get_case
from citizen_app.permissions import Permission
from citizen_app.wards.models import Ward

PAGE = 50
BATCH = 500


@dataclass(frozen=True)
class RegisterFilter:
    """Which days of the register, and what to look for in it."""

    first: dt.date
    last: dt.date
    q: str = ""
    page: int = 1


@dataclass(frozen=True)
class RegisterPage:
    """Some lines of the register, and how many there are in all."""

    rows: Sequence[Reception]
    count: int

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-self.count // PAGE))


def list_receptions(actor: Actor, ward: Ward, wanted: RegisterFilter) -> RegisterPage:
    """Return a page of the register, the newest day first."""
    query = _register(actor, ward, wanted)
    count = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = query.options(*_with_case()).order_by(
        Reception.received_on.desc(), Reception.report_id.desc()
    )
    page = rows.limit(PAGE).offset(PAGE * (wanted.page - 1))
    return RegisterPage(db.session.scalars(page).unique().all(), count)


def each_reception(actor: Actor, ward: Ward, wanted: RegisterFilter) -> Iterator[Reception]:
    """Yield the lines of the register in the order of the book: the oldest first."""
    query = _register(actor, ward, wanted).options(*_with_case())
    rows = query.order_by(Reception.received_on, Reception.report_id)
    yield from db.session.scalars(rows.execution_options(yield_per=BATCH))


def _register(actor: Actor, ward: Ward, wanted: RegisterFilter) -> Select[Reception]:
    query = (
        select(Reception)
        .join(Report, Report.id == Reception.report_id)
        .where(
            Reception.ward_id == ward.id,
            Reception.received_on.between(wanted.first, wanted.last),
            policies.visible_to_staff(actor),
        )
    )
    typed = wanted.q.strip()
    if not typed:
        return query
    like = f"%{typed.replace('%', '').replace('_', '')}%"
    found = [Report.code.ilike(like), Report.title.ilike(like)]
    if actor.may(Permission.REPORT_READ_CONTACT, ward.id):
        named = select(ReportContact.report_id).where(
            or_(ReportContact.name.ilike(like), ReportContact.phone.ilike(like))
        )
        found.append(Report.id.in_(named))
    return query.where(or_(*found))


def _with_case() -> tuple[ExecutableOption, ...]:
    case = joinedload(Reception.report)
    bare = (lazyload(Account.contacts), lazyload(Account.grants))
    return (
        case.joinedload(Report.contact),
        case.joinedload(Report.department),
        case.joinedload(Report.category),
        joinedload(Reception.clerk).options(*bare),
    )


def get_reception(actor: Actor, code: str) -> Reception:
    """Return the line of the register of a case that the actor may read, or raise NotFound."""
    found = db.session.get(Reception, get_case(actor, code).id)
    if found is None:
        raise NotFound()
    return found
