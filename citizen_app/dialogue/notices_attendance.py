"""Who registered is told: a place from the waiting list, another day or place, a session called off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.core.transports.channels import Channel
from citizen_app.dialogue.commands.register import give_places
from citizen_app.dialogue.events import DialogueCancelled, DialogueNoticeChanged
from citizen_app.dialogue.events_attendance import PlaceGiven
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_attendance import Registration
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices

CHANGES = {
    "DialogueNoticeChanged": "dialogue/mail/changed.txt",
    "DialogueCancelled": "dialogue/mail/cancelled.txt",
}


@handles(PlaceGiven)
def tell_of_place(event: Event) -> None:
    """Tell somebody who waited that there is a place now."""
    registration = db.session.get_one(Registration, event.subject_id)
    if registration.state != "placed":
        return  # given back since
    mail_notices(
        event,
        _recipients([registration]),
        "dialogue/mail/place_given.txt",
        session=registration.session,
        registration=registration,
    )


@handles(DialogueNoticeChanged, DialogueCancelled)
def tell_registered(event: Event) -> None:
    """Tell everybody who registered and left an e-mail address or a phone number."""
    session = db.session.get_one(Session, event.subject_id)
    query = (
        select(Registration)
        .where(Registration.session_id == session.id, Registration.state != "cancelled")
        .options(joinedload(Registration.contact))
        .order_by(Registration.id)
    )
    recipients = list(_recipients(db.session.scalars(query)))
    mail_notices(event, recipients, CHANGES[event.kind], session=session)


@handles(DialogueNoticeChanged)
def give_new_places(event: Event) -> None:
    """Give places that a larger room brought."""
    give_places(db.session.get_one(Session, event.subject_id))


def _recipients(registrations: Iterable[Registration]) -> Iterator[Recipient]:
    for one in registrations:
        if one.contact is None:
            continue
        if one.contact.email:
            yield Recipient("registration", one.id, one.contact.email)
        elif one.contact.phone:
            yield Recipient("registration", one.id, one.contact.phone, channel=Channel.SMS)
