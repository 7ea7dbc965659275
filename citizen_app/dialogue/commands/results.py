"""The results of a session are published."""

from __future__ import annotations

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import lock_wards, record
from citizen_app.core.workflow import check_version
from citizen_app.dialogue import clocks
from citizen_app.dialogue.events import DialogueResultsPublished
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.workflow import machine


def publish_results(actor: Actor, session: Session, *, version: int | None = None) -> None:
    """Let everyone read what came of a session (Law 72/2025/QH15 art. 43: a limit after it)."""
    lock_wards([session.ward_id])
    check_version(session, version)
    machine.apply(actor, session, "publish_results")
    session.results_at = clock.now()
    limit = clocks.results_clock(session)
    db.session.flush()
    record(
        DialogueResultsPublished(limit is None or limit.kept is not False),
        actor=actor,
        ward_id=session.ward_id,
        subject=session,
    )
