"""The inbox: which cases wait for whom, in which order, how many, page by page.

Everything here is read from part indexes over what is still open, one ward at a time, so that the
number of closed cases does not matter. Paging goes by the last row's own place (key set): a case
without a limit comes after all that have one, and equal limits are told apart by number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.feedback import policies
from citizen_app.feedback.finding import search_for_staff
from citizen_app.feedback.models import (
    CONFINED,
    STILL_OPEN,
    Answer,
    AnswerCorrection,
    Extension,
    Note,
    NoteMention,
    Report,
)
from citizen_app.feedback.queries import CARD, Page, make_cursor, read_cursor
from citizen_app.feedback.workflow import OPEN, WITH_WARD, State
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Category

PAGE = 30
MOST_FOUND = 100
MOST_COUNTED = 2000
SOON = 2
BATCH = 500
# Only the handler's name is shown: contacts and roles stay where they are.
HANDLER = joinedload(Report.handler).options(lazyload(Account.contacts), lazyload(Account.grants))
MINE, DEPARTMENT, WARD, MENTIONED = "viec-cua-toi", "phong-ban", "phuong", "nhac-ten-toi"
SCOPES = (MINE, DEPARTMENT, WARD, MENTIONED)
LATE, TODAY, IN_TWO_DAYS, WAITING = "qua-han", "hom-nay", "sap-den", "cho-nguoi-gui"
PRESSING, NEWEST, SUPPORTED = "gap", "moi", "ung-ho"
ALL, NOBODY = "tat-ca", "chua-co"
WITHOUT_LIMIT = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class InboxFilter:
    """What an officer asked for; it stands in the address, so a list can be kept as a bookmark."""

    scope: str = MINE
    ward_id: int | None = None
    state: str = ""
    category: str = ""
    neighbourhood: str = ""
    handler: str = ""
    lateness: str = ""
    channel: str = ""
    q: str = ""
    sort: str = PRESSING
    after: str = ""

    @property
    def only_open(self) -> bool:
        """Return whether what is done stays out: unless its state, or a search, asks for it."""
        if self.state in set(State):
            return self.state in OPEN
        return self.state != ALL and not self.q.strip() and self.scope != MENTIONED

    @property
    def order(self) -> str:
        """Return the order: what is done has no limit to press, and is read by when it was sent."""
        if not self.only_open:
            return NEWEST
        return self.sort if self.sort in (NEWEST, SUPPORTED) else PRESSING


@dataclass(frozen=True)
class InboxCounts:
    """How many open cases wait, per state and per lateness; `is_whole` False: there are even more."""

    by_state: dict[str, int] = field(default_factory=dict)
    by_lateness: dict[str, int] = field(default_factory=dict)

    @property
    def open(self) -> int:
        """Return how many are open."""
        return sum(self.by_state.values())

    @property
    def is_whole(self) -> bool:
        """Return whether all were counted: counting stops somewhere, the list itself does not."""
        return self.open < MOST_COUNTED


def list_inbox(actor: Actor, wanted: InboxFilter) -> Page:
    """Return a page of cases in the order that was asked for, or the best matches of a search."""
    query = _filtered(actor, wanted).options(*CARD, HANDLER, joinedload(Report.department))
    if wanted.q.strip():
        found = search_for_staff(actor, wanted.q).subquery()
        query = query.join(found, found.c.subject_id == Report.id)
        query = query.order_by(found.c.rank, Report.id).limit(MOST_FOUND)
        return Page(db.session.scalars(query).unique().all())
    rows = _PAGES[wanted.order](query, read_cursor(wanted.after), PAGE + 1)
    more = len(rows) > PAGE
    return Page(rows[:PAGE], _cursor(wanted.order, rows[PAGE - 1]) if more else "")


Place = tuple[dt.datetime, int] | None


def _pressing(query: Select[Report], place: Place, most: int) -> list[Report]:
    """Return rows by limit; those without one come last, as a list of their own."""
    rows: list[Report] = []
    due = Report.due_at
    if place is None or place[0] != WITHOUT_LIMIT:
        dated = query.where(due.is_not(None))
        if place is not None:
            dated = dated.where(due >= place[0], or_(due > place[0], Report.id > place[1]))
        rows += _rows(dated.order_by(due, Report.id), most)
    if len(rows) < most:
        undated = query.where(due.is_(None))
        if place is not None and place[0] == WITHOUT_LIMIT:
            undated = undated.where(Report.id > place[1])
        rows += _rows(undated.order_by(Report.id), most - len(rows))
    return rows


def _newest(query: Select[Report], place: Place, most: int) -> list[Report]:
    sent = Report.sent_at
    if place is not None:
        query = query.where(sent <= place[0], or_(sent < place[0], Report.id < place[1]))
    return _rows(query.order_by(sent.desc(), Report.id.desc()), most)


def _supported(query: Select[Report], place: Place, most: int) -> list[Report]:
    """Return rows by support; the cursor keeps the number of supporters as seconds."""
    count = Report.support_count
    if place is not None:
        last = int(place[0].timestamp())
        query = query.where(count <= last, or_(count < last, Report.id < place[1]))
    return _rows(query.order_by(count.desc(), Report.id.desc()), most)


_PAGES = {PRESSING: _pressing, NEWEST: _newest, SUPPORTED: _supported}


def _rows(query: Select[Report], most: int) -> list[Report]:
    return list(db.session.scalars(query.limit(most)).unique())


def _cursor(order: str, row: Report) -> str:
    if order == PRESSING:
        return make_cursor(row.due_at or WITHOUT_LIMIT, row.id)
    if order == NEWEST:
        return make_cursor(row.sent_at, row.id)
    return make_cursor(dt.datetime.fromtimestamp(row.support_count, dt.UTC), row.id)


def _filtered(actor: Actor, wanted: InboxFilter) -> Select[Report]:
    query = _within(select(Report), actor, wanted)
    if wanted.only_open:
        query = query.where(STILL_OPEN)
    if wanted.lateness in LATENESS:
        query = query.where(lateness(wanted.ward_id)[wanted.lateness])
    return query.where(*_conditions(wanted))


def _conditions(wanted: InboxFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.state in set(State):
        yield Report.state == wanted.state
    if wanted.category:
        yield Report.category_id.in_(_fields(wanted.category))
    if wanted.neighbourhood.isdecimal():
        yield Report.neighbourhood_id == int(wanted.neighbourhood[:9])
    if wanted.handler == NOBODY:
        yield Report.handler_id.is_(None)
    elif wanted.handler.isdecimal():
        yield Report.handler_id == int(wanted.handler[:15])
    if wanted.channel:
        yield Report.channel == wanted.channel


def _within(query: Select[Any], actor: Actor, wanted: InboxFilter) -> Select[Any]:
    """Keep to what the actor may see of the scope, in the ward that was chosen."""
    query = query.where(policies.visible_to_staff(actor), _scope(actor, wanted.scope))
    if wanted.ward_id is not None:
        return query.where(Report.holder_ward_id == wanted.ward_id)
    held = actor.wards_with(Permission.REPORT_READ)
    if held is None:
        # Above the wards without a ward chosen: only what was laid before the city itself.
        return query.where(CONFINED)
    return query.where(Report.holder_ward_id.in_(sorted(held)))


def _fields(code: str) -> Select[int]:
    parent = select(Category.id).where(Category.code == code).scalar_subquery()
    return select(Category.id).where(or_(Category.code == code, Category.parent_id == parent))


LATENESS = (LATE, TODAY, IN_TWO_DAYS, WAITING)


def lateness(ward_id: int | None) -> dict[str, ColumnElement[bool]]:
    """Return the conditions behind the words late, due today, due within two working days, waiting."""
    calendar, today = wards.calendar_of(ward_id), clock.today()
    soon = clock.end_of_day(calendar.add_working_days(today, SOON))
    tonight, due = clock.end_of_day(today), Report.due_at
    running = Report.state.in_(WITH_WARD)
    return {
        LATE: and_(running, due < clock.now()),
        TODAY: and_(running, due >= clock.now(), due <= tonight),
        IN_TWO_DAYS: and_(running, due > tonight, due <= soon),
        WAITING: Report.state == State.WAITING_RESIDENT,
    }


def _scope(actor: Actor, scope: str) -> ColumnElement[bool]:
    if scope == DEPARTMENT:
        own = sorted(actor.department_ids)
        return Report.department_id.in_(own) if own else false()
    if scope == MENTIONED:
        named = (
            select(Note.report_id)
            .join(NoteMention, NoteMention.note_id == Note.id)
            .where(NoteMention.account_id == actor.account_id)
        )
        return Report.id.in_(named)
    if scope == WARD:
        return Report.id.is_not(None)
    return or_(Report.handler_id == actor.account_id, _awaits(actor))


def _awaits(actor: Actor) -> ColumnElement[bool]:
    """Return which cases wait for what only this actor's rights can do next."""
    waits: list[ColumnElement[bool]] = [false()]
    for permission, states in (
        (Permission.REPORT_RECEIVE, (State.RECEIVED, State.SCREENING)),
        (Permission.REPORT_APPROVE, (State.DRAFTED, State.APPROVED, State.REOPENED)),
    ):
        held = actor.wards_with(permission)
        waiting: ColumnElement[bool] = Report.state.in_(states)
        if held is not None:
            waiting = and_(waiting, Report.holder_ward_id.in_(sorted(held)))
        waits.append(waiting)
    return or_(*waits, _laid_before(actor), _asks_for_time(actor))


