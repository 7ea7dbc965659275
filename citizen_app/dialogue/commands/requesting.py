"""Asking for a dialogue, asking for it too, taking that back, objecting to a refusal.

The event log is read by the ward and is never erased, so it holds that somebody asked, and not who: what
people do here is recorded without their account.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from citizen_app.accounts.queries import own_account
from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor, Grant, Surface
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import Fact, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.dialogue import policies_requests as policies
from citizen_app.dialogue.commands.request_turns import (
    count_people,
    lock_request,
    make_nameless,
    settle_if_reached,
)
from citizen_app.dialogue.events_requests import (
    RequestRefusalAppealed,
    RequestSent,
    RequestSupported,
    RequestSupportTakenBack,
    RequestWithdrawn,
)
from citizen_app.dialogue.identity_numbers import person_digest, problem_of
from citizen_app.dialogue.models_requests import DialogueRequest, RequestSupport
from citizen_app.dialogue.workflow_requests import machine
from citizen_app.permissions import Role
from citizen_app.wards.models import Neighbourhood, Ward

PREFIX = "DN"
# Under this the log names whoever acts here.
A_RESIDENT = Grant(role=str(Role.RESIDENT), ward_id=None, permissions=frozenset())


@dataclass(frozen=True, kw_only=True)
class RequestAsked:
    """What somebody asks for. `key` is made by the form; `number` is read and not kept."""

    key: str
    subject: str
    reason: str
    number: str
    neighbourhood: Neighbourhood | None = None


def ask_for_dialogue(
    actor: Actor, ward: Ward, asked: RequestAsked, *, secret: str
) -> DialogueRequest:
    """Store a request; its asker is the first who asks for it. Nobody else reads it yet."""
    check_person(actor)
    _check_number(asked.number)
    _check_place(ward.id, asked.neighbourhood)
    said = ids.token_digest("\x1f".join((ward.code, nfc(asked.subject), nfc(asked.reason))))
    digest = ids.keyed_digest(secret, "request", str(actor.account_id), asked.key, said)
    request = DialogueRequest(
        code=ids.new_code(PREFIX),
        ward_id=ward.id,
        ward=ward,
        idempotency_digest=digest,
        account_id=actor.account_id,
        subject=nfc(asked.subject).strip(),
        reason=nfc(asked.reason).strip(),
        state="sent",
        sent_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(request)
            db.session.flush()
    except IntegrityError:
        # The same form was sent twice, or arrived at two servers at once.
        known = select(DialogueRequest).where(DialogueRequest.idempotency_digest == digest)
        return db.session.scalars(known).one()
    db.session.add(_support(actor, request, asked.number, asked.neighbourhood, secret))
    db.session.flush()
    count_people(request)
    _record(actor, request, RequestSent(request.code))
    return request


def support_request(
    actor: Actor,
    request: DialogueRequest,
    *,
    number: str,
    neighbourhood: Neighbourhood | None,
    secret: str,
) -> int:
    """Ask for it too, once for each person whatever the channel; return how many ask now."""
    check_person(actor)
    _check_number(number)
    _check_place(request.ward_id, neighbourhood)
    lock_request(request)
    if not policies.can_be_joined(request):
        raise Invalid("", _l("This request can no longer be joined."))
    if asks_already(actor, request):
        return request.support_count  # a second press changes nothing
    try:
        with db.session.begin_nested():
            db.session.add(_support(actor, request, number, neighbourhood, secret))
            db.session.flush()
    except IntegrityError as error:
        raise Invalid(
            "number",
            _l(
                "This number is counted for this request already, by an account or on a paper list. "
                "Each voter counts once."
            ),
        ) from error
    count = count_people(request)
    _record(actor, request, RequestSupported(count))
    settle_if_reached(request)
    return count


def take_back_support(actor: Actor, request: DialogueRequest) -> int:
    """Ask for it no longer; return how many still do."""
    lock_request(request)
    if not policies.can_be_left(request):
        raise Invalid("", _l("This can no longer be taken back: the request is closed."))
    support = _own_support(actor, request)
    if support is None:
        return request.support_count
    db.session.delete(support)
    db.session.flush()
    count = count_people(request)
    _record(actor, request, RequestSupportTakenBack(count))
    return count


def withdraw_request(actor: Actor, request: DialogueRequest) -> None:
    """Take a request back that is not shown; nothing stays of who asked."""
    lock_request(request)
    machine.apply(actor, request, "withdraw")
    request.closed_at = clock.now()
    db.session.execute(delete(RequestSupport).where(RequestSupport.request_id == request.id))
    db.session.flush()
    count_people(request)
    _record(actor, request, RequestWithdrawn())


def appeal_request(actor: Actor, request: DialogueRequest, *, text: str) -> None:
    """Object to a refusal, once; those who supervise the ward read it."""
    lock_request(request)
    words = nfc(text).strip()
    if not words:
        raise Invalid("text", _l("Please say why the request should be shown."))
    machine.apply(actor, request, "appeal")
    request.appeal_text, request.appeal_outcome = words, "open"
    db.session.flush()
    _record(actor, request, RequestRefusalAppealed())


def erase_requester(actor: Actor) -> None:
    """Erase the person from every request: what still counts voters loses this one, the rest its name."""
    for request in db.session.scalars(
        select(DialogueRequest).where(DialogueRequest.account_id == actor.account_id)
    ).all():
        if machine.may(actor, request, "withdraw"):
            withdraw_request(actor, request)
        request.subject, request.reason = request.public_subject, request.public_reason
        request.account_id, request.appeal_text = None, ""
    for support, request in db.session.execute(
        select(RequestSupport, DialogueRequest)
        .join(DialogueRequest, DialogueRequest.id == RequestSupport.request_id)
        .where(RequestSupport.account_id == actor.account_id)
    ).all():
        if policies.can_be_left(request):
            take_back_support(actor, request)
        else:
            make_nameless(support)
    db.session.flush()


def check_person(actor: Actor) -> None:
    """Raise NotAllowed unless a resident with a proved phone number or e-mail address acts."""
    if not is_proved(actor):
        raise NotAllowed(
            _l("Please prove a phone number or an e-mail address on your account page first.")
        )


def is_proved(actor: Actor) -> bool:
    """Return whether the actor is a resident whose phone number or e-mail address was proved."""
    if actor.surface is not Surface.RESIDENT or actor.account_id is None:
        return False
    return any(contact.verified_at is not None for contact in own_account(actor).contacts)


def asks_already(actor: Actor, request: DialogueRequest) -> bool:
    """Return whether the actor's account asks for it."""
    return _own_support(actor, request) is not None


