"""The ward's public cases as lists: searched, filtered, sorted, page by page.

Every list here holds public cases alone, and so do its counts: no view, and no difference between two
views, tells of a private one.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from citizen_app.core import clock, search
from citizen_app.core.db import db
from citizen_app.feedback import policies
from citizen_app.feedback.commands.indexing import ward_tag
from citizen_app.feedback.models import RUNNING, Answer, Fixed, Report
from citizen_app.feedback.queries import CARD, LARGEST_ID, PAGE, Page, make_cursor, read_cursor
from citizen_app.feedback.states import FILTERS
from citizen_app.wards.models import Category, Ward

MOST_FOUND = 60
MOST_COUNTED = 1000
# Below this no number is shown where a neighbourhood is looked at: few cases point at few people.
LEAST_SHOWN = 5
LARGEST_COUNT = 2**31 - 1

BEST, NEWEST, SUPPORTED, LONGEST_LATE = "sat-nhat", "moi-nhat", "nhieu-nguoi", "qua-han-lau"
DAYS = {"7-ngay": 7, "30-ngay": 30, "90-ngay": 90}
THIS_YEAR, BETWEEN = "nam-nay", "khoang"


@dataclass(frozen=True)
class PublicFilter:
    """What a reader of the list asked for; unknown values count as none.

    `since` and `until` are days in the ward, both included; they hold when `period` is "khoang".
    """

    q: str = ""
    state: str = ""
    category: str = ""
    neighbourhood: int | None = None
    period: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    sort: str = ""
    after: str = ""

    @property
    def is_search(self) -> bool:
        """Return whether words are looked for."""
        return bool(self.q.strip())

    @property
    def order(self) -> str:
        """Return the order in force: the best matches of a search, else the newest."""
        if self.sort in KEYS:
            return self.sort
        return BEST if self.is_search else NEWEST


@dataclass(frozen=True)
class Found:
    """One page of a list, and how many cases it holds in all (None: the number is not shown)."""

    page: Page
    count: int | None

    @property
    def is_more(self) -> bool:
        """Return whether there are more than were counted."""
        return self.count is not None and self.count > MOST_COUNTED


def list_public(ward: Ward, wanted: PublicFilter) -> Found:
    """Return a page of the ward's public cases that fit."""
    query = _public(ward, wanted)
    if wanted.is_search:
        found = search.matching(
            wanted.q, "public", Report.__tablename__, ward_tag(ward.code)
        ).subquery()
        query = query.join(found, found.c.subject_id == Report.id)
        if wanted.order == BEST:
            return _best(query, found.c.rank, wanted)
    page = _page(query, KEYS[wanted.order], wanted.after)
    return Found(page, _shown(_count(query), wanted))


def _best(query: Select[Report], rank: ColumnElement[Any], wanted: PublicFilter) -> Found:
    """Return a page of the best matches; only the first few dozen are anybody's answer."""
    ranked = query.order_by(rank, Report.sent_at.desc(), Report.id.desc())
    ids = db.session.scalars(ranked.with_only_columns(Report.id).limit(MOST_FOUND)).all()
    start = read_place(wanted.after)
    some = ids[start : start + PAGE]
    rows = _with_answers(select(Report).where(Report.id.in_(some)), wanted)
    by_id = {row.id: row for row in db.session.scalars(rows.options(*CARD)).unique()}
    more = len(ids) > start + PAGE
    page = Page([by_id[one] for one in some if one in by_id], make_place(start + PAGE, more))
    return Found(page, _shown(len(ids), wanted))


def _with_answers(query: Select[Report], wanted: PublicFilter) -> Select[Report]:
    return query.options(selectinload(Report.answers)) if wanted.is_search else query


