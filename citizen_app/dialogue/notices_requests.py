"""What follows from requests and for them: who is told, and what a session's turns mean for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from citizen_app.accounts.models import Account
from citizen_app.accounts.queries import people_with
from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.dialogue import queries
from citizen_app.dialogue import queries_requests as requests
from citizen_app.dialogue.commands.request_turns import (
    hold_request,
    lock_request,
    release_request,
    settle_if_reached,
)
from citizen_app.dialogue.events import DialogueAnnounced, DialogueCancelled, DialogueClosed
from citizen_app.dialogue.events_requests import (
    RequestAppealDecided,
    RequestApproved,
    RequestExpired,
    RequestReached,
    RequestRefusalAppealed,
    RequestRefused,
)
from citizen_app.dialogue.grounds import request_grounds
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_requests import DialogueRequest
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices
from citizen_app.permissions import Permission
from citizen_app.wards.events import VotersCounted

TO_ASKER = {
    "RequestApproved": "dialogue/mail/request_approved.txt",
    "RequestRefused": "dialogue/mail/request_refused.txt",
    "RequestAppealDecided": "dialogue/mail/request_appeal_decided.txt",
    "RequestExpired": "dialogue/mail/request_expired.txt",
}


@handles(RequestApproved, RequestRefused, RequestAppealDecided, RequestExpired)
def tell_requester(event: Event) -> None:
    """Tell the asker what became of the request."""
    request = db.session.get_one(DialogueRequest, event.subject_id)
    if request.account_id is None:
        return
    asker = [db.session.get_one(Account, request.account_id)]
    ground = request_grounds().get(request.ground)
    template = TO_ASKER[event.kind]
    mail_notices(event, recipients_of(asker), template, request=request, ground=ground)


@handles(RequestReached)
def tell_leaders(event: Event) -> None:
    """Tell those who publish notices that the ward owes a dialogue."""
    request = db.session.get_one(DialogueRequest, event.subject_id)
    people = people_with(Permission.DIALOGUE_ANNOUNCE, request.ward_id)
    recipients = [Recipient("account", p.id, p.email, p.language) for p in people if p.email]
    mail_notices(event, recipients, "dialogue/mail/request_owed.txt", request=request)


@handles(RequestReached)
def tell_of_reached(event: Event) -> None:
    """Tell those who asked, and those who follow the ward's dialogues; each once."""
    request = db.session.get_one(DialogueRequest, event.subject_id)
    people = {account.id: account for account in requests.list_supporters(request)}
    people |= {account.id: account for account in queries.list_followers(request.ward_id)}
    template = "dialogue/mail/request_reached.txt"
    mail_notices(event, recipients_of(people.values()), template, request=request)


@handles(DialogueAnnounced)
def tell_supporters(event: Event) -> None:
    """Tell those who asked for it that the session is announced; followers are told anyway."""
    session = db.session.get_one(Session, event.subject_id)
    told = {account.id for account in queries.list_followers(session.ward_id)}
    for request in requests.list_of_session(session.id):
        people = [one for one in requests.list_supporters(request) if one.id not in told]
        template = "dialogue/mail/request_announced.txt"
        mail_notices(event, recipients_of(people), template, request=request, session=session)


@handles(RequestRefusalAppealed)
def tell_supervisors_of_request(event: Event) -> None:
    """Tell those who supervise the ward that an objection waits."""
    request = db.session.get_one(DialogueRequest, event.subject_id)
    people = people_with(Permission.DIALOGUE_SUPERVISE, request.ward_id)
    recipients = [Recipient("account", p.id, p.email, p.language) for p in people if p.email]
    mail_notices(event, recipients, "dialogue/mail/request_appeal_filed.txt", request=request)


@handles(DialogueCancelled)
def release_requests(event: Event) -> None:
    """Let the requests of a session that was called off wait again."""
    for request in requests.list_of_session(event.subject_id):
        release_request(request)


@handles(DialogueClosed)
def hold_requests(event: Event) -> None:
    """Close the requests of a session that was held."""
    for request in requests.list_of_session(event.subject_id):
        hold_request(request)


@handles(VotersCounted)
def compare_anew(event: Event) -> None:
    """Look again at a ward's open requests: a smaller number of voters needs fewer of them."""
    assert event.ward_id is not None, "a number of voters belongs to a ward"
    for request in requests.open_requests(event.ward_id):
        lock_request(request)
        settle_if_reached(request)


def recipients_of(people: Iterable[Account]) -> Iterator[Recipient]:
    """Yield where people can be told by e-mail, of those who want it."""
    for person in people:
        if person.email and person.notify_by_email and person.disabled_at is None:
            yield Recipient("account", person.id, person.email, person.language)