def _own_support(actor: Actor, request: DialogueRequest) -> RequestSupport | None:
    if actor.account_id is None:
        return None
    return db.session.scalar(
        select(RequestSupport).where(
            RequestSupport.request_id == request.id,
            RequestSupport.account_id == actor.account_id,
        )
    )


def _support(
    actor: Actor,
    request: DialogueRequest,
    number: str,
    neighbourhood: Neighbourhood | None,
    secret: str,
) -> RequestSupport:
    return RequestSupport(
        request_id=request.id,
        person_digest=person_digest(secret, request.code, number),
        account_id=actor.account_id,
        neighbourhood_id=neighbourhood.id if neighbourhood else None,
        at=clock.now(),
    )


def _check_number(number: str) -> None:
    problem = problem_of(number, clock.today())
    if problem is not None:
        raise Invalid("number", problem)


def _check_place(ward_id: int, neighbourhood: Neighbourhood | None) -> None:
    if neighbourhood is not None and neighbourhood.ward_id != ward_id:
        raise Invalid("neighbourhood", _l("This neighbourhood is not in the ward."))


def _record(actor: Actor, request: DialogueRequest, fact: Fact) -> None:
    somebody = Actor(channel=actor.channel, grants=(A_RESIDENT,))
    record(fact, actor=somebody, ward_id=request.ward_id, subject=request)
