"""Erasing what names a sender; the case as the public reads it, its answer and its events remain."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from citizen_app.accounts.models import Contact
from citizen_app.commitments.commands.voices import erase_voices
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotAllowed
from citizen_app.core.events import record
from citizen_app.core.files.attachments import (
    attachments_of,
    remove_attachment,
    remove_attachments,
)
from citizen_app.feedback import policies
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.events import PersonalDataErased
from citizen_app.feedback.models import Follow, Message, Reception, Report, SentWords, Subscription


def erase_sender(actor: Actor) -> None:
    """Erase the person from every report that an account sent, and what it followed."""
    for report in db.session.scalars(select(Report).where(Report.account_id == actor.account_id)):
        erase_report_data(actor, report)
    db.session.execute(delete(Follow).where(Follow.account_id == actor.account_id))
    if actor.account_id is not None:
        # Their own addresses, proved when the account was made: wherever they follow by e-mail.
        contacts = select(Contact.value).where(
            Contact.account_id == actor.account_id, Contact.kind == "email"
        )
        db.session.execute(
            delete(Subscription)
            .where(Subscription.email.in_(contacts))
            .execution_options(synchronize_session=False)
        )


def erase_report_data(actor: Actor, report: Report) -> None:
    """Take name, contact, account, the sender's own words and unpublished files from a case.

    Asked for by its sender, by account or by code and PIN. What was screened for the public stays.
    """
    if not policies.is_sender(actor, report):
        raise NotAllowed()
    _forget_subscription(report)
    report.contact = None
    report.account_id = None
    report.name_shown = False
    report.text, report.place = report.public_text, report.public_place
    if not report.public_text:
        report.title = (
            report.code
        )  # nobody has screened it: it is the beginning of the sender's words
    db.session.execute(delete(SentWords).where(SentWords.report_id == report.id))
    report.lat = report.lon = None
    report.accused_text = ""
    for answer in report.answers:
        if answer.judgement is not None:
            answer.judgement.reason = ""
            remove_attachments(answer.judgement)
    sent = (Message.report_id == report.id, Message.is_from_sender)
    for message in db.session.scalars(select(Message).where(*sent)):
        remove_attachments(message)
    db.session.execute(update(Message).where(*sent).values(body="", author_id=None))
    erase_voices(Report.__tablename__, report.id)
    of_person = update(Reception).where(Reception.report_id == report.id)
    db.session.execute(of_person.values(address="", id_number=""))
    for attachment in attachments_of(report, public_only=False):
        if not attachment.is_public:
            remove_attachment(attachment)
    db.session.flush()
    record(PersonalDataErased(), actor=actor, ward_id=report.holder_ward_id, subject=report)
    index_report(report)


def _forget_subscription(report: Report) -> None:
    """Erase the following of this case by the address that its sender left; nobody has proved it theirs."""
    if report.contact is not None and report.contact.email:
        db.session.execute(
            delete(Subscription).where(
                Subscription.report_id == report.id,
                Subscription.email == report.contact.email.lower(),
            )
        )
