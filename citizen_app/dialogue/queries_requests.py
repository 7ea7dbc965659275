"""Reading requests for a dialogue: the public's list and page, one's own, what waits for the ward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from citizen_app.accounts.models import Account
from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.dialogue import policies_requests as policies
from citizen_app.dialogue.grounds import Ground, request_grounds
from citizen_app.dialogue.models_requests import DialogueRequest, RequestSheet, RequestSupport
from citizen_app.dialogue.queries_attendance import PublicNumbers, join_small
from citizen_app.permissions import Permission
from citizen_app.wards.models import Neighbourhood, Ward

MOST = 100
WHOLE = (joinedload(DialogueRequest.session), joinedload(DialogueRequest.ward))
# What presses most comes first; what is over comes last.
FOR_PEOPLE = ("reached", "open", "planned", "held", "expired")
FOR_STAFF = ("reached", "sent", "open", "planned", "refused", "held", "expired", "withdrawn")


def find_request(code: str) -> DialogueRequest | None:
    """Return the request with a code as typed, or None."""
    parsed = ids.parse_code("DN", code)
    if parsed is None:
        return None
    query = select(DialogueRequest).where(DialogueRequest.code == parsed)
    return db.session.scalar(query.options(*WHOLE))


def get_shown(ward: Ward, code: str) -> DialogueRequest:
    """Return a request of a ward that everyone may read, or raise NotFound."""
    request = find_request(code)
    if request is None or request.ward_id != ward.id or not policies.is_shown(request):
        raise NotFound()
    return request


def list_shown(ward: Ward) -> Sequence[DialogueRequest]:
    """Return the requests of a ward that everyone may read, those that press first."""
    query = select(DialogueRequest).where(DialogueRequest.ward_id == ward.id, policies.shown())
    return _in_order(query.options(joinedload(DialogueRequest.session)), FOR_PEOPLE)


def _in_order(query: Select[DialogueRequest], states: Sequence[str]) -> Sequence[DialogueRequest]:
    place = case({state: n for n, state in enumerate(states)}, value=DialogueRequest.state)
    order = (place, DialogueRequest.support_count.desc(), DialogueRequest.id.desc())
    return db.session.scalars(query.order_by(*order).limit(MOST)).all()


def count_refused(ward: Ward) -> list[tuple[Ground, int]]:
    """Return how many requests of a ward were not shown, by ground."""
    rows = db.session.execute(
        select(DialogueRequest.ground, func.count())
        .where(DialogueRequest.ward_id == ward.id, DialogueRequest.state == "refused")
        .group_by(DialogueRequest.ground)
    )
    counts = dict(rows.all())
    return [(g, counts[code]) for code, g in request_grounds().items() if counts.get(code)]


def numbers_by_neighbourhood(request: DialogueRequest) -> PublicNumbers:
    """Return who asks by neighbourhood, small numbers joined, as it stood when today began.

    Numbers that grow at once would tell a neighbour who has just pressed the button.
    """
    query = (
        select(Neighbourhood.name, func.count())
        .select_from(RequestSupport)
        .outerjoin(Neighbourhood, Neighbourhood.id == RequestSupport.neighbourhood_id)
        .where(
            RequestSupport.request_id == request.id,
            RequestSupport.at < clock.start_of_day(clock.today()),
        )
        .group_by(Neighbourhood.name)
    )
    return join_small({name: int(count) for name, count in db.session.execute(query)})


def get_own(actor: Actor, code: str) -> DialogueRequest:
    """Return a request that the actor's account sent, or raise NotFound."""
    request = find_request(code)
    if request is None or not policies.is_asker(actor, request):
        raise NotFound()
    return request


def list_asked_by(account_id: int) -> Sequence[DialogueRequest]:
    """Return the requests that an account sent, newest first."""
    query = select(DialogueRequest).where(DialogueRequest.account_id == account_id)
    query = query.options(*WHOLE).order_by(DialogueRequest.id.desc())
    return db.session.scalars(query.limit(MOST)).all()


@dataclass(frozen=True)
class OwnSupport:
    """A request that somebody asks for too, and where they said that they live."""

    request: DialogueRequest
    support: RequestSupport
    neighbourhood: str