def _laid_before(actor: Actor) -> ColumnElement[bool]:
    """Return which new cases about people of the ward its leaders alone can give to somebody."""
    held = actor.wards_with(Permission.REPORT_READ_ACCUSED)
    if not held:  # the city's inspectors receive theirs like any other case
        return false()
    new = Report.state.in_((State.RECEIVED, State.SCREENING))
    return and_(Report.confined_to == "leader", new, Report.holder_ward_id.in_(sorted(held)))


def _asks_for_time(actor: Actor) -> ColumnElement[bool]:
    """Return where somebody else asked for more time and the actor decides."""
    asked = select(Extension.report_id).where(
        Extension.outcome == "open",
        or_(Extension.asked_by_id.is_(None), Extension.asked_by_id != actor.account_id),
    )
    held = actor.wards_with(Permission.REPORT_EXTEND)
    if held is None:
        return Report.id.in_(asked)
    return and_(Report.id.in_(asked), Report.holder_ward_id.in_(sorted(held))) if held else false()


def corrections_to_approve(actor: Actor, ward_id: int | None) -> Sequence[Report]:
    """Return the answered cases whose correction somebody else wrote and the actor may approve.

    They are done, so no list of open cases holds them.
    """
    held = actor.wards_with(Permission.REPORT_CORRECT)
    if ward_id is None or (held is not None and ward_id not in held):
        return []
    asked = (
        select(Answer.report_id)
        .join(AnswerCorrection, AnswerCorrection.answer_id == Answer.id)
        .where(
            AnswerCorrection.outcome == "open",
            or_(
                AnswerCorrection.author_id.is_(None),
                AnswerCorrection.author_id != actor.account_id,
            ),
        )
    )
    query = select(Report).where(
        Report.id.in_(asked),
        Report.holder_ward_id == ward_id,
        policies.visible_to_staff(actor),
    )
    return db.session.scalars(query.order_by(Report.id).limit(PAGE)).unique().all()


