"""Reading cases: one, the public list and search, the sender's own."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from citizen_app.core import clock, ids, search
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.feedback import policies
from citizen_app.feedback.models import Answer, Follow, Report
from citizen_app.feedback.states import FILTERS
from citizen_app.feedback.workflow import ANSWERED, WITH_WARD
from citizen_app.wards.models import Category, Ward

PAGE = 20
MOST_FOUND = 60
LARGEST_ID = 2**63
CARD = (joinedload(Report.category), joinedload(Report.neighbourhood))


@dataclass(frozen=True)
class Page:
    """Some rows in a fixed order, and where the next ones begin ("" at the end)."""

    rows: Sequence[Report]
    next_cursor: str = ""


@dataclass(frozen=True)
class PublicFilter:
    """What a reader of the list asked for; unknown values count as none."""

    q: str = ""
    state: str = ""
    category: str = ""
    overdue: bool = False
    after: str = ""


def find_report(code: str) -> Report | None:
    """Return the case with a code as typed, or None."""
    parsed = ids.parse_code("PA", code)
    if parsed is None:
        return None
    return db.session.scalar(
        select(Report)
        .where(Report.code == parsed)
        .options(
            *CARD,
            joinedload(Report.holder),
            joinedload(Report.department),
            selectinload(Report.answers),
            selectinload(Report.concerns),
        )
    )


def get_report(code: str) -> Report:
    """Return the case with a code, or raise NotFound."""
    report = find_report(code)
    if report is None:
        raise NotFound()
    return report


def get_public_report(ward: Ward, code: str) -> Report:
    """Return a case that everyone may read in the ward that holds it, or raise NotFound."""
    report = get_report(code)
    if report.holder_ward_id != ward.id or not policies.is_public(report):
        raise NotFound()
    return report


def get_sent_report(actor: Actor, code: str) -> Report:
    """Return the actor's own case, or raise NotFound."""
    report = get_report(code)
    if not policies.is_sender(actor, report):
        raise NotFound()
    return report


def has_pin(report: Report, pin: str, secret: str) -> bool:
    """Return whether `pin` opens the case."""
    return bool(report.pin_digest) and hmac.compare_digest(
        ids.keyed_digest(secret, report.code, pin), report.pin_digest
    )


def list_public(ward: Ward, wanted: PublicFilter) -> Page:
    """Return the ward's public cases, newest first; a search gives the best matches instead."""
    query = _public(ward, wanted)
    if wanted.q.strip():
        matches = search.matching(wanted.q, "public", Report.__tablename__, f"w{ward.code}")
        found = matches.subquery()
        query = query.join(found, found.c.subject_id == Report.id)
        query = query.order_by(found.c.rank, Report.sent_at.desc(), Report.id.desc()).limit(
            MOST_FOUND
        )
        return Page(db.session.scalars(query).unique().all())
    start = read_cursor(wanted.after)
    if start is not None:
        sent, last = start
        query = query.where(
            or_(Report.sent_at < sent, and_(Report.sent_at == sent, Report.id < last))
        )
    rows = (
        db.session.scalars(query.order_by(Report.sent_at.desc(), Report.id.desc()).limit(PAGE + 1))
        .unique()
        .all()
    )
    more = len(rows) > PAGE
    return Page(rows[:PAGE], make_cursor(rows[PAGE - 1].sent_at, rows[PAGE - 1].id) if more else "")


def _public(ward: Ward, wanted: PublicFilter) -> Select[Report]:
    query = (
        select(Report)
        .where(Report.holder_ward_id == ward.id, policies.publicly_visible())
        .options(*CARD)
    )
    if wanted.state in FILTERS:
        query = query.where(Report.state.in_(FILTERS[wanted.state][1]))
    if wanted.overdue:
        query = query.where(Report.state.in_(WITH_WARD), Report.due_at < clock.now())
    if wanted.category:
        parent = select(Category.id).where(Category.code == wanted.category).scalar_subquery()
        below = select(Category.id).where(
            or_(Category.code == wanted.category, Category.parent_id == parent)
        )
        query = query.where(Report.category_id.in_(below))
    return query


def latest_answered(ward: Ward, most: int = 5) -> Sequence[Report]:
    """Return the newest public answers of a ward."""
    return db.session.scalars(
        select(Report)
        .where(
            Report.holder_ward_id == ward.id,
            policies.publicly_visible(),
            Report.state.in_(ANSWERED),
            # Said again for the index: among what is not published PostgreSQL would look first.
            Report.published_at.is_not(None),
        )
        .options(*CARD)
        .order_by(Report.published_at.desc(), Report.id.desc())
        .limit(most)
    ).all()


@dataclass(frozen=True)
class WardFigures:
    """Three figures for a ward's home, over the answers of the last 90 days."""

    answered: int
    on_time: int
    open: int
    overdue: int


def ward_figures(ward: Ward) -> WardFigures:
    """Count public answers of 90 days with those in time, and what is open and late now."""
    since, now = clock.now() - dt.timedelta(days=90), clock.now()
    mine = and_(Report.holder_ward_id == ward.id, policies.publicly_visible())
    in_time = or_(Report.due_at.is_(None), Report.published_at <= Report.due_at)
    answered, on_time = db.session.execute(
        select(func.count(), func.count().filter(in_time)).where(
            mine, Report.state.in_(ANSWERED), Report.published_at >= since
        )
    ).one()
    waiting, late = db.session.execute(
        select(func.count(), func.count().filter(Report.due_at < now)).where(
            mine, Report.state.in_(WITH_WARD)
        )
    ).one()
    return WardFigures(answered, on_time, waiting, late)


def list_sent_by(account_id: int) -> Sequence[Report]:
    """Return the cases that an account sent, newest first."""
    return db.session.scalars(
        select(Report)
        .where(Report.account_id == account_id)
        .options(*CARD, joinedload(Report.holder))
        .order_by(Report.sent_at.desc(), Report.id.desc())
        .limit(200)
    ).all()


def list_followed_by(account_id: int) -> Sequence[Report]:
    """Return the public cases that an account follows."""
    return db.session.scalars(
        select(Report)
        .join(Follow, Follow.report_id == Report.id)
        .where(Follow.account_id == account_id, policies.publicly_visible())
        .options(*CARD, joinedload(Report.holder))
        .order_by(Follow.at.desc(), Follow.id.desc())
        .limit(200)
    ).all()


def make_cursor(moment: dt.datetime, last_id: int) -> str:
    """Return a mark of where a page ended."""
    return base64.urlsafe_b64encode(f"{moment.isoformat()}|{last_id}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[dt.datetime, int] | None:
    """Return what a mark says, or None when it is none."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        typed, last_id = text.split("|")
        moment, number = dt.datetime.fromisoformat(typed), int(last_id)
        if moment.tzinfo is None or not 0 <= number < LARGEST_ID:
            return None
        return moment.astimezone(dt.UTC), number
    except (ValueError, OverflowError, binascii.Error):
        return None


def report_of_subject(subject_type: str, subject_id: int) -> Report | None:
    """Return the case that a file belongs to, directly or through one of its answers."""
    if subject_type == Report.__tablename__:
        return db.session.get(Report, subject_id)
    answer = db.session.get(Answer, subject_id) if subject_type == Answer.__tablename__ else None
    return answer.report if answer is not None else None


def is_published_answer(answer_id: int) -> bool:
    """Return whether an answer was given to its sender."""
    answer = db.session.get(Answer, answer_id)
    return answer is not None and answer.published_at is not None
