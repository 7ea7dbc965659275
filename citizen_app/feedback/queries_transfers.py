"""Where cases went: for who holds a case now, and for the ward that handed it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select, true
from sqlalchemy.orm import joinedload

from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.feedback import policies
from citizen_app.feedback.models import Report, Transfer
from citizen_app.feedback.queries import LARGEST_ID
from citizen_app.permissions import Permission

PAGE = 30
PLACES = (
    joinedload(Transfer.from_ward),
    joinedload(Transfer.to_ward),
    joinedload(Transfer.from_department),
    joinedload(Transfer.to_department),
)


@dataclass(frozen=True)
class Trace:
    """One handing over as the ward that handed on reads it; the title only while everybody reads it."""

    transfer: Transfer
    report: Report

    @property
    def title(self) -> str:
        """Return the public title, or nothing."""
        return self.report.title if policies.is_public(self.report) else ""

    @property
    def to(self) -> str:
        """Return who got it."""
        ward = self.transfer.to_ward
        return ward.full_name if ward is not None else self.transfer.body


@dataclass(frozen=True)
class TracePage:
    """Some handings over, newest first, and where the next ones begin ("" at the end)."""

    rows: Sequence[Trace]
    next_cursor: str = ""


def list_transfers(report: Report) -> Sequence[Transfer]:
    """Return every handing over of a case that its holder may read, oldest first.

    Why a department of another ward gave it to its neighbour is that ward's own matter.
    """
    within = and_(Transfer.kind == "department", Transfer.from_ward_id != report.holder_ward_id)
    return db.session.scalars(
        select(Transfer)
        .where(Transfer.report_id == report.id, not_(within))
        .options(*PLACES)
        .order_by(Transfer.id)
    ).all()


def list_handed_on(actor: Actor, after: str = "") -> TracePage:
    """Return what the actor's wards handed to other wards or bodies, newest first."""
    query = _handed_on(actor).order_by(Transfer.id.desc()).limit(PAGE + 1)
    if after.isascii() and after.isdigit() and len(after) < 20 and int(after) < LARGEST_ID:
        query = query.where(Transfer.id < int(after))
    rows = [Trace(transfer, report) for transfer, report in db.session.execute(query).all()]
    more = len(rows) > PAGE
    return TracePage(rows[:PAGE], str(rows[PAGE - 1].transfer.id) if more else "")


def get_handed_on(actor: Actor, code: str) -> list[Trace]:
    """Return the handings over of one case by the actor's wards, or raise NotFound."""
    query = _handed_on(actor).where(Report.code == code).order_by(Transfer.id)
    rows = [Trace(transfer, report) for transfer, report in db.session.execute(query).all()]
    if not rows:
        raise NotFound()
    return rows


def _handed_on(actor: Actor) -> Select[Transfer, Report]:
    """Select handings over with their case: never one about the actor, or kept from the ward's staff."""
    return (
        select(Transfer, Report)
        .join(Report, Report.id == Transfer.report_id)
        .where(
            Transfer.kind.in_(["ward", "outside"]),
            Report.confined_to == "",
            or_(
                and_(_from(actor, Permission.REPORT_READ), Report.is_restricted.is_(False)),
                _from(actor, Permission.REPORT_READ_PRIVATE),
            ),
            policies.is_about_nobody_like(actor),
        )
        .options(joinedload(Report.holder), *PLACES)
    )


def _from(actor: Actor, permission: str) -> ColumnElement[bool]:
    """Return which handings over began in a ward where the actor holds a permission."""
    held = actor.wards_with(permission)
    if held is None:
        return true()
    return Transfer.from_ward_id.in_(sorted(held)) if held else false()
