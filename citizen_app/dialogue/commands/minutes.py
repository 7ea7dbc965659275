"""Writing minutes: answers with what becomes of them, questions asked in the room, the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from citizen_app.commitments.commands import check_date
from citizen_app.commitments.models import Commitment
from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.core.workflow import check_version
from citizen_app.dialogue import policies_minutes as policies
from citizen_app.dialogue import queries_minutes as queries
from citizen_app.dialogue.commands.asking import PREFIX
from citizen_app.dialogue.commands.board import index_question
from citizen_app.dialogue.commands.moderate import approve_question
from citizen_app.dialogue.commands.running import close_session, open_session
from citizen_app.dialogue.events import QuestionSent
from citizen_app.dialogue.events_minutes import MinutesChanged
from citizen_app.dialogue.minutes_body import Line
from citizen_app.dialogue.models import OUTCOMES, Question, Session
from citizen_app.dialogue.models_minutes import Minutes, MinutesLine
from citizen_app.dialogue.workflow_minutes import machine
from citizen_app.permissions import Permission
from citizen_app.wards.models import Category, Department, Neighbourhood

QUESTION = Question.__tablename__
LONGEST_PROMISE, LONGEST_BODY = 500, 200


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was answered and what becomes of it; the last five belong to "assigned" and "passed_up"."""

    answer: str = ""
    outcome: str = ""
    promise: str = ""
    due_on: dt.date | None = None
    department: Department | None = None
    head_id: int | None = None
    passed_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Rest:
    """What minutes hold beside the questions."""

    present: str = ""
    attended: int | None = None
    conclusions: str = ""
    recording_link: str = ""


def change_minutes(actor: Actor, session: Session) -> Minutes:
    """Return the minutes, stored and open for a change: sent ones become a draft again.

    Who may not write them gets NotAllowed. Needs the lock of the ward.
    """
    if not policies.can_write(actor, session):
        raise NotAllowed(_l("The minutes of this session cannot be written now."))
    minutes = queries.find_minutes(session)
    if minutes is None:
        minutes = queries.draft_of(session)
        db.session.add(minutes)
        db.session.flush()
    if minutes.state != "draft":
        machine.apply(actor, minutes, "edit")
    return minutes


def write_rest(
    actor: Actor, session: Session, rest: Rest, *, version: int | None = None
) -> Minutes:
    """Write who took part, what was concluded, where a recording is. `version` is that of the minutes."""
    lock_wards([session.ward_id])
    check_version(queries.draft_of(session), version)
    link = rest.recording_link.strip()
    if link and not link.startswith("https://"):
        raise Invalid("recording_link", _l("The address must begin with https://"))
    minutes = change_minutes(actor, session)
    minutes.present = "\n".join(
        line.strip() for line in nfc(rest.present).splitlines() if line.strip()
    )
    minutes.attended, minutes.conclusions = rest.attended, nfc(rest.conclusions).strip()
    session.recording_link = link
    _record(actor, session, "rest")
    return minutes


def write_outcome(
    actor: Actor, session: Session, question: Question, said: Outcome, *, version: int | None = None
) -> None:
    """Write what was answered to a question and what becomes of it. `version` is the question's."""
    lock_wards([session.ward_id])
    check_version(question, version)
    line = db.session.get(MinutesLine, question.id) or MinutesLine(question_id=question.id)
    promised = _promised(question)
    _check(session, said, line if promised is None else None, promised)
    change_minutes(actor, session)
    question.answer, question.outcome = nfc(said.answer).strip(), said.outcome
    is_dealt_with = bool(question.answer or question.outcome)
    question.answered_at = (question.answered_at or clock.now()) if is_dealt_with else None
    if promised is None:
        is_assigned = said.outcome == "assigned"
        line.promise = nfc(said.promise).strip() if is_assigned else ""
        line.due_on = said.due_on if is_assigned else None
        line.department_id = said.department.id if is_assigned and said.department else None
        line.head_id = said.head_id if is_assigned else None
    line.passed_to = nfc(said.passed_to).strip() if said.outcome == "passed_up" else ""
    db.session.add(line)
    # Also where only the line changed, so that a second secretary's form is seen to be old.
    flag_modified(question, "outcome")
    _record(actor, session, "answer", question.code)


def _promised(question: Question) -> Commitment | None:
    """Return the commitment that was made of the question when results were published, or None."""
    return db.session.scalar(
        select(Commitment).where(
            Commitment.subject_type == QUESTION, Commitment.subject_id == question.id
        )
    )


