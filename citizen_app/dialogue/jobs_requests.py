"""What the clock brings to requests: the time to join ends, and who had asked is erased afterwards."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.core.events import place_of
from citizen_app.core.jobs import scheduled
from citizen_app.dialogue.commands.request_turns import erase_supporters, expire_request
from citizen_app.dialogue.models_requests import DialogueRequest
from citizen_app.dialogue.thresholds import ERASING
from citizen_app.wards.deadlines import window_end

log = logging.getLogger(__name__)


@scheduled(minute="55", hour="18")
def close_old_requests() -> None:
    """End requests whose time to join is over, and erase who asked for old ones; 01:55 in the ward."""
    now = clock.now()
    late = select(DialogueRequest.id).where(
        DialogueRequest.state == "open", DialogueRequest.open_until < now
    )
    _each(db.session.scalars(late.order_by(DialogueRequest.id)).all(), expire_request)
    over = select(DialogueRequest.id).where(
        DialogueRequest.closed_at < now, DialogueRequest.erased_at.is_(None)
    )
    _each(db.session.scalars(over.order_by(DialogueRequest.id)).all(), _erase_when_due)


def _erase_when_due(request: DialogueRequest) -> None:
    if request.closed_at is None or request.appeal_outcome == "open":
        return
    until = window_end(request.ward_id, ERASING, request.closed_at)
    if until is not None and until < clock.now():
        erase_supporters(request)


def _each(numbers: Sequence[int], turn: Callable[[DialogueRequest], object]) -> None:
    db.session.rollback()
    for number in numbers:
        try:
            with transaction():
                turn(db.session.get_one(DialogueRequest, number))
        except Exception as error:  # one request that fails holds up no other
            log.error("request %s is not settled tonight: %s", number, place_of(error))
