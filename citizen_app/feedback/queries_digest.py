"""What stands in somebody's daily overview: only what they may read, and nothing that is empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.models import Account
from citizen_app.commitments.models import Commitment
from citizen_app.commitments.sources import visible_to_staff
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback import policies
from citizen_app.feedback.models import CONFINED, STILL_OPEN, Extension, Reminder, Report
from citizen_app.feedback.queries_inbox import DEPARTMENT, LATE, MINE, TODAY, WARD, lateness
from citizen_app.feedback.queries_people import count_unread_by_city
from citizen_app.feedback.workflow import State
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.models import EscalationRule, Ward

SHOWN = 5
PROMISED_WITHIN = 3
LONGEST_REST = 31
WRITTEN_AT = dt.timedelta(hours=7)


@dataclass(frozen=True)
class Section:
    """One matter: how many, the first few of them, and the list's address as words of the inbox."""

    title: object
    count: int
    reports: list[Report] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Digest:
    """What waits for one person on one day."""

    day: dt.date
    sections: list[Section]


Condition = ColumnElement[bool]


def ward_digest(account: Account, ward_id: int, day: dt.date) -> Digest:
    """Return what waits for somebody in a ward: theirs, and what only their rights can move on."""
    actor = acting_as(Actor(), account)
    found = [
        _reports(actor, ward_id, title, condition, words)
        for title, condition, words in _matters(actor, ward_id, day)
    ]
    found += [_extensions(actor, ward_id), _promises(actor, ward_id, day)]
    return Digest(day, [section for section in found if section.count])


Matter = tuple[object, Condition, dict[str, str]]


def _matters(actor: Actor, ward_id: int, day: dt.date) -> Iterator[Matter]:
    """Yield title, condition and list of each matter that this person's roles give them."""
    when = lateness(ward_id)
    # Who handles cases minds their own; who leads or supervises minds the ward's.
    handles = actor.may(Permission.REPORT_ANSWER, ward_id) or _receives(actor, ward_id)
    leads = actor.may(Permission.REPORT_APPROVE, ward_id) or not handles
    mine = true() if leads else Report.handler_id == actor.account_id
    scope = {"xem": WARD if leads else MINE}
    fresh = Report.id.in_(_assigned_since(actor, ward_id, day))
    yield _l("New for you"), and_(Report.handler_id == actor.account_id, fresh), {"xem": MINE}
    if actor.department_ids:
        nobody = and_(
            Report.department_id.in_(sorted(actor.department_ids)), Report.handler_id.is_(None)
        )
        words = {"xem": DEPARTMENT, "nguoi": "chua-co"}
        yield _l("With your department, nobody handles it yet"), nobody, words
    yield _l("Late"), and_(mine, when[LATE]), {**scope, "han": LATE}
    yield _l("Due today"), and_(mine, when[TODAY]), {**scope, "han": TODAY}
    if _receives(actor, ward_id):
        new = Report.state == State.RECEIVED
        yield _l("New, to be received"), new, {"xem": WARD, "trang-thai": State.RECEIVED}
    if actor.may(Permission.REPORT_APPROVE, ward_id):
        drafted = Report.state == State.DRAFTED
        yield _l("Waiting for your approval"), drafted, {"xem": WARD, "trang-thai": State.DRAFTED}


def _receives(actor: Actor, ward_id: int) -> bool:
    return actor.may(Permission.REPORT_RECEIVE, ward_id)


def _assigned_since(actor: Actor, ward_id: int, day: dt.date) -> list[int]:
    """Return the cases that were given to somebody since the working day before."""
    query = select(Event.subject_id, Event.facts).where(
        Event.ward_id == ward_id,
        Event.at >= last_overview(ward_id, day),
        Event.kind.in_(("ReportAssigned", "ReportForwardedWithin")),
    )
    rows = db.session.execute(query).all()
    return sorted({n for n, facts in rows if facts.get("handler_id") == actor.account_id})


def last_overview(ward_id: int | None, day: dt.date) -> dt.datetime:
    """Return when the overview before this day's was written: at 07:00 of the working day before."""
    calendar = wards.calendar_of(ward_id)
    before = next(
        one
        for one in (day - dt.timedelta(days=back) for back in range(1, LONGEST_REST))
        if calendar.is_working_day(one) or (day - one).days == LONGEST_REST - 1
    )
    return clock.start_of_day(before) + WRITTEN_AT


