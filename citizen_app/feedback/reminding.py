"""Who is told that a limit nears or has passed: one mail per person and look of the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.models import Account
from citizen_app.accounts.queries import people_in_role, people_with
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.feedback import policies
from citizen_app.feedback.events import LimitNeared
from citizen_app.feedback.models import Report
from citizen_app.feedback.reminders import WAIT_IS_OVER
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices
from citizen_app.permissions import Permission, Role
from citizen_app.wards import queries as wards

SAME_LOOK = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Told:
    """One case in a mail: how many working days are left (below 0: late), or that the wait is over."""

    report: Report
    days_left: int
    is_wait_over: bool


@handles(LimitNeared)
def tell_of_limits(event: Event) -> None:
    """Tell everybody concerned by one look of the clock; the first event of it carries the mails."""
    look = list_same_look(event)
    if look[0].id != event.id:
        return
    mails: dict[int, tuple[Account, list[Told]]] = {}
    calendar, today = wards.calendar_of(event.ward_id), clock.today()
    for one in look:
        report = db.session.get_one(Report, one.subject_id)
        due = clock.local_date(dt.datetime.fromisoformat(one.facts["due_at"]))
        left = calendar.working_days_between(today, due)
        told = Told(report, left, one.facts["rung"] == WAIT_IS_OVER)
        for account in whom_to_tell(report, one.facts["tell"]):
            mails.setdefault(account.id, (account, []))[1].append(told)
    failures = [error for one in mails.values() if (error := _mail(event, *one)) is not None]
    if failures:
        raise failures[0]


def list_same_look(event: Event) -> Sequence[Event]:
    """Return the events that were recorded together with this one, oldest first."""
    return db.session.scalars(
        select(Event)
        .where(
            Event.ward_id == event.ward_id,
            Event.at >= event.at - SAME_LOOK,
            Event.at <= event.at + SAME_LOOK,
            Event.kind == event.kind,
            Event.request_id == event.request_id,
        )
        .order_by(Event.id)
    ).all()


def _mail(event: Event, account: Account, cases: list[Told]) -> Exception | None:
    recipient = Recipient("account", account.id, account.email, account.language)
    cases = list({case.report.id: case for case in cases}.values())
    cases.sort(key=lambda case: (case.days_left, case.report.id))
    try:
        mail_notices(event, [recipient], "feedback/mail/staff_limits.txt", cases=cases)
    except Exception as error:  # one address that fails holds up nobody else
        return error
    return None


def whom_to_tell(report: Report, tell: str) -> Iterator[Account]:
    """Yield the people of a rung who may read the case: never those whom it is about.

    The city is told by its daily overview.
    """
    for account in {one.id: one for one in _people(report, tell)}.values():
        reader = acting_as(Actor(), account)
        if (
            account.email
            and account.disabled_at is None
            and policies.can_see_as_staff(reader, report)
        ):
            yield account


def _people(report: Report, tell: str) -> list[Account]:
    ward_id = report.holder_ward_id
    if tell == "handler" and report.handler is not None:
        return [report.handler]
    if tell in ("handler", "department"):
        return _department(report)
    if tell == "leader":
        return list(people_with(Permission.REPORT_APPROVE, ward_id))
    if tell == "supervisor":
        return list(people_in_role(Role.SUPERVISOR, ward_id))
    return []


def _department(report: Report) -> list[Account]:
    """Return the handler and who answers in the department; while there is nobody, who receives reports."""
    ward_id, department_id = report.holder_ward_id, report.department_id
    people = [report.handler] if report.handler is not None else []
    if department_id is not None:
        people += people_with(Permission.REPORT_ANSWER, ward_id, department_id=department_id)
    return people or list(people_with(Permission.REPORT_RECEIVE, ward_id))
