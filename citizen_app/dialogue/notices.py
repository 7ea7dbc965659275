"""Who is told of a session: those who follow the ward's dialogues."""

from __future__ import annotations

from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.dialogue import queries
from citizen_app.dialogue.events import (
    DialogueAnnounced,
    DialogueCancelled,
    DialogueNoticeChanged,
)
from citizen_app.dialogue.models import Session
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices

TEMPLATES = {
    "DialogueAnnounced": "dialogue/mail/announced.txt",
    "DialogueNoticeChanged": "dialogue/mail/changed.txt",
    "DialogueCancelled": "dialogue/mail/cancelled.txt",
}


@handles(DialogueAnnounced, DialogueNoticeChanged, DialogueCancelled)
def tell_followers(event: Event) -> None:
    """Tell those who follow the ward's dialogues; a plan that nobody knew of is called off in silence."""
    session = db.session.get_one(Session, event.subject_id)
    if session.announced_at is None:
        return
    recipients = [
        Recipient("account", account.id, account.email, account.language)
        for account in queries.list_followers(session.ward_id)
        if account.email
    ]
    mail_notices(event, recipients, TEMPLATES[event.kind], session=session)
