"""Reading commitments: the public board, staff's list, those of one thing, figures of a ward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from citizen_app.commitments.models import Commitment
from citizen_app.commitments.sources import publicly_visible, visible_to_staff
from citizen_app.commitments.workflow import OPEN, State
from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.permissions import Permission
from citizen_app.wards.models import Ward

PAGE = 30
SOON = dt.timedelta(days=14)
# What a reader of the board may ask for; "" is everything.
VIEWS = ("", "tre", "sap-den-han", "da-giu")


@dataclass(frozen=True)
class Board:
    """Some commitments, and where the next ones begin ("" at the end)."""

    rows: Sequence[Commitment]
    next_cursor: str = ""


@dataclass(frozen=True)
class Figures:
    """How a ward keeps its word: done in time, late (not done or done late), still open in time."""

    kept: int
    late: int
    open: int

    @property
    def total(self) -> int:
        """Return how many there are."""
        return self.kept + self.late + self.open


def _is_late() -> ColumnElement[bool]:
    """Return `policies.is_late` for what is not done, as SQL."""
    return and_(Commitment.state.in_(OPEN), Commitment.due_on < clock.today())


def list_public(ward: Ward, *, view: str = "", department_id: int = 0, after: str = "") -> Board:
    """Return a ward's public commitments, those with the nearest date first, done ones last."""
    query = _with_names(select(Commitment).where(Commitment.ward_id == ward.id, publicly_visible()))
    return _page(_narrowed(query, view, department_id), after)


def list_for_staff(actor: Actor, *, view: str = "", after: str = "") -> Board:
    """Return the commitments that the actor may keep."""
    visible = visible_to_staff(actor, Permission.COMMITMENT_KEEP)
    query = _with_names(select(Commitment).where(visible)).options(
        joinedload(Commitment.ward), joinedload(Commitment.head)
    )
    return _page(_narrowed(query, view, 0), after)


def _with_names(query: Select[Commitment]) -> Select[Commitment]:
    return query.options(
        joinedload(Commitment.department),
        selectinload(Commitment.date_changes),
    )


def _narrowed(query: Select[Commitment], view: str, department_id: int) -> Select[Commitment]:
    if view == "tre":
        query = query.where(_is_late())
    elif view == "sap-den-han":
        today = clock.today()
        near = Commitment.due_on.between(today, today + SOON)
        query = query.where(Commitment.state.in_(OPEN), near)
    elif view == "da-giu":
        query = query.where(Commitment.state == State.DONE)
    if department_id:
        query = query.where(Commitment.department_id == department_id)
    return query


def _page(query: Select[Commitment], after: str) -> Board:
    """Return a page: open ones by their date, then done ones; the cursor is done|day|id."""
    done = Commitment.state == State.DONE
    start = _read_cursor(after)
    if start is not None:
        was_done, day, last = start
        later = or_(Commitment.due_on > day, and_(Commitment.due_on == day, Commitment.id > last))
        query = query.where(and_(done, later) if was_done else or_(done, later))
    query = query.order_by(done, Commitment.due_on, Commitment.id).limit(PAGE + 1)
    rows = db.session.scalars(query).unique().all()
    if len(rows) <= PAGE:
        return Board(rows)
    last_row = rows[PAGE - 1]
    mark = f"{int(last_row.state == State.DONE)}_{last_row.due_on:%Y%m%d}_{last_row.id}"
    return Board(rows[:PAGE], mark)


def _read_cursor(cursor: str) -> tuple[bool, dt.date, int] | None:
    try:
        done, day, last = cursor.split("_")
        number = int(last)
        if not 0 <= number < 2**63:
            return None
        return done == "1", dt.date(int(day[:4]), int(day[4:6]), int(day[6:8])), number
    except (ValueError, OverflowError):
        return None


def list_made_in(
    subject_type: str, subject_ids: Collection[int], *, public_only: bool
) -> Sequence[Commitment]:
    """Return the commitments made in some things, oldest first."""
    if not subject_ids:
        return []
    query = select(Commitment).where(
        Commitment.subject_type == subject_type, Commitment.subject_id.in_(sorted(subject_ids))
    )
    if public_only:
        query = query.where(publicly_visible())
    return db.session.scalars(_with_names(query).order_by(Commitment.id)).unique().all()


def get_commitment(actor: Actor, code: str) -> Commitment:
    """Return a commitment that the actor may keep or redate, or raise NotFound."""
    parsed = ids.parse_code("CK", code)
    visible = visible_to_staff(actor, Permission.COMMITMENT_KEEP)
    query = _with_names(select(Commitment).where(Commitment.code == (parsed or ""), visible))
    found = db.session.scalars(query.options(joinedload(Commitment.ward))).unique().first()
    if found is None:
        raise NotFound()
    return found


def may_read(actor: Actor, commitment: Commitment) -> bool:
    """Return whether an actor may open a commitment now: what it was made in may be kept from them."""
    visible = visible_to_staff(actor, Permission.COMMITMENT_KEEP)
    query = select(Commitment.id).where(Commitment.id == commitment.id, visible)
    return db.session.scalar(query) is not None


def ward_figures(ward: Ward) -> Figures:
    """Count a ward's public commitments in one query."""
    done = Commitment.state == State.DONE
    in_time = Commitment.done_on <= Commitment.due_on
    kept, late, all_of_them = db.session.execute(
        select(
            func.count().filter(done, in_time),
            func.count().filter(or_(_is_late(), and_(done, ~in_time))),
            func.count(),
        ).where(Commitment.ward_id == ward.id, publicly_visible())
    ).one()
    return Figures(kept, late, all_of_them - kept - late)


def due_between(first: dt.date, last: dt.date) -> Sequence[int]:
    """Return the ids of open commitments whose date lies between two days, both counted."""
    query = select(Commitment.id).where(
        Commitment.state.in_(OPEN), Commitment.due_on.between(first, last)
    )
    return db.session.scalars(query.order_by(Commitment.id)).all()
