"""What numbers, days and sessions do to a request: enough ask, a session is planned, held, called off."""

from __future__ import annotations

import secrets
from dataclasses import replace

from sqlalchemy import func, select, update

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.core.events import lock_wards, record
from citizen_app.core.workflow import check_version
from citizen_app.dialogue import thresholds
from citizen_app.dialogue.commands.plan import Plan, plan_session
from citizen_app.dialogue.events_requests import (
    RequestExpired,
    RequestHeld,
    RequestPlanned,
    RequestReached,
    RequestReleased,
    RequestSupportersErased,
)
from citizen_app.dialogue.models import Kind, Session
from citizen_app.dialogue.models_requests import DialogueRequest, RequestSupport
from citizen_app.dialogue.workflow_requests import State, machine


def lock_request(request: DialogueRequest) -> None:
    """Take the ward's turn until the commit, and read the request as it is now."""
    lock_wards([request.ward_id])
    db.session.flush()
    db.session.refresh(request)


def count_people(request: DialogueRequest) -> int:
    """Store and return how many ask: counted, never added up, so that it is always right.

    It is no change of the request itself: its version, which staff forms carry, stays.
    """
    counted = select(func.count()).where(RequestSupport.request_id == request.id).scalar_subquery()
    db.session.execute(
        update(DialogueRequest)
        .where(DialogueRequest.id == request.id)
        .values(support_count=counted)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(request, ["support_count"])
    return request.support_count


def settle_if_reached(request: DialogueRequest) -> bool:
    """Let the duty to hold the dialogue begin once enough ask; return whether it began now.

    It stays, whoever takes their support back afterwards: the law asks that so many have asked.
    """
    threshold = thresholds.threshold_of(request.ward_id)
    needed = threshold.needed if threshold else None
    if request.state != State.OPEN or not needed or request.support_count < needed:
        return False
    assert threshold is not None and threshold.voters is not None, "there was a number to compare"
    request.reached_at, request.needed = clock.now(), needed
    request.voters = threshold.voters.number
    request.hold_by = thresholds.hold_by(request.ward_id, clock.today())
    machine.apply(SYSTEM, request, "reach")
    db.session.flush()
    fact = RequestReached(
        count=request.support_count,
        needed=needed,
        voters=request.voters,
        hold_by=request.hold_by.isoformat() if request.hold_by else "",
    )
    record(fact, actor=SYSTEM, ward_id=request.ward_id, subject=request)
    return True


def plan_for_request(
    actor: Actor, request: DialogueRequest, plan: Plan, *, version: int | None = None
) -> Session:
    """Plan the session that was asked for; the request says at once that one is being planned."""
    lock_request(request)
    check_version(request, version)
    session = plan_session(actor, request.ward, replace(plan, kind=Kind.ON_REQUEST))
    request.session = session
    machine.apply(actor, request, "plan")
    db.session.flush()
    fact = RequestPlanned(session.code)
    record(fact, actor=actor, ward_id=request.ward_id, subject=request)
    return session


def release_request(request: DialogueRequest) -> None:
    """Let a request wait again whose session was called off."""
    lock_request(request)
    if request.state != State.PLANNED:
        return
    request.session = None
    machine.apply(SYSTEM, request, "release_reached" if request.reached_at else "release")
    db.session.flush()
    record(RequestReleased(), actor=SYSTEM, ward_id=request.ward_id, subject=request)
    settle_if_reached(request)


def hold_request(request: DialogueRequest) -> None:
    """Close a request whose session was held."""
    lock_request(request)
    if request.state != State.PLANNED:
        return
    machine.apply(SYSTEM, request, "hold")
    request.closed_at = clock.now()
    limit = thresholds.holding_clock(request)
    db.session.flush()
    fact = RequestHeld(limit is None or limit.kept is not False)
    record(fact, actor=SYSTEM, ward_id=request.ward_id, subject=request)


def expire_request(request: DialogueRequest) -> None:
    """End a request that too few have joined in its time."""
    lock_request(request)
    is_over = request.open_until is not None and request.open_until < clock.now()
    if request.state != State.OPEN or not is_over:
        return
    machine.apply(SYSTEM, request, "expire")
    request.closed_at = clock.now()
    db.session.flush()
    fact = RequestExpired(request.support_count)
    record(fact, actor=SYSTEM, ward_id=request.ward_id, subject=request)


def erase_supporters(request: DialogueRequest) -> int:
    """Erase what points to those who asked for a request that is closed; the numbers stay."""
    lock_request(request)
    rows = db.session.scalars(
        select(RequestSupport).where(RequestSupport.request_id == request.id)
    ).all()
    for row in rows:
        make_nameless(row)
    request.erased_at = clock.now()
    db.session.flush()
    fact = RequestSupportersErased(len(rows))
    record(fact, actor=SYSTEM, ward_id=request.ward_id, subject=request)
    return len(rows)


def make_nameless(support: RequestSupport) -> None:
    """Leave of a support that somebody, of some neighbourhood, asked on that day."""
    support.account_id, support.person_digest = None, f"erased-{secrets.token_hex(16)}"
