"""The results of a session are published, and corrected in the open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from citizen_app.commitments.commands import make_commitment
from citizen_app.commitments.queries import list_made_in
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition, StaleVersion
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.dialogue import clocks, queries_minutes
from citizen_app.dialogue import policies_minutes as policies
from citizen_app.dialogue.events import DialogueResultsPublished
from citizen_app.dialogue.events_minutes import DialogueResultsCorrected, MinutesCorrectionBegun
from citizen_app.dialogue.minutes_body import Line
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_minutes import Minutes, MinutesVersion, Signature
from citizen_app.dialogue.policies import shown
from citizen_app.dialogue.workflow import machine
from citizen_app.dialogue.workflow_minutes import machine as minutes_machine
from citizen_app.feedback.checking import Decisions, refuse_undecided


@dataclass(frozen=True, kw_only=True)
class Publishing:
    """What whoever publishes adds: public reasons where one is due, what is masked in objections."""

    late_reason: str = ""
    missing_reason: str = ""
    decisions: Decisions = Decisions({})


NOTHING_MORE = Publishing()


def publish_results(
    actor: Actor,
    session: Session,
    given: Publishing = NOTHING_MORE,
    *,
    number: int | None = None,
) -> MinutesVersion:
    """Let everyone read what came of a session (Law 72/2025/QH15 art. 43: a limit after it).

    `number` is the version that stood on the page. Late results, and those without a signature, need a
    reason that everyone reads.
    """
    minutes, version = _signed(session, number)
    _check_time(session, given)
    _settle(minutes, version, given)
    minutes_machine.apply(actor, minutes, "publish")
    session.results_at = clock.now()
    machine.apply(actor, session, "publish_results")
    limit = clocks.results_clock(session)
    is_in_time = limit is None or limit.kept is not False
    minutes.late_reason = "" if is_in_time else nfc(given.late_reason).strip()
    db.session.flush()
    missing = len(policies.missing(minutes))
    fact = DialogueResultsPublished(is_in_time, version.number, missing, _outcomes_of(session))
    record(fact, actor=actor, ward_id=session.ward_id, subject=session)
    _make_commitments(actor, session)
    return version


def _outcomes_of(session: Session) -> dict[str, int]:
    """Return how many questions of the board ended in which way; those without one are left out."""
    rows = db.session.execute(
        select(Question.outcome, func.count())
        .where(Question.session_id == session.id, shown(), Question.outcome != "")
        .group_by(Question.outcome)
    )
    return dict(sorted((str(row[0]), int(row[1])) for row in rows))


def publish_correction(
    actor: Actor,
    session: Session,
    given: Publishing = NOTHING_MORE,
    *,
    number: int | None = None,
) -> MinutesVersion:
    """Publish another version of the minutes; the one before stays readable."""
    minutes, version = _signed(session, number)
    if version.published_at is not None:
        raise Invalid("", _l("Nothing has changed since the published version."))
    _settle(minutes, version, given)
    minutes_machine.apply(actor, minutes, "publish_correction")
    db.session.flush()
    fact = DialogueResultsCorrected(version.number, len(policies.missing(minutes)))
    record(fact, actor=actor, ward_id=session.ward_id, subject=session)
    _make_commitments(actor, session)
    return version


def begin_correction(actor: Actor, session: Session, *, reason: str) -> Minutes:
    """Write published minutes anew; everyone reads the reason with the new version."""
    lock_wards([session.ward_id])
    minutes = queries_minutes.draft_of(session)
    words = nfc(reason).strip()
    if not words:
        raise Invalid("reason", _l("Please say why; everyone reads it."))
    minutes_machine.apply(actor, minutes, "correct")
    minutes.correction_reason = words
    db.session.flush()
    number = minutes.newest.number if minutes.newest else 0
    fact = MinutesCorrectionBegun(number)
    record(fact, actor=actor, ward_id=session.ward_id, subject=session)
    return minutes


def _signed(session: Session, number: int | None) -> tuple[Minutes, MinutesVersion]:
    """Return minutes that are with their signatories, unchanged since, with their version."""
    lock_wards([session.ward_id])
    minutes = queries_minutes.find_minutes(session)
    if minutes is None or minutes.newest is None:
        raise Invalid("", _l("The minutes have not been sent to the signatories yet."))
    if number is not None and minutes.newest.number != number:
        raise StaleVersion(_l("There is a newer version of the minutes. Please read that one."))
    if minutes.state == "draft" or queries_minutes.has_changed(session, minutes):
        raise InvalidTransition(
            _l("The minutes have changed since they were signed. They must be sent once more.")
        )
    return minutes, minutes.newest


def _check_time(session: Session, given: Publishing) -> None:
    limit = clocks.results_clock(session)
    if limit is not None and limit.days_left < 0 and not nfc(given.late_reason).strip():
        raise Invalid(
            "late_reason",
            _l(
                "The results should have been published by %(day)s. "
                "Please say why they are late: everyone reads the reason.",
                day=f"{limit.last_day:%d/%m/%Y}",
            ),
        )


def _settle(minutes: Minutes, version: MinutesVersion, given: Publishing) -> None:
    """Check what is missing, take personal data out of objections, open the version to everyone."""
    reason = nfc(given.missing_reason).strip()
    missing = policies.missing(minutes)
    if missing and not reason:
        raise Invalid(
            "missing_reason",
            _l("Somebody has not signed yet. Wait, or say why the results come without it."),
        )
    ward = minutes.session.ward
    objections = list_objections(minutes)
    for one in objections:
        one.public_text = given.decisions.apply(ward, one.text)
    kept = given.decisions.kept
    refuse_undecided(ward, kept, *[one.public_text for one in objections])
    refuse_undecided(ward, kept, given.late_reason, reason)
    minutes.missing_reason = reason if missing else ""
    version.published_at = clock.now()


def list_objections(minutes: Minutes) -> list[Signature]:
    """Return the objections to every version, earlier ones too: a new version does not silence them."""
    said: Iterable[Signature] = (one for v in minutes.versions for one in v.signatures)
    return [one for one in said if one.verdict == "objected"]


def _make_commitments(actor: Actor, session: Session) -> None:
    """Put under watch what the minutes promise; what was promised before stays as it is.

    A day that has passed meanwhile stands as late.
    """
    lines = queries_minutes.list_lines(session)
    made = _already(one.question.id for one in lines)
    for one in lines:
        if one.question.outcome == "assigned" and one.question.id not in made:
            _make_one(actor, session, one)


def _already(question_ids: Iterable[int]) -> Collection[int | None]:
    table = Question.__tablename__
    return {c.subject_id for c in list_made_in(table, set(question_ids), public_only=False)}


def _make_one(actor: Actor, session: Session, one: Line) -> None:
    line = one.line
    assert line is not None and line.due_on is not None, "nothing is assigned without a day"
    due_on: dt.date = line.due_on
    make_commitment(
        actor,
        session.ward,
        text=line.promise,
        due_on=due_on,
        department_id=line.department_id,
        head_id=line.head_id,
        is_public=True,
        subject=one.question,
    )
