"""What a leader does first: the very cases, promises, departments and duties that wait, with their links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from citizen_app.commitments.models import Commitment
from citizen_app.commitments.sources import visible_to_staff as commitment_visible
from citizen_app.commitments.workflow import OPEN as COMMITMENT_OPEN
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.dialogue.clocks import Clock, results_clock
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.queries import clock_of_the_year
from citizen_app.dialogue.queries_requests import list_owed
from citizen_app.feedback import policies
from citizen_app.feedback.models import Report
from citizen_app.feedback.queries_inbox import IN_TWO_DAYS, LATE, TODAY, lateness
from citizen_app.feedback.workflow import WITH_WARD
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.counting import Group, count_groups
from citizen_app.metrics.steering import last_days
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Department, Ward

MOST = 5
# What a department got done in four weeks, against what lies with it now.
WEEKS = 28
OVERLOADED, LEAST_OPEN = 1.0, 5
WEEK = dt.timedelta(days=7)
OWED_SOON = dt.timedelta(days=60)


@dataclass(frozen=True)
class Load:
    """A department with more open cases than it answered in four weeks."""

    department: Department
    open: int
    late: int
    answered: int


@dataclass(frozen=True)
class Todo:
    """What waits, the most pressing first; lists hold the first few, counts all of them."""

    late: Sequence[Report]
    late_count: int
    soon: Sequence[Report]
    soon_count: int
    promises: Sequence[Commitment]
    loads: Sequence[Load]
    yearly: Clock | None
    results: Sequence[tuple[Session, Clock]]
    requests: Sequence[object]

    @property
    def any(self) -> bool:
        """Return whether anything waits."""
        lists = (self.late, self.soon, self.promises, self.loads, self.results, self.requests)
        return bool(self.yearly or any(lists))


def todo_of(actor: Actor, ward: Ward) -> Todo:
    """Return what a leader of the ward may do something about, as far as they may read it."""
    words = lateness(ward.id)
    late, late_count = _cases(actor, ward, words[LATE])
    soon, soon_count = _cases(actor, ward, words[TODAY] | words[IN_TWO_DAYS])
    owed = [request for request in list_owed(actor) if request.ward_id == ward.id]
    return Todo(
        late=late,
        late_count=late_count,
        soon=soon,
        soon_count=soon_count,
        promises=_promises(actor, ward),
        loads=loads_of(actor, ward),
        yearly=_yearly(ward),
        results=_results_owed(ward),
        requests=owed[:MOST],
    )


def _cases(actor: Actor, ward: Ward, condition: object) -> tuple[Sequence[Report], int]:
    """Return the first few cases by limit, and how many there are."""
    query = select(Report).where(
        Report.holder_ward_id == ward.id,
        policies.visible_to_staff(actor),
        condition,  # type: ignore[arg-type]
    )
    count = db.session.scalar(query.with_only_columns(func.count())) or 0
    rows = query.options(joinedload(Report.department)).order_by(Report.due_at, Report.id)
    return (db.session.scalars(rows.limit(MOST)).unique().all() if count else []), count


def _promises(actor: Actor, ward: Ward) -> Sequence[Commitment]:
    """Return the promises that are late or due within a week, by date."""
    query = select(Commitment).where(
        Commitment.ward_id == ward.id,
        Commitment.state.in_(COMMITMENT_OPEN),
        Commitment.due_on <= clock.today() + WEEK,
        commitment_visible(actor, Permission.COMMITMENT_KEEP),
    )
    query = query.options(joinedload(Commitment.department))
    rows = query.order_by(Commitment.due_on, Commitment.id).limit(MOST)
    return db.session.scalars(rows).unique().all()


def loads_of(actor: Actor, ward: Ward) -> list[Load]:
    """Return the departments that hold more than they answered in four weeks, the fullest first."""
    late = Report.due_at < clock.now()
    query = (
        select(Report.department_id, func.count(), func.count().filter(late))
        .where(
            Report.holder_ward_id == ward.id,
            Report.state.in_(WITH_WARD),
            Report.department_id.is_not(None),
            policies.visible_to_staff(actor),
        )
        .group_by(Report.department_id)
    )
    waiting = {row[0]: (row[1], row[2]) for row in db.session.execute(query)}
    answered = count_groups(
        [ward.id], {CATALOGUE["A3"].code}, last_days(WEEKS), ("d",), everything=True
    )
    loads = []
    for department in wards.list_departments(ward.id):
        open_now, late_now = waiting.get(department.id, (0, 0))
        done = answered.get(Group(ward.id, "A3", "d", str(department.id)))
        answers = done.den if done is not None else 0
        if open_now >= LEAST_OPEN and open_now > OVERLOADED * answers:
            loads.append(Load(department, open_now, late_now, answers))
    return sorted(loads, key=lambda load: (-load.late, -load.open))


def _yearly(ward: Ward) -> Clock | None:
    """Return the duty to hold a dialogue this year, where it is not met and the year ends soon."""
    found = clock_of_the_year(ward)
    if found is None or found.kept is not None:
        return None
    return found if found.last_day - clock.today() <= OWED_SOON else None


def _results_owed(ward: Ward) -> list[tuple[Session, Clock]]:
    """Return the sessions that were held and whose results are not published yet."""
    query = select(Session).where(Session.ward_id == ward.id, Session.state == "closed")
    sessions = db.session.scalars(query.order_by(Session.ends_at, Session.id).limit(MOST)).unique()
    clocks = [(session, results_clock(session)) for session in sessions]
    return [(session, found) for session, found in clocks if found is not None]
