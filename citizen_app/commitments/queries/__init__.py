"""Reading commitments: the public board, staff's list, those of one thing, figures of a ward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from citizen_app.commitments.models import Commitment, Milestone
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
VIEWS = ("", "tre", "sap-den-han", "da-giu", "chua-dong-y")


@dataclass(frozen=True)
class Board:
    """Some commitments, and where the next ones begin ("" at the end)."""

    rows: Sequence[Commitment]
    next_cursor: str = ""


@dataclass(frozen=True)
class Figures:
    """How a ward keeps its word.

    Done in time and not disputed; late (not done, or done late); done in time but disputed; still open in
    time, and how many of those are due soon.
    """

    kept: int
    late: int
    open: int
    disputed: int = 0
    soon: int = 0

    @property
    def total(self) -> int:
        """Return how many there are."""
        return self.kept + self.late + self.open + self.disputed


def _is_late() -> ColumnElement[bool]:
    """Return `policies.is_late` for what is not done, as SQL."""
    return and_(Commitment.state.in_(OPEN), Commitment.due_on < clock.today())


def _is_soon() -> ColumnElement[bool]:
    """Return which are open and due within the next days."""
    today = clock.today()
    near = Commitment.due_on.between(today, today + SOON)
    return and_(Commitment.state.in_(OPEN), near)


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
        query = query.where(_is_soon())
    elif view == "da-giu":
        query = query.where(Commitment.state == State.DONE, Commitment.disputed_count == 0)
    elif view == "chua-dong-y":
        query = query.where(Commitment.disputed_count > 0)
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
    query = _with_names(query).options(selectinload(Commitment.milestones))
    return db.session.scalars(query.order_by(Commitment.id)).unique().all()


def get_commitment(actor: Actor, code: str) -> Commitment:
    """Return a commitment that the actor may keep or redate, or raise NotFound."""
    parsed = ids.parse_code("CK", code)
    visible = visible_to_staff(actor, Permission.COMMITMENT_KEEP)
    query = _with_names(select(Commitment).where(Commitment.code == (parsed or ""), visible))
    return _whole(query)


def get_public(ward: Ward, code: str) -> Commitment:
    """Return a public commitment of a ward with all that its page shows, or raise NotFound."""
    wanted = (Commitment.ward_id == ward.id, Commitment.code == (ids.parse_code("CK", code) or ""))
    return _whole(select(Commitment).where(*wanted, publicly_visible()))


def get_for_asker(code: str) -> Commitment:
    """Return a commitment with all that its page shows; whether the reader asked for it is policies'."""
    return _whole(select(Commitment).where(Commitment.code == (ids.parse_code("CK", code) or "")))


def _whole(query: Select[Commitment]) -> Commitment:
    whole = _with_names(query).options(
        joinedload(Commitment.ward),
        selectinload(Commitment.milestones),
        selectinload(Commitment.reopenings),
        selectinload(Commitment.voices),
    )
    found = db.session.scalars(whole).unique().first()
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
    return figures_where(Commitment.ward_id == ward.id)


def figures_where(condition: ColumnElement[bool]) -> Figures:
    """Count some public commitments in one query."""
    done = Commitment.state == State.DONE
    in_time = Commitment.done_on <= Commitment.due_on
    agreed = Commitment.disputed_count == 0
    kept, late, disputed, soon, all_of_them = db.session.execute(
        select(
            func.count().filter(done, in_time, agreed),
            func.count().filter(or_(_is_late(), and_(done, ~in_time))),
            func.count().filter(done, in_time, ~agreed),
            func.count().filter(_is_soon()),
            func.count(),
        ).where(condition, publicly_visible())
    ).one()
    return Figures(kept, late, all_of_them - kept - late - disputed, disputed, soon)


def due_between(first: dt.date, last: dt.date) -> Sequence[int]:
    """Return the ids of open commitments whose date lies between two days, both counted."""
    query = select(Commitment.id).where(
        Commitment.state.in_(OPEN), Commitment.due_on.between(first, last)
    )
    return db.session.scalars(query.order_by(Commitment.id)).all()


def milestones_between(first: dt.date, last: dt.date) -> Sequence[int]:
    """Return the ids of milestones not reached, of open commitments, whose date lies between two days."""
    query = (
        select(Milestone.id)
        .join(Commitment, Commitment.id == Milestone.commitment_id)
        .where(
            Commitment.state.in_(OPEN),
            Milestone.done_on.is_(None),
            Milestone.due_on.between(first, last),
        )
    )
    return db.session.scalars(query.order_by(Milestone.id)).all()


def list_late(ward_id: int) -> Sequence[Commitment]:
    """Return the commitments of a ward that are not done and whose date has passed, or is today."""
    query = select(Commitment).where(
        Commitment.ward_id == ward_id,
        Commitment.state.in_(OPEN),
        Commitment.due_on <= clock.today(),
    )
    return db.session.scalars(query.order_by(Commitment.due_on, Commitment.id)).all()


def wards_with_late() -> Sequence[int]:
    """Return the ids of the wards that have such commitments."""
    query = select(Commitment.ward_id).where(
        Commitment.state.in_(OPEN), Commitment.due_on <= clock.today()
    )
    return db.session.scalars(query.distinct().order_by(Commitment.ward_id)).all()