def list_supported_by(account_id: int) -> list[OwnSupport]:
    """Return the requests that an account asks for, newest first."""
    rows = db.session.execute(
        select(DialogueRequest, RequestSupport, Neighbourhood.name)
        .join(RequestSupport, RequestSupport.request_id == DialogueRequest.id)
        .outerjoin(Neighbourhood, Neighbourhood.id == RequestSupport.neighbourhood_id)
        .where(RequestSupport.account_id == account_id)
        .options(joinedload(DialogueRequest.ward))
        .order_by(RequestSupport.id.desc())
        .limit(MOST)
    )
    return [OwnSupport(request, support, name or "") for request, support, name in rows]


def get_for_staff(actor: Actor, code: str) -> DialogueRequest:
    """Return a request of a ward whose requests the actor works with, or raise NotFound."""
    request = find_request(code)
    if request is None or not policies.can_see_as_staff(actor, request.ward_id):
        raise NotFound()
    return request


def list_for_staff(actor: Actor, ward: Ward) -> Sequence[DialogueRequest]:
    """Return the requests of a ward, those that press first."""
    if not policies.can_see_as_staff(actor, ward.id):
        return []
    query = select(DialogueRequest).where(DialogueRequest.ward_id == ward.id)
    return _in_order(query.options(joinedload(DialogueRequest.session)), FOR_STAFF)


def list_sheets(request: DialogueRequest) -> Sequence[RequestSheet]:
    """Return the paper lists of a request, newest first."""
    return db.session.scalars(
        select(RequestSheet)
        .where(RequestSheet.request_id == request.id)
        .options(joinedload(RequestSheet.neighbourhood))
        .order_by(RequestSheet.id.desc())
        .limit(MOST)
    ).all()


def list_owed(actor: Actor) -> Sequence[DialogueRequest]:
    """Return what enough voters asked for and no notice was published for, in the actor's wards."""
    if not actor.may_anywhere(Permission.DIALOGUE_PLAN):
        return []
    held = actor.wards_with(Permission.DIALOGUE_PLAN)
    query = select(DialogueRequest).where(
        DialogueRequest.state.in_(("reached", "planned")), DialogueRequest.reached_at.is_not(None)
    )
    if held is not None:
        query = query.where(DialogueRequest.ward_id.in_(sorted(held)))
    query = query.options(*WHOLE).order_by(DialogueRequest.hold_by, DialogueRequest.id)
    return [
        request
        for request in db.session.scalars(query.limit(MOST))
        if request.session is None or request.session.announced_at is None
    ]


def list_appealed(actor: Actor) -> Sequence[DialogueRequest]:
    """Return the refused requests whose objection waits for the actor's decision, oldest first."""
    held = actor.wards_with(Permission.DIALOGUE_SUPERVISE)
    query = select(DialogueRequest).where(DialogueRequest.appeal_outcome == "open")
    if held is not None:
        query = query.where(DialogueRequest.ward_id.in_(sorted(held)))
    query = query.options(joinedload(DialogueRequest.ward)).order_by(DialogueRequest.id)
    return db.session.scalars(query.limit(MOST)).all()


def get_appealed(actor: Actor, code: str) -> DialogueRequest:
    """Return a request whose refusal the actor decides about, or raise NotFound."""
    request = find_request(code)
    may = request is not None and actor.may(Permission.DIALOGUE_SUPERVISE, request.ward_id)
    if request is None or not request.appeal_outcome or not may:
        raise NotFound()
    return request


def list_of_session(session_id: int) -> Sequence[DialogueRequest]:
    """Return the requests that a session is planned for."""
    query = select(DialogueRequest).where(DialogueRequest.session_id == session_id)
    return db.session.scalars(query.options(*WHOLE).order_by(DialogueRequest.id)).all()


def list_supporters(request: DialogueRequest) -> Sequence[Account]:
    """Return the accounts that ask for it and want mails; for the notices alone."""
    return db.session.scalars(
        select(Account)
        .join(RequestSupport, RequestSupport.account_id == Account.id)
        .where(
            RequestSupport.request_id == request.id,
            Account.notify_by_email,
            Account.disabled_at.is_(None),
        )
        .order_by(Account.id)
    ).all()


def open_requests(ward_id: int) -> Sequence[DialogueRequest]:
    """Return the requests of a ward that voters can join and that too few have joined."""
    query = select(DialogueRequest).where(
        DialogueRequest.ward_id == ward_id, DialogueRequest.state == "open"
    )
    return db.session.scalars(query.options(*WHOLE).order_by(DialogueRequest.id)).all()
