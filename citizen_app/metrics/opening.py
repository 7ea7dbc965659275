"""What somebody of the ward may open of the things behind a figure; the others are counted, not named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, false, literal, select, true

from citizen_app.commitments.models import Commitment
from citizen_app.commitments.sources import visible_to_staff
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.dialogue import policies as dialogues
from citizen_app.dialogue.models import Question, Session
from citizen_app.feedback import policies as cases
from citizen_app.feedback.models import Report
from citizen_app.metrics.explaining import Behind, behind
from citizen_app.metrics.periods import Period
from citizen_app.permissions import Permission
from citizen_app.wards.models import Ward

MOST = 100
# Kinds that nobody is kept from, and that have no page of their own: answers, speakers, difficulties.
WITHOUT_PAGE = frozenset({"difficulty", "dialogue_speaker", "survey_wave"})


@dataclass(frozen=True)
class Opened:
    """A thing that the reader may open; `title` is "" and `endpoint` too where it has no page."""

    thing: Behind
    title: str = ""
    endpoint: str = ""


@dataclass(frozen=True)
class Explained:
    """The newest things behind a figure: those that may be opened, how many others, whether more exist."""

    rows: Sequence[Opened]
    kept_from: int
    has_more: bool


def explained(actor: Actor, indicator: str, ward: Ward, period: Period) -> Explained:
    """Return the newest things behind a figure, as far as the actor may know of them."""
    found = list(islice(behind(indicator, ward, period), MOST + 1))
    shown, rows = found[:MOST], list[Opened]()
    known = {kind: _titles(actor, ward, kind, shown) for kind in TITLES}
    for thing in shown:
        if thing.kind in WITHOUT_PAGE:
            rows.append(Opened(thing))
        elif thing.subject_id in known.get(thing.kind, {}):
            title, endpoint = known[thing.kind][thing.subject_id], TITLES[thing.kind][1]
            rows.append(Opened(thing, title, endpoint))
    return Explained(rows, len(shown) - len(rows), len(found) > MOST)


def _titles(actor: Actor, ward: Ward, kind: str, things: Sequence[Behind]) -> dict[int, str]:
    ids = sorted({thing.subject_id for thing in things if thing.kind == kind})
    if not ids:
        return {}
    rows = db.session.execute(TITLES[kind][0](actor, ward, ids))
    return {row[0]: str(row[1] or "") for row in rows}


def _reports(actor: Actor, _ward: Ward, ids: list[int]) -> Any:
    query = select(Report.id, Report.title).where(Report.id.in_(ids))
    return query.where(cases.visible_to_staff(actor))


def _commitments(actor: Actor, _ward: Ward, ids: list[int]) -> Any:
    visible = visible_to_staff(actor, Permission.COMMITMENT_KEEP)
    return select(Commitment.id, Commitment.text).where(Commitment.id.in_(ids), visible)


def _sessions(actor: Actor, ward: Ward, ids: list[int]) -> Any:
    query = select(Session.id, Session.title).where(Session.id.in_(ids))
    return query.where(Session.ward_id == ward.id, _plans(actor, ward))


def _questions(actor: Actor, ward: Ward, ids: list[int]) -> Any:
    query = select(Question.id, literal("")).where(Question.id.in_(ids))
    return query.where(Question.is_guarded.is_(False), _plans(actor, ward))


def _plans(actor: Actor, ward: Ward) -> ColumnElement[bool]:
    return true() if dialogues.can_plan(actor, ward.id) else false()


TITLES: dict[str, tuple[Callable[[Actor, Ward, list[int]], Any], str]] = {
    "report": (_reports, "staff_feedback.case"),
    "commitment": (_commitments, "staff_commitments.commitment"),
    "dialogue_session": (_sessions, "staff_dialogue.show"),
    "dialogue_question": (_questions, ""),
}