def _count(query: Select[Report]) -> int:
    some = query.with_only_columns(Report.id).limit(MOST_COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _shown(count: int, wanted: PublicFilter) -> int | None:
    hidden = wanted.neighbourhood is not None and 0 < count < LEAST_SHOWN
    return None if hidden else count


# What a list is sorted by -------------------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """An order of a list: its column, its direction, how a page's end is written and read again."""

    column: Any
    is_falling: bool
    write: Callable[[Report], str]
    read: Callable[[str], tuple[Any, int] | None]


def _page(query: Select[Report], key: Key, after: str, most: int = PAGE) -> Page:
    start = key.read(after)
    if start is not None:
        value, last = start
        beyond = key.column < value if key.is_falling else key.column > value
        same = Report.id < last if key.is_falling else Report.id > last
        query = query.where(or_(beyond, and_(key.column == value, same)))
    parts = (key.column, Report.id)
    order = [part.desc() for part in parts] if key.is_falling else list(parts)
    rows = db.session.scalars(query.options(*CARD).order_by(*order).limit(most + 1)).unique().all()
    more = len(rows) > most
    return Page(rows[:most], key.write(rows[most - 1]) if more else "")


def _packed(text_of_mark: str) -> str:
    return base64.urlsafe_b64encode(text_of_mark.encode()).decode().rstrip("=")


def _unpacked(mark: str) -> list[int] | None:
    try:
        text_of_mark = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode("ascii")
        numbers = [int(part) for part in text_of_mark.split("|")]
    except (ValueError, binascii.Error):
        return None
    return numbers if all(0 <= number < LARGEST_ID for number in numbers) else None


def make_place(place: int, more: bool) -> str:
    """Return a mark of how many of the best matches were shown; "" at the end."""
    return _packed(str(place)) if more else ""


def read_place(mark: str) -> int:
    """Return what such a mark says, 0 when it is none."""
    numbers = _unpacked(mark)
    return numbers[0] if numbers is not None and len(numbers) == 1 else 0


def _read_support(mark: str) -> tuple[int, int] | None:
    numbers = _unpacked(mark)
    if numbers is None or len(numbers) != 2 or numbers[0] > LARGEST_COUNT:
        return None
    return numbers[0], numbers[1]


def _due_mark(report: Report) -> str:
    return make_cursor(report.due_at, report.id) if report.due_at is not None else ""


KEYS: dict[str, Key] = {
    NEWEST: Key(Report.sent_at, True, lambda r: make_cursor(r.sent_at, r.id), read_cursor),
    SUPPORTED: Key(
        Report.support_count, True, lambda r: _packed(f"{r.support_count}|{r.id}"), _read_support
    ),
    LONGEST_LATE: Key(Report.due_at, False, _due_mark, read_cursor),
}


# What a list is narrowed to -----------------------------------------------------------------------


def _public(ward: Ward, wanted: PublicFilter) -> Select[Report]:
    query = select(Report).where(Report.holder_ward_id == ward.id, policies.publicly_visible())
    query = _with_answers(query, wanted)
    if wanted.order == LONGEST_LATE:
        query = query.where(*_late())
    if wanted.state in FILTERS:
        query = query.where(*_in_state(wanted.state))
    if wanted.category:
        query = query.where(Report.category_id.in_(_fields(wanted.category)))
    if wanted.neighbourhood is not None:
        query = query.where(Report.neighbourhood_id == wanted.neighbourhood)
    since, until = period_of(wanted)
    if since is not None:
        query = query.where(Report.sent_at >= clock.start_of_day(since))
    if until is not None:
        query = query.where(Report.sent_at <= clock.end_of_day(until))
    return query


def _late() -> tuple[ColumnElement[bool], ...]:
    return RUNNING, Report.due_at < clock.now()  # type: ignore[return-value]


def _in_state(state: str) -> tuple[ColumnElement[bool], ...]:
    if state == "qua-han":
        return _late()
    conditions: tuple[ColumnElement[bool], ...] = (Report.state.in_(FILTERS[state][1]),)
    if state == "da-khac-phuc":
        conditions += (Report.fixed == Fixed.YES.value,)
    if state == "chua-khac-phuc":
        conditions += (Report.fixed.in_([Fixed.NO.value, Fixed.PARTLY.value]),)
    return conditions


def _fields(code: str) -> Any:
    """Return the ids of a field and of those below it."""
    parent = select(Category.id).where(Category.code == code).scalar_subquery()
    return select(Category.id).where(or_(Category.code == code, Category.parent_id == parent))


def period_of(wanted: PublicFilter) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day that a reader asked for; None where there is no bound."""
    today = clock.today()
    if wanted.period in DAYS:
        return today - dt.timedelta(days=DAYS[wanted.period] - 1), None
    if wanted.period == THIS_YEAR:
        return today.replace(month=1, day=1), None
    if wanted.period != BETWEEN:
        return None, None
    since, until = wanted.since, wanted.until
    if since is not None and until is not None and until < since:
        return until, since  # typed the other way round
    return since, until


# What is late -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LateFigures:
    """How many public cases are late, of how many that are with the ward; how many say why."""

    late: int
    with_ward: int
    explained: int
    oldest_due: dt.datetime | None


def list_late(ward: Ward, after: str) -> Page:
    """Return the ward's late public cases, the longest first, with the department that has each."""
    query = _public(ward, PublicFilter(sort=LONGEST_LATE)).options(joinedload(Report.department))
    return _page(query, KEYS[LONGEST_LATE], after)


def late_figures(ward: Ward) -> LateFigures:
    """Count what is late now, and the oldest limit among it."""
    late = Report.due_at < clock.now()
    row = db.session.execute(
        select(
            func.count().filter(late),
            func.count(),
            func.count().filter(late, Report.delay_reason != ""),
            func.min(Report.due_at),
        ).where(Report.holder_ward_id == ward.id, policies.publicly_visible(), RUNNING)
    ).one()
    return LateFigures(row[0], row[1], row[2], row[3] if row[0] else None)


def newest_answers(ward: Ward, most: int) -> Sequence[Report]:
    """Return the ward's newest public answers with their text, for its feed."""
    query = select(Report).where(Report.holder_ward_id == ward.id, policies.publicly_visible())
    query = query.where(
        Report.published_at.is_not(None), Report.state.in_(FILTERS["da-tra-loi"][1])
    )
    query = query.options(*CARD, selectinload(Report.answers).selectinload(Answer.versions))
    return (
        db.session.scalars(query.order_by(Report.published_at.desc(), Report.id.desc()).limit(most))
        .unique()
        .all()
    )