def _check(
    session: Session, said: Outcome, line: MinutesLine | None, promised: Commitment | None
) -> None:
    """Raise Invalid for what does not fit together."""
    if said.outcome not in OUTCOMES:
        raise Invalid("outcome", _l("Choose what becomes of it."))
    if said.outcome == "on_the_spot" and not nfc(said.answer).strip():
        raise Invalid("answer", _l("Please write what was answered."))
    if said.outcome == "passed_up" and not nfc(said.passed_to).strip():
        raise Invalid("passed_to", _l("Please say to whom it is passed up."))
    if promised is not None:
        if said.outcome != "assigned":
            raise Invalid("outcome", _l("A commitment was published for it: it stays assigned."))
        return
    if said.outcome == "assigned":
        _check_assigned(session, said, line)


def _check_assigned(session: Session, said: Outcome, line: MinutesLine | None) -> None:
    if not nfc(said.promise).strip():
        raise Invalid("promise", _l("Please write what will be done."))
    if said.department is None or said.department.ward_id != session.ward_id:
        raise Invalid("department", _l("Please choose who does it."))
    if said.due_on is None:
        raise Invalid("due_on", _l("Please choose a day, as day, month and year."))
    if line is None or said.due_on != line.due_on:
        check_date(session.ward_id, said.due_on)


def add_room_question(
    actor: Actor,
    session: Session,
    *,
    key: str,
    text: str,
    answer: str = "",
    neighbourhood: Neighbourhood | None = None,
    category: Category | None = None,
) -> Question:
    """Add a question that was asked in the room and typed by nobody; it is approved at once.

    `key` is made by the form: the same one sent twice adds one question.
    """
    lock_wards([session.ward_id])
    digest = ids.token_digest(f"room {session.code} {key}")
    known = db.session.scalar(select(Question).where(Question.idempotency_digest == digest))
    if known is not None:
        return known
    words = nfc(text).strip()
    if not words:
        raise Invalid("text", _l("Please write the question."))
    change_minutes(actor, session)
    question = _room_question(actor, session, digest, words)
    question.neighbourhood = neighbourhood
    db.session.add(question)
    db.session.flush()
    fact = QuestionSent(
        code=question.code,
        category=category.code if category else "",
        neighbourhood_id=question.neighbourhood_id,
        has_account=False,
        has_contact=False,
    )
    record(fact, actor=actor, ward_id=session.ward_id, subject=question)
    approve_question(actor, question, public_text=words, category=category)
    if nfc(answer).strip():
        question.answer, question.answered_at = nfc(answer).strip(), clock.now()
    _record(actor, session, "room", question.code)
    return question


def _room_question(actor: Actor, session: Session, digest: str, words: str) -> Question:
    return Question(
        code=ids.new_code(PREFIX),
        session_id=session.id,
        session=session,
        ward_id=session.ward_id,
        idempotency_digest=digest,
        helper_id=actor.account_id,
        channel=actor.channel,
        text=words,
        state="sent",
        source="live",
        sent_at=clock.now(),
    )


def close_held(actor: Actor, session: Session, *, version: int | None = None) -> None:
    """Say that a session is over: one that was held on paper counts as opened and ended at its times."""
    if session.state != "announced":
        close_session(actor, session, version=version)
        return
    if clock.now() < session.ends_at or not actor.may(Permission.DIALOGUE_RUN, session.ward_id):
        raise NotAllowed()
    open_session(actor, session, version=version)
    session.opened_at = session.starts_at
    close_session(actor, session)
    session.closed_at = session.ends_at
    db.session.flush()


def mask_minutes(
    actor: Actor, session: Session, lines: Iterable[Line], mask: Callable[[str], str]
) -> None:
    """Take personal data out of every text of the minutes, as was decided."""
    minutes = change_minutes(actor, session)
    minutes.present, minutes.conclusions = mask(minutes.present), mask(minutes.conclusions)
    for one in lines:
        one.question.answer = mask(one.question.answer)
        one.question.public_text = mask(one.question.public_text)
        index_question(one.question)
        if one.line is not None:
            one.line.promise = mask(one.line.promise)[:LONGEST_PROMISE]
            one.line.passed_to = mask(one.line.passed_to)[:LONGEST_BODY]
    _record(actor, session, "masked")


def _record(actor: Actor, session: Session, part: str, question: str = "") -> None:
    db.session.flush()
    fact = MinutesChanged(part, question)
    record(fact, actor=actor, ward_id=session.ward_id, subject=session)
