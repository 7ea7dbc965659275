"""Somebody who was about to write found their answer in another case, and sends nothing."""

from __future__ import annotations

from citizen_app.core.actor import Actor
from citizen_app.core.errors import NotFound
from citizen_app.core.events import record
from citizen_app.feedback import policies
from citizen_app.feedback.events import AnswerFoundInstead
from citizen_app.feedback.models import Report


def note_answer_found(actor: Actor, report: Report) -> None:
    """Record that a public case answered somebody else; who it was is kept nowhere."""
    if not policies.is_public(report):
        raise NotFound()
    fact = AnswerFoundInstead(category=report.category.code if report.category else "")
    nobody = Actor(channel=actor.channel, request_id=actor.request_id)
    record(fact, actor=nobody, ward_id=report.holder_ward_id, subject=report)