def count_inbox(actor: Actor, wanted: InboxFilter) -> InboxCounts:
    """Count the open cases of a scope by state and lateness, in one pass over at most MOST_COUNTED."""
    words = lateness(wanted.ward_id)
    group = case(*((words[name], name) for name in LATENESS), else_="")
    some = _within(select(Report.state, group.label("lateness")), actor, wanted).where(STILL_OPEN)
    some = some.order_by(Report.due_at).limit(MOST_COUNTED)
    each = some.subquery()
    rows = db.session.execute(
        select(each.c.state, each.c.lateness, func.count()).group_by(each.c.state, each.c.lateness)
    ).all()
    by_state: dict[str, int] = {}
    by_lateness: dict[str, int] = {}
    for state, name, count in rows:
        by_state[state] = by_state.get(state, 0) + count
        by_lateness[name] = by_lateness.get(name, 0) + count
    return InboxCounts(by_state, by_lateness)


def each_for_export(actor: Actor, wanted: InboxFilter, most: int) -> Iterator[Report]:
    """Yield the cases of an inbox's filter as rows of a file, newest first, where the actor may export.

    A few hundred at a time, so that a long list never lies in memory; at most `most`.
    """
    query = _filtered(actor, wanted)
    held = actor.wards_with(Permission.REPORT_EXPORT)
    if held is not None:
        query = query.where(Report.holder_ward_id.in_(sorted(held)))
    if wanted.q.strip():
        found = search_for_staff(actor, wanted.q).subquery()
        query = query.join(found, found.c.subject_id == Report.id)
    query = query.options(*CARD, HANDLER, joinedload(Report.department), joinedload(Report.holder))
    given, place = 0, None
    while given < most:
        rows = _newest(query, place, min(BATCH, most - given))
        yield from rows
        given += len(rows)
        if len(rows) < BATCH:
            return
        place = (rows[-1].sent_at, rows[-1].id)
        db.session.expunge_all()


def codes_to_reports(codes: Sequence[str]) -> dict[str, Report]:
    """Return cases by their codes, as many as there are."""
    found = db.session.scalars(
        select(Report).where(Report.code.in_(codes)).options(joinedload(Report.holder), *CARD)
    )
    return {report.code: report for report in found.unique()}
