"""Reading booklets and sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from citizen_app.core import ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.feedback.commands.submit import PREFIX as CASE_PREFIX
from citizen_app.paper.commands.booklets import PREFIX
from citizen_app.paper.models import Booklet, Entry, Sheet
from citizen_app.permissions import Permission
from citizen_app.wards.models import Ward

SHOWN = 100


def find_sheet(typed: str) -> Sheet | None:
    """Return the sheet with a number as typed, or None."""
    number = ids.parse_code(CASE_PREFIX, typed)
    if number is None:
        return None
    return db.session.scalar(
        select(Sheet)
        .where(Sheet.number == number)
        .options(joinedload(Sheet.booklet).joinedload(Booklet.ward), joinedload(Sheet.entry))
    )


def get_sheet(actor: Actor, typed: str, permission: str) -> Sheet:
    """Return a sheet of a ward in which the actor holds a permission, or raise NotFound."""
    sheet = find_sheet(typed)
    if sheet is None or not actor.may(permission, sheet.ward_id):
        raise NotFound()
    return sheet


def sheet_of_report(report_id: int) -> Sheet | None:
    """Return the sheet that a case came on, or None."""
    return db.session.scalar(select(Sheet).join(Entry).where(Entry.report_id == report_id))


def get_booklet(actor: Actor, code: str) -> Booklet:
    """Return a booklet of a ward in which the actor keeps paper, or raise NotFound."""
    found = db.session.scalar(
        select(Booklet)
        .where(Booklet.code == (ids.parse_code(PREFIX, code) or ""))
        .options(
            joinedload(Booklet.ward),
            joinedload(Booklet.neighbourhood),
            selectinload(Booklet.sheets).joinedload(Sheet.entry),
        )
    )
    if found is None or not actor.may(Permission.PAPER_KEEP, found.ward_id):
        raise NotFound()
    return found


@dataclass(frozen=True)
class Shelf:
    """A booklet with how many of its sheets stand where."""

    booklet: Booklet
    counts: dict[str, int]


def list_booklets(ward: Ward) -> list[Shelf]:
    """Return the newest booklets of a ward."""
    booklets = db.session.scalars(
        select(Booklet)
        .where(Booklet.ward_id == ward.id)
        .options(joinedload(Booklet.neighbourhood))
        .order_by(Booklet.id.desc())
        .limit(SHOWN)
    ).all()
    rows = db.session.execute(
        select(Sheet.booklet_id, Sheet.state, func.count())
        .where(Sheet.booklet_id.in_([one.id for one in booklets]))
        .group_by(Sheet.booklet_id, Sheet.state)
    ).all()
    counts: dict[int, dict[str, int]] = {}
    for booklet_id, state, count in rows:
        counts.setdefault(booklet_id, {})[state] = count
    return [Shelf(one, counts.get(one.id, {})) for one in booklets]


def list_waiting(ward: Ward) -> Sequence[Sheet]:
    """Return the sheets that wait for a second person, the longest first."""
    return db.session.scalars(
        select(Sheet)
        .join(Entry)
        .where(Sheet.ward_id == ward.id, Sheet.state == "entered")
        .options(joinedload(Sheet.entry).joinedload(Entry.clerk), joinedload(Sheet.booklet))
        .order_by(Entry.entered_at, Sheet.id)
        .limit(SHOWN)
    ).all()
