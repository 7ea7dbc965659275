"""What follows when a session is closed: unanswered questions become cases, and their askers are told."""

from __future__ import annotations

from flask import current_app

from citizen_app.core.db import db
from citizen_app.core.events import Event, handles, unit_of_work
from citizen_app.dialogue import queries_live
from citizen_app.dialogue.commands.handing_over import hand_over, list_unanswered
from citizen_app.dialogue.events import AppealDecided, DialogueClosed, QuestionApproved
from citizen_app.dialogue.events_live import QuestionBecameCase
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.notices import asker_of
from citizen_app.feedback.models import Report
from citizen_app.notices.mail import mail_notices

OVER = ("closed", "published")


@handles(DialogueClosed)
def make_cases(event: Event) -> None:
    """Make a case of each unanswered question, one by one: hundreds of them hold up no other writer."""
    numbers = list_unanswered(db.session.get_one(Session, event.subject_id))
    for number in numbers:
        with unit_of_work():
            _hand_over(db.session.get_one(Question, number))


@handles(QuestionApproved, AppealDecided)
def make_late_case(event: Event) -> None:
    """Do the same for a question that was approved only after the session."""
    question = db.session.get_one(Question, event.subject_id)
    if question.session.state in OVER:
        _hand_over(question)


def _hand_over(question: Question) -> None:
    hand_over(question, secret=current_app.config["SECRET_KEY"])


@handles(QuestionBecameCase)
def tell_of_case(event: Event) -> None:
    """Tell the asker, and the askers of the questions that were joined to it."""
    question = db.session.get_one(Question, event.subject_id)
    report = db.session.get_one(Report, question.report_id)
    joined = queries_live.list_merged_into(question)
    mail_notices(
        event,
        asker_of(question),
        "dialogue/mail/became_case.txt",
        question=question,
        report=report,
        has_pin=bool(question.pin_digest),
    )
    for one in joined:
        mail_notices(
            event,
            asker_of(one),
            "dialogue/mail/joined_became_case.txt",
            question=one,
            target=question,
        )
