"""Who is told of what: followers of a session, askers of their question, supervisors of an objection."""

from __future__ import annotations

from collections.abc import Iterator

from citizen_app.accounts.models import Account
from citizen_app.accounts.queries import people_with
from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.core.transports.channels import Channel
from citizen_app.dialogue import queries
from citizen_app.dialogue.events import (
    AppealDecided,
    DialogueAnnounced,
    DialogueCancelled,
    DialogueNoticeChanged,
    QuestionApproved,
    QuestionGivenBack,
    QuestionMerged,
    QuestionRefused,
    QuestionSent,
    RefusalAppealed,
)
from citizen_app.dialogue.grounds import grounds
from citizen_app.dialogue.models import Question, Session
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices
from citizen_app.permissions import Permission

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


TO_ASKER = {
    "QuestionSent": "dialogue/mail/question_sent.txt",
    "QuestionApproved": "dialogue/mail/question_approved.txt",
    "QuestionRefused": "dialogue/mail/question_refused.txt",
    "QuestionMerged": "dialogue/mail/question_merged.txt",
    "QuestionGivenBack": "dialogue/mail/question_given_back.txt",
    "AppealDecided": "dialogue/mail/appeal_decided.txt",
}


@handles(
    QuestionSent,
    QuestionApproved,
    QuestionRefused,
    QuestionMerged,
    QuestionGivenBack,
    AppealDecided,
)
def tell_asker(event: Event) -> None:
    """Tell the asker, by the address left with the question or with the account."""
    question = db.session.get_one(Question, event.subject_id)
    if event.kind == "QuestionMerged" and question.merged_into is None:
        return  # given back since
    mail_notices(
        event,
        asker_of(question),
        TO_ASKER[event.kind],
        question=question,
        ground=grounds().get(question.ground),
    )


def asker_of(question: Question) -> Iterator[Recipient]:
    """Yield where the asker can be told: by what was left with the question, else as the account says."""
    contact = question.contact
    if contact is not None and contact.email:
        yield Recipient("question_contact", question.id, contact.email)
    elif contact is not None and contact.phone:
        yield Recipient("question_contact", question.id, contact.phone, channel=Channel.SMS)
    elif question.account_id is not None:
        account = db.session.get_one(Account, question.account_id)
        if account.email and account.notify_by_email and account.disabled_at is None:
            yield Recipient("account", account.id, account.email, account.language)


@handles(RefusalAppealed)
def tell_supervisors(event: Event) -> None:
    """Tell those who supervise the ward that an objection waits."""
    question = db.session.get_one(Question, event.subject_id)
    people = people_with(Permission.DIALOGUE_SUPERVISE, question.ward_id)
    recipients = [Recipient("account", p.id, p.email, p.language) for p in people if p.email]
    mail_notices(event, recipients, "dialogue/mail/appeal_filed.txt", question=question)
