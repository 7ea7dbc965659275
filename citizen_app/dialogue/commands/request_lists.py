"""Paper lists: numbers typed from a list with signatures, many at once, each person counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from citizen_app.core import clock
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.dialogue import policies_requests as policies
from citizen_app.dialogue.commands.request_turns import (
    count_people,
    lock_request,
    settle_if_reached,
)
from citizen_app.dialogue.events_requests import RequestListEntered, RequestSupportTakenBack
from citizen_app.dialogue.identity_numbers import person_digest, problem_of
from citizen_app.dialogue.models_requests import DialogueRequest, RequestSheet, RequestSupport
from citizen_app.dialogue.workflow_requests import machine
from citizen_app.permissions import Permission
from citizen_app.wards.models import Neighbourhood

MOST_LINES = 1000
# So many rows go to the database at once.
BATCH = 200


@dataclass(frozen=True, kw_only=True)
class PaperList:
    """A list as it was typed: one number a line. `label` says which sheet it is, and names nobody."""

    label: str
    neighbourhood: Neighbourhood | None
    lines: Sequence[str]


def problems_of(lines: Sequence[str]) -> list[tuple[int, str, object]]:
    """Return what is wrong with which line: its number from 1, what was typed, and why."""
    today = clock.today()
    found = [(place, line, problem_of(line, today)) for place, line in enumerate(lines, 1)]
    return [(place, line, problem) for place, line, problem in found if problem is not None]


def enter_list(
    actor: Actor, request: DialogueRequest, paper: PaperList, *, secret: str
) -> RequestSheet:
    """Store a list; who is counted already, on whichever way, is passed over by the database.

    A list with a line that cannot be right is stored not at all: its clerk mends it and sends it again.
    """
    lock_request(request)
    _check(request, paper)
    machine.apply(actor, request, "enter_list")
    sheet = RequestSheet(
        request_id=request.id,
        label=nfc(paper.label).strip(),
        neighbourhood=paper.neighbourhood,
        entered_by_id=actor.account_id,
        line_count=len(paper.lines),
        counted=0,
        at=clock.now(),
    )
    db.session.add(sheet)
    db.session.flush()
    digests = {person_digest(secret, request.code, line): None for line in paper.lines}
    sheet.counted = _add_people(sheet, list(digests))
    db.session.flush()
    count = count_people(request)
    fact = RequestListEntered(
        neighbourhood_id=sheet.neighbourhood_id,
        lines=sheet.line_count,
        counted=sheet.counted,
        count=count,
    )
    record(fact, actor=actor, ward_id=request.ward_id, subject=request)
    settle_if_reached(request)
    return sheet


def _check(request: DialogueRequest, paper: PaperList) -> None:
    if not nfc(paper.label).strip():
        raise Invalid("label", _l("Please say which list it is."))
    if not paper.lines:
        raise Invalid("lines", _l("Please type at least one number."))
    if len(paper.lines) > MOST_LINES:
        message = _l(
            "At most %(most)s lines at once. Please enter the rest after.", most=MOST_LINES
        )
        raise Invalid("lines", message)
    if problems_of(paper.lines):
        raise Invalid("lines", _l("Some lines cannot be right. Nothing was stored yet."))
    if paper.neighbourhood is not None and paper.neighbourhood.ward_id != request.ward_id:
        raise Invalid("neighbourhood", _l("This neighbourhood is not in the ward."))


def _add_people(sheet: RequestSheet, digests: list[str]) -> int:
    """Add one row for each person who has none for this request; return how many were added."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    added = 0
    for start in range(0, len(digests), BATCH):
        rows = [
            {
                "request_id": sheet.request_id,
                "person_digest": digest,
                "sheet_id": sheet.id,
                "neighbourhood_id": sheet.neighbourhood_id,
                "at": sheet.at,
            }
            for digest in digests[start : start + BATCH]
        ]
        new = (
            insert(RequestSupport)
            .values(rows)
            .on_conflict_do_nothing(index_elements=["request_id", "person_digest"])
            .returning(RequestSupport.id)
        )
        added += len(db.session.scalars(new).all())
    return added


def take_off_lists(actor: Actor, request: DialogueRequest, *, number: str, secret: str) -> bool:
    """Take somebody off the paper lists who asks for it at the counter; return whether they were on one."""
    authorize(actor, Permission.DIALOGUE_MODERATE, request.ward_id)
    problem = problem_of(number, clock.today())
    if problem is not None:
        raise Invalid("number", problem)
    lock_request(request)
    if not policies.can_be_left(request):
        raise Invalid("", _l("This can no longer be taken back: the request is closed."))
    gone = db.session.scalars(
        delete(RequestSupport)
        .where(
            RequestSupport.request_id == request.id,
            RequestSupport.person_digest == person_digest(secret, request.code, number),
            RequestSupport.sheet_id.is_not(None),
        )
        .returning(RequestSupport.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not gone:
        return False
    fact = RequestSupportTakenBack(count_people(request))
    record(fact, actor=actor, ward_id=request.ward_id, subject=request)
    return True
