"""A question from asking to what was done: support, what was said, promised and done, in one reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from citizen_app.commitments.models import Commitment
from citizen_app.commitments.queries import Figures, figures_where, list_made_in
from citizen_app.commitments.queries.voices import Evidence, evidence_by_commitment
from citizen_app.commitments.sources import publicly_visible
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.dialogue import policies
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.queries.questions import find_question
from citizen_app.dialogue.queries_attendance import PublicNumbers, join_small
from citizen_app.dialogue.queries_minutes import get_results
from citizen_app.feedback import policies as cases
from citizen_app.feedback.models import Report
from citizen_app.feedback.queries import promises_of
from citizen_app.wards.models import Neighbourhood

QUESTION = Question.__tablename__
MOST_OF_LAST = 3


@dataclass(frozen=True)
class Thread:
    """What became of a question. `target` is the one that it was joined to, or itself.

    `askers`: who sent it and the joined ones, by neighbourhood, small numbers joined. `case`: what an
    unanswered one became, if the reader may see it; `has_case` whether there is one.
    """

    question: Question
    target: Question
    session: Session
    joined: int
    askers: PublicNumbers
    promises: Sequence[Commitment]
    evidence: Mapping[int, Evidence]
    case: Report | None
    has_case: bool
    is_own_case: bool
    answer: str


def get_for_thread(session: Session, code: str) -> Question:
    """Return a question of an announced session that is shown, or was joined to one that is."""
    question = find_question(code)
    if question is None or question.session_id != session.id or not policies.is_public(session):
        raise NotFound()
    target = question.merged_into if question.state == "merged" else question
    if target is None or not policies.is_shown(target):
        raise NotFound()
    return target


def thread_of(actor: Actor, question: Question) -> Thread:
    """Return the thread of a question for a reader: the public, or one of those who asked."""
    target = question.merged_into if question.merged_into is not None else question
    case = db.session.get(Report, target.report_id) if target.report_id is not None else None
    is_own_case = case is not None and cases.is_sender(actor, case)
    if case is not None and not (is_own_case or cases.is_public(case)):
        case = None
    promises = list(list_made_in(QUESTION, [target.id], public_only=True))
    if case is not None:
        made = promises_of(case, public_only=not is_own_case)
        promises += [promise for some in made.values() for promise in some]
    askers = _askers(target)
    return Thread(
        question=question,
        target=target,
        session=question.session,
        joined=sum(askers.values()) - 1,
        askers=join_small(askers),
        promises=promises,
        evidence=evidence_by_commitment(promises, public_only=True),
        case=case,
        has_case=target.report_id is not None,
        is_own_case=is_own_case,
        answer=answer_of(target),
    )


def answer_of(question: Question) -> str:
    """Return what everyone may read as the answer: once there are results, what was signed in them.

    The question's own text is the secretary's, who may be writing a correction nobody has signed yet.
    """
    if question.session.state != "published":
        return question.answer
    _minutes, version = get_results(question.session)
    lines = (line for line in version.body["questions"] if line["id"] == question.id)
    return str(next((line["answer"] for line in lines), question.answer))


def _askers(target: Question) -> dict[str | None, int]:
    """Count who sent this question and those joined to it, by neighbourhood (None: not said)."""
    here = or_(
        Question.id == target.id,
        (Question.merged_into_id == target.id) & (Question.state == "merged"),
    )
    query = (
        select(Neighbourhood.name, func.count())
        .select_from(Question)
        .outerjoin(Neighbourhood, Neighbourhood.id == Question.neighbourhood_id)
        .where(here)
        .group_by(Neighbourhood.name)
    )
    return {name: int(count) for name, count in db.session.execute(query)}


@dataclass(frozen=True)
class LastPromises:
    """How the promises of the session before stand, and those that most need to be asked about."""

    session: Session
    figures: Figures
    rows: Sequence[Commitment]


def last_promises(session: Session) -> LastPromises | None:
    """Return how the promises of the last session before this one stand that made any."""
    before = _last_with_promises(session)
    if before is None:
        return None
    asked = select(Question.id).where(Question.session_id == before.id, policies.shown())
    here = (Commitment.subject_type == QUESTION) & Commitment.subject_id.in_(asked)
    figures = figures_where(here)
    if not figures.total:
        return None
    rows = db.session.scalars(
        select(Commitment)
        .where(here, publicly_visible())
        .order_by(
            Commitment.disputed_count == 0,
            Commitment.state == "done",
            Commitment.due_on,
            Commitment.id,
        )
        .limit(MOST_OF_LAST)
    ).all()
    return LastPromises(before, figures, rows)


def _last_with_promises(session: Session) -> Session | None:
    with_promises = (
        select(Question.session_id)
        .join(Commitment, Commitment.subject_id == Question.id)
        .where(
            Commitment.ward_id == session.ward_id,
            Commitment.subject_type == QUESTION,
            Commitment.is_public,
        )
    )
    return db.session.scalar(
        select(Session)
        .where(
            Session.ward_id == session.ward_id,
            Session.state == "published",
            Session.starts_at < session.starts_at,
            Session.id.in_(with_promises),
        )
        .order_by(Session.starts_at.desc(), Session.id.desc())
        .limit(1)
    )
