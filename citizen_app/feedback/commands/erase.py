"""Erasing what names a sender; the case, its answer and its events remain."""

from __future__ import annotations

from sqlalchemy import delete, select

from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import record
from citizen_app.feedback.events import PersonalDataErased
from citizen_app.feedback.models import Follow, Report


def erase_sender(actor: Actor) -> None:
    """Take name, contact and account away from every report that an account sent."""
    for report in db.session.scalars(select(Report).where(Report.account_id == actor.account_id)):
        report.contact = None
        report.account_id = None
        db.session.flush()
        record(PersonalDataErased(), actor=actor, ward_id=report.holder_ward_id, subject=report)
    db.session.execute(delete(Follow).where(Follow.account_id == actor.account_id))
