"""Reading one case as staff: who may handle it, what was said, what happened."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from citizen_app.accounts.models import Account
from citizen_app.accounts.queries import people_with
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.core.events import Event, events_of
from citizen_app.feedback import policies
from citizen_app.feedback.models import Message, Note, Report
from citizen_app.feedback.queries import find_report
from citizen_app.feedback.timeline import without_echoes
from citizen_app.permissions import Permission


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
