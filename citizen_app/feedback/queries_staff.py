"""Reading cases as staff: the inbox, who may handle, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from citizen_app.accounts.models import Account
from citizen_app.accounts.queries import people_with
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.core.events import Event, events_of
from citizen_app.feedback import policies
from citizen_app.feedback.finding import search_for_staff
from citizen_app.feedback.models import Message, Note, Report
from citizen_app.feedback.queries import CARD, Page, find_report, make_cursor, read_cursor
from citizen_app.feedback.timeline import without_echoes
from citizen_app.feedback.workflow import OPEN, WITH_WARD, State
from citizen_app.permissions import Permission

PAGE = 30
MOST_FOUND = 100


@dataclass(frozen=True)
class InboxFilter:
    """What an officer asked for; it stands in the address, so a list can be kept as a bookmark."""

    scope: str = "viec-cua-toi"
    state: str = ""
    q: str = ""
    overdue: bool = False
    after: str = ""


def get_case(actor: Actor, code: str) -> Report:
    """Return a case that the actor may read as staff, or raise NotFound."""
    report = find_case(actor, code)
    if report is None:
        raise NotFound()
    return report


def find_case(actor: Actor, code: str) -> Report | None:
    """Return a case that the actor may read as staff, or None."""
    report = find_report(code)
    return report if report is not None and policies.can_see_as_staff(actor, report) else None


def list_for_export(actor: Actor, wanted: InboxFilter, most: int) -> Sequence[Report]:
    """Return the cases of an inbox's filter as rows of a file, newest first, where the actor may export."""
    wards = actor.wards_with(Permission.REPORT_EXPORT)
    query = _inbox(actor, wanted).options(
        *CARD, joinedload(Report.handler), joinedload(Report.department), joinedload(Report.holder)
    )
    if wards is not None:
        query = query.where(Report.holder_ward_id.in_(sorted(wards)))
    if wanted.q.strip():
        found = search_for_staff(actor, wanted.q).subquery()
        query = query.join(found, found.c.subject_id == Report.id)
    query = query.order_by(Report.sent_at.desc(), Report.id.desc())
    return db.session.scalars(query.limit(most)).unique().all()


def list_inbox(actor: Actor, wanted: InboxFilter) -> Page:
    """Return cases, the most pressing first (by limit), or the best matches of a search."""
    query = _inbox(actor, wanted).options(
        *CARD, joinedload(Report.handler), joinedload(Report.department)
    )
    if wanted.q.strip():
        found = search_for_staff(actor, wanted.q).subquery()
        query = query.join(found, found.c.subject_id == Report.id)
        return Page(
            db.session.scalars(query.order_by(found.c.rank, Report.id).limit(MOST_FOUND))
            .unique()
            .all()
        )
    start = read_cursor(wanted.after)
    if start is not None:
        due, last = start
        query = query.where(or_(Report.due_at > due, and_(Report.due_at == due, Report.id > last)))
    rows = (
        db.session.scalars(query.order_by(Report.due_at, Report.id).limit(PAGE + 1)).unique().all()
    )
    last_row = rows[PAGE - 1] if len(rows) > PAGE else None
    cursor = (
        make_cursor(last_row.due_at, last_row.id)
        if last_row is not None and last_row.due_at
        else ""
    )
    return Page(rows[:PAGE], cursor)


def _inbox(actor: Actor, wanted: InboxFilter) -> Select[Report]:
    query = select(Report).where(policies.visible_to_staff(actor), _scope(actor, wanted.scope))
    if wanted.state in set(State):
        query = query.where(Report.state == wanted.state)
    elif not wanted.q.strip():
        query = query.where(Report.state.in_(OPEN))
    if wanted.overdue:
        query = query.where(Report.state.in_(WITH_WARD), Report.due_at < clock.now())
    return query


def _scope(actor: Actor, scope: str) -> ColumnElement[bool]:
    if scope == "viec-cua-toi":
        return or_(Report.handler_id == actor.account_id, _awaits(actor))
    if scope == "phong-ban":
        own = [grant.department_id for grant in actor.grants if grant.department_id is not None]
        return Report.department_id.in_(own) if own else false()
    return Report.id.is_not(None)


def _awaits(actor: Actor) -> ColumnElement[bool]:
    """Return which cases wait for what only this actor's rights can do next."""
    waits: list[ColumnElement[bool]] = [false()]
    for permission, states in (
        (Permission.REPORT_RECEIVE, (State.RECEIVED, State.SCREENING)),
        (Permission.REPORT_APPROVE, (State.DRAFTED, State.APPROVED, State.REOPENED)),
    ):
        wards = actor.wards_with(permission)
        here = (
            Report.holder_ward_id.in_(sorted(wards))
            if wards is not None
            else Report.id.is_not(None)
        )
        waits.append(and_(Report.state.in_(states), here))
    return or_(*waits)


@dataclass(frozen=True)
class InboxCounts:
    """How many cases wait, per state and late."""

    by_state: dict[str, int]
    overdue: int

    @property
    def open(self) -> int:
        """Return how many are open."""
        return sum(count for state, count in self.by_state.items() if state in OPEN)


def count_inbox(actor: Actor, scope: str) -> InboxCounts:
    """Count the cases of a scope in one query."""
    late = and_(Report.state.in_(WITH_WARD), Report.due_at < clock.now())
    rows = db.session.execute(
        select(Report.state, func.count(), func.count().filter(late))
        .where(policies.visible_to_staff(actor), _scope(actor, scope))
        .group_by(Report.state)
    ).all()
    return InboxCounts({state: count for state, count, _ in rows}, sum(row[2] for row in rows))


def list_handlers(ward_id: int) -> Sequence[Account]:
    """Return the people who may write answers in a ward."""
    return people_with(Permission.REPORT_ANSWER, ward_id)


def is_handler_in(account: Account, ward_id: int) -> bool:
    """Return whether an account may write answers in a ward."""
    return account.id in {handler.id for handler in list_handlers(ward_id)}


def list_messages(report: Report) -> Sequence[Message]:
    """Return what ward and sender asked and replied, oldest first."""
    return db.session.scalars(
        select(Message).where(Message.report_id == report.id).order_by(Message.id)
    ).all()


def list_notes(report: Report) -> Sequence[Note]:
    """Return the internal notes, oldest first."""
    return db.session.scalars(
        select(Note)
        .where(Note.report_id == report.id, Note.ward_id == report.holder_ward_id)
        .options(joinedload(Note.author))
        .order_by(Note.id)
    ).all()


def list_history(report: Report) -> list[tuple[Event, str]]:
    """Return every event of a case with the name of who did it."""
    events = without_echoes(events_of(report))
    ids = {event.actor_id for event in events if event.actor_id is not None}
    query = select(Account.id, Account.public_name)
    query = query.where(Account.id.in_(ids), Account.surface == "staff")
    names = dict(db.session.execute(query).all())
    return [(event, names.get(event.actor_id or 0, "")) for event in events]
