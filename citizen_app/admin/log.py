"""The activity log of a ward: who did what, newest first, a page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, or_, select

from citizen_app.accounts.models import Account
from citizen_app.admin.log_words import Names, heading_of, lines_of
from citizen_app.core import clock
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import KINDS, Event
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.feedback.models import Report
from citizen_app.feedback.policies import publicly_visible, visible_to_staff
from citizen_app.feedback.queries import make_cursor, read_cursor
from citizen_app.permissions import ROLE_LABELS, Permission
from citizen_app.wards.models import Category, Department, Neighbourhood, Ward

PAGE = 40
PEOPLE = ("account_id", "handler_id", "handler_before", "author_id", "helper_id")
SPECIAL_ROLES: dict[str, object] = {
    "system": _l("The system, by itself"),
    "anonymous": _l("A resident without an account"),
}


@dataclass(frozen=True)
class LogFilter:
    """What was asked for; it stands in the address."""

    kind: str = ""
    day: dt.date | None = None
    after: str = ""


@dataclass(frozen=True)
class Case:
    """A case that an entry is about; `is_open` says whether the reader may open it as staff."""

    code: str
    is_open: bool
    is_public: bool


@dataclass(frozen=True)
class Entry:
    """One line of the log, told for people."""

    at: dt.datetime
    heading: object
    who: str
    role: object
    case: Case | None
    is_closed: bool
    lines: list[tuple[object, str]]


@dataclass(frozen=True)
class LogPage:
    """A page of entries and the mark of where it ended."""

    entries: list[Entry] = field(default_factory=list)
    next_cursor: str = ""


def read_log(actor: Actor, ward: Ward, wanted: LogFilter) -> LogPage:
    """Return a page of the log. Of a private case, those who may not read it see no facts."""
    authorize(actor, Permission.EVENT_READ, ward.id)
    events = _find(ward, wanted)
    shown = events[:PAGE]
    names, cases = _names_of(shown, ward), _cases_of(actor, shown)
    entries = [_entry(event, names, cases) for event in shown]
    more = len(events) > PAGE
    return LogPage(entries, make_cursor(shown[-1].at, shown[-1].id) if more else "")


def _find(ward: Ward, wanted: LogFilter) -> Sequence[Event]:
    query = select(Event).where(Event.ward_id == ward.id)
    if wanted.kind:
        query = query.where(Event.kind == wanted.kind)
    if wanted.day is not None:
        first, last = clock.start_of_day(wanted.day), clock.end_of_day(wanted.day)
        query = query.where(Event.at >= first, Event.at < last + dt.timedelta(seconds=1))
    start = read_cursor(wanted.after)
    if start is not None:
        at, last_id = start
        query = query.where(or_(Event.at < at, and_(Event.at == at, Event.id < last_id)))
    newest = query.order_by(Event.at.desc(), Event.id.desc())
    return db.session.scalars(newest.limit(PAGE + 1)).all()


def _entry(event: Event, names: Names, cases: dict[int, Case]) -> Entry:
    about_case = event.subject_type == Report.__tablename__
    case = cases.get(event.subject_id) if about_case else None
    is_closed = about_case and (case is None or not (case.is_open or case.is_public))
    label = KINDS[event.kind].label if event.kind in KINDS else event.kind
    role = SPECIAL_ROLES.get(event.actor_role) or ROLE_LABELS.get(event.actor_role, "")  # type: ignore[call-overload]
    return Entry(
        at=event.at,
        heading=heading_of(event, label),
        who=names.people.get(event.actor_id or 0, ""),
        role=role,
        case=None if is_closed else case,
        is_closed=is_closed,
        lines=[] if is_closed else lines_of(event, names),
    )


def _cases_of(actor: Actor, events: Iterable[Event]) -> dict[int, Case]:
    ids = {e.subject_id for e in events if e.subject_type == Report.__tablename__}
    rows = db.session.execute(
        select(Report.id, Report.code, visible_to_staff(actor), publicly_visible()).where(
            Report.id.in_(ids)
        )
    )
    return {id: Case(code, bool(staff), bool(public)) for id, code, staff, public in rows}


def _names_of(events: Sequence[Event], ward: Ward) -> Names:
    """Return the names that the facts of these events point to, a statement for each kind of thing."""
    people = {event.actor_id for event in events}
    people |= {event.facts.get(key) for event in events for key in PEOPLE}
    codes = {e.facts.get(key) for e in events for key in ("from_ward", "to_ward")} - {None, ""}
    return Names(
        people=_pairs(
            select(Account.id, Account.public_name).where(
                Account.id.in_(people - {None}), Account.surface == "staff"
            )
        ),
        departments=_named(select(Department).where(Department.ward_id == ward.id)),
        neighbourhoods=_named(select(Neighbourhood).where(Neighbourhood.ward_id == ward.id)),
        categories={c.code: local_name(c) for c in db.session.scalars(_categories(ward))},
        wards=_pairs(select(Ward.code, Ward.full_name).where(Ward.code.in_(codes))),
    )


def _categories(ward: Ward) -> Any:
    return select(Category).where(or_(Category.ward_id.is_(None), Category.ward_id == ward.id))


def _named(query: Any) -> dict[int, str]:
    return {thing.id: local_name(thing) for thing in db.session.scalars(query)}


def _pairs(query: Any) -> dict[Any, str]:
    return dict(db.session.execute(query).all())