def _reports(
    actor: Actor, ward_id: int, title: object, condition: Condition, words: dict[str, str]
) -> Section:
    wanted = (
        STILL_OPEN,
        Report.holder_ward_id == ward_id,
        policies.visible_to_staff(actor),
        condition,
    )
    count = db.session.scalar(select(func.count()).select_from(Report).where(*wanted)) or 0
    first = select(Report).where(*wanted).order_by(Report.due_at, Report.id).limit(SHOWN)
    return Section(title, count, list(db.session.scalars(first)) if count else [], words=words)


def _extensions(actor: Actor, ward_id: int) -> Section:
    """Return where more time was asked for and this person, not the one who asked, decides."""
    title = _l("More time asked for")
    if not actor.may(Permission.REPORT_EXTEND, ward_id):
        return Section(title, 0)
    asked = select(Extension.report_id).where(
        Extension.outcome == "open",
        or_(Extension.asked_by_id.is_(None), Extension.asked_by_id != actor.account_id),
    )
    return _reports(actor, ward_id, title, Report.id.in_(asked), {"xem": WARD})


def _promises(actor: Actor, ward_id: int, day: dt.date) -> Section:
    """Return the promises that fall due within three working days, or have."""
    last = wards.calendar_of(ward_id).add_working_days(day, PROMISED_WITHIN)
    query = select(Commitment).where(
        Commitment.ward_id == ward_id, Commitment.state != "done", Commitment.due_on <= last
    )
    if not actor.may(Permission.REPORT_APPROVE, ward_id):
        own = [Commitment.head_id == actor.account_id]
        if actor.department_ids:
            own.append(Commitment.department_id.in_(sorted(actor.department_ids)))
        query = query.where(or_(*own))
    query = query.where(visible_to_staff(actor, Permission.COMMITMENT_KEEP))
    rows = db.session.scalars(query.order_by(Commitment.due_on, Commitment.id)).unique().all()
    lines = [f"{row.due_on:%d/%m/%Y}: {row.text}" for row in rows[:SHOWN]]
    return Section(_l("Promises that fall due"), len(rows), lines=lines)


def city_digest(account: Account, day: dt.date) -> Digest:
    """Return what the ladder tells the city: per ward how many cases; and what only the city may read."""
    actor = acting_as(Actor(), account)
    found = [_escalated(day)]
    if actor.holds_city_wide(Permission.REPORT_READ_ACCUSED):
        wanted = (
            STILL_OPEN,
            CONFINED,
            Report.confined_to == "city",
            policies.visible_to_staff(actor),
        )
        query = select(Report).where(*wanted).order_by(Report.due_at, Report.id)
        rows = list(db.session.scalars(query.limit(200)))
        title = _l("Laid before the city")
        found.append(Section(title, len(rows), rows[:SHOWN], words={"xem": WARD}))
    if actor.holds_city_wide(Permission.ACCOUNT_MANAGE):
        # How many, and nothing of them: who keeps the accounts reads no cases.
        title = _l("Reports about a ward's leaders that nobody can read: appoint a city inspector")
        found.append(Section(title, count_unread_by_city()))
    return Digest(day, [section for section in found if section.count])


def _escalated(day: dt.date) -> Section:
    """Count per ward the public cases whose lateness reached the city since the last overview."""
    rungs = select(EscalationRule.code).where(EscalationRule.tell == "city")
    rows: Any = db.session.execute(
        select(Ward.full_name, func.count())
        .join(Report, Report.holder_ward_id == Ward.id)
        .join(Reminder, Reminder.report_id == Report.id)
        .where(
            Reminder.at >= last_overview(None, day),
            Reminder.rung.in_(rungs),
            STILL_OPEN,
            Report.is_restricted.is_(False),
            Report.confined_to == "",
        )
        .group_by(Ward.full_name)
        .order_by(func.count().desc(), Ward.full_name)
    ).all()
    lines = [f"{name}: {count}" for name, count in rows]
    return Section(_l("Very late, told to the city"), sum(row[1] for row in rows), lines=lines)
