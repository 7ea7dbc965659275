"""Running a session: it is opened, and closed."""

from __future__ import annotations

from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import Fact, lock_wards, record
from citizen_app.core.workflow import check_version
from citizen_app.dialogue import clocks, policies
from citizen_app.dialogue.commands import polls, speaking
from citizen_app.dialogue.events import DialogueClosed, DialogueOpened
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.workflow import machine


def open_session(actor: Actor, session: Session, *, version: int | None = None) -> None:
    """Begin a session."""
    _begin(session, version)
    machine.apply(actor, session, "open")
    session.opened_at = clock.now()
    _record(DialogueOpened(), actor, session)


def close_session(actor: Actor, session: Session, *, version: int | None = None) -> None:
    """End a session."""
    _begin(session, version)
    machine.apply(actor, session, "close")
    session.closed_at = clock.now()
    polls.close_all(actor, session)
    speaking.end_all(actor, session)
    rows = db.session.execute(
        select(Question.answered_at.is_not(None), func.count())
        .where(Question.session_id == session.id, policies.shown())
        .group_by(Question.answered_at.is_not(None))
    )
    counts = {bool(answered): count for answered, count in rows}
    limit = clocks.results_clock(session)
    fact = DialogueClosed(
        answered=counts.get(True, 0),
        unanswered=counts.get(False, 0),
        results_due_on=limit.last_day.isoformat() if limit is not None else "",
    )
    _record(fact, actor, session)


def _begin(session: Session, version: int | None) -> None:
    lock_wards([session.ward_id])
    check_version(session, version)


def _record(fact: Fact, actor: Actor, session: Session) -> None:
    db.session.flush()
    record(fact, actor=actor, ward_id=session.ward_id, subject=session)
