"""Answering: start, draft, return, approve by a second person, publish at once or at a set time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from citizen_app.commitments.commands import check_date, make_commitment
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.files.attachments import attach_photos, attachments_of
from citizen_app.core.files.images import CleanPhoto
from citizen_app.core.files.models import AttachmentKind
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.feedback.checking import counts_of, findings_in, refuse_undecided
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.commands.screen import open_case
from citizen_app.feedback.events import (
    AnswerApproved,
    AnswerDrafted,
    AnswerPublished,
    AnswerReturned,
    AnswerUnapproved,
    PersonalDataMasked,
    PublishingMoved,
    WorkStarted,
)
from citizen_app.feedback.filling import gaps_in
from citizen_app.feedback.models import (
    Answer,
    AnswerDraft,
    AnswerVersion,
    Fixed,
    Report,
    Visibility,
)
from citizen_app.feedback.workflow import machine


@dataclass(frozen=True)
class Promise:
    """What an answer promises, and by when; text and day belong together."""

    text: str = ""
    due_on: dt.date | None = None

    def __bool__(self) -> bool:
        return bool(self.text) or self.due_on is not None


NO_PROMISE = Promise()
MOST_AHEAD = dt.timedelta(days=183)


def start_work(actor: Actor, report: Report, *, version: int | None = None) -> Report:
    """Say that somebody is at it; who starts a case that nobody has takes it."""
    open_case(actor, report, version)
    machine.apply(actor, report, "start")
    if report.handler_id is None:
        report.handler_id = actor.account_id
    record(WorkStarted(), actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report


def check_answer(
    report: Report, body: str, promise: Promise = NO_PROMISE, kept: Collection[str] = ()
) -> None:
    """Raise Invalid for what may not go out: gaps, personal data nobody decided on, half a promise.

    `kept`: keys of the findings that stay on purpose.
    """
    if not body.strip():
        raise Invalid("body", _l("Please write the answer."))
    gaps = gaps_in(body) + gaps_in(promise.text)
    if gaps:
        shown = ", ".join(gaps[:5])
        raise Invalid("body", _l("Fill in or take out what is still open: %(gaps)s", gaps=shown))
    refuse_undecided(report.holder, kept, body, promise.text)
    if not promise:
        return
    if not promise.text:
        raise Invalid("promise_text", _l("Please say what is promised."))
    if promise.due_on is None:
        raise Invalid("promise_due", _l("A promise needs a day. By when will it be done?"))
    check_date(report.holder_ward_id, promise.due_on, field="promise_due")


def draft_answer(
    actor: Actor,
    report: Report,
    *,
    body: str,
    is_fixed: bool = False,
    photos: Sequence[CleanPhoto] = (),
    promise: Promise = NO_PROMISE,
    kept: Collection[str] = (),
    unmasked: str = "",
    version: int | None = None,
) -> Answer:
    """Write the answer, or write it anew, and lay it before a leader.

    `unmasked` is what stood there before personal data were taken out: it stays in the trail.
    """
    open_case(actor, report, version)
    body = nfc(body).strip()
    check_answer(report, body, promise, kept)
    machine.apply(actor, report, "draft")
    answer = report.answer
    if answer is None or answer.published_at is not None:
        answer = Answer(report=report)
        db.session.add(answer)
    answer.author_id, answer.body, answer.is_fixed = actor.account_id, body, is_fixed
    answer.promise_text, answer.promise_due = nfc(promise.text).strip(), promise.due_on
    answer.drafted_at, answer.return_reason = clock.now(), ""
    if report.handler_id is None:
        report.handler_id = actor.account_id
    db.session.flush()
    attach_photos(answer, photos, AttachmentKind.AFTER, is_public=False)
    _keep_trail(actor, report, answer, unmasked)
    record(AnswerDrafted(answer.id), actor=actor, ward_id=report.holder_ward_id, subject=report)
    return answer


def _keep_trail(actor: Actor, report: Report, answer: Answer, unmasked: str) -> None:
    """Keep each version that was laid before a leader, and what the check for personal data did."""
    for words in (unmasked, answer.body):
        if words:
            answer.drafts.append(AnswerDraft(body=words, by_id=actor.account_id, at=clock.now()))
    after = findings_in(report.holder, answer.body, answer.promise_text)
    before = findings_in(report.holder, unmasked, answer.promise_text) if unmasked else after
    masked, kept = counts_of(before, after)
    if masked or kept:
        fact = PersonalDataMasked("answer", masked, kept)
        record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)


def return_answer(
    actor: Actor, report: Report, *, reason: str, version: int | None = None
) -> Report:
    """Send the draft back with what has to be changed."""
    open_case(actor, report, version)
    machine.apply(actor, report, "return")
    answer = _drafted(report)
    answer.return_reason = nfc(reason).strip()
    record(AnswerReturned(answer.id), actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report


def approve_answer(
    actor: Actor,
    report: Report,
    *,
    signed_by: str,
    publish_at: dt.datetime | None = None,
    kept: Collection[str] | None = None,
    version: int | None = None,
) -> Report:
    """Approve somebody else's draft; the database too refuses that one person does both.

    With `publish_at` it waits for that moment. `kept`: keys of the personal data that may stay; None
    leaves it at what the author decided.
    """
    open_case(actor, report, version)
    if publish_at is not None:
        check_moment(report, publish_at)
    if kept is not None and report.answer is not None:
        check_answer(report, report.answer.body, _promise_of(report.answer), kept)
    machine.apply(actor, report, "approve")
    answer = _drafted(report)
    answer.approver_id, answer.approved_at = actor.account_id, clock.now()
    answer.signed_by, answer.publish_at = signed_by, publish_at
    db.session.flush()
    moment = publish_at.isoformat() if publish_at else None
    fact = AnswerApproved(answer.id, answer.author_id, moment)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report


def check_moment(report: Report, moment: dt.datetime) -> None:
    """Raise Invalid unless it is a moment to come, within half a year and before what is promised."""
    if moment <= clock.now():
        raise Invalid("publish_day", _l("Please choose a time to come."))
    if moment > clock.now() + MOST_AHEAD:
        raise Invalid("publish_day", _l("Please choose a day within the next half year."))
    promised = report.answer.promise_due if report.answer is not None else None
    if promised is not None and clock.local_date(moment) >= promised:
        raise Invalid("publish_day", _l("What the answer promises would be due before that day."))


def move_publishing(
    actor: Actor, report: Report, *, publish_at: dt.datetime, version: int | None = None
) -> Report:
    """Let an approved answer be published at another time."""
    open_case(actor, report, version)
    check_moment(report, publish_at)
    machine.apply(actor, report, "move_publishing")
    answer = _drafted(report)
    previous = answer.publish_at.isoformat() if answer.publish_at else None
    answer.publish_at = publish_at
    fact = PublishingMoved(answer.id, publish_at.isoformat(), previous)
    db.session.flush()
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report


def unapprove_answer(actor: Actor, report: Report, *, version: int | None = None) -> Report:
    """Take the approval back; the answer waits for approval again."""
    open_case(actor, report, version)
    machine.apply(actor, report, "unapprove")
    answer = _drafted(report)
    answer.approver_id = answer.approved_at = answer.publish_at = None
    answer.signed_by = ""
    db.session.flush()
    record(AnswerUnapproved(answer.id), actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report


def publish_answer(actor: Actor, report: Report, *, version: int | None = None) -> Report:
    """Give the answer to the sender and, unless the case is private, to everyone."""
    open_case(actor, report, version)
    answer, now = report.answer, clock.now()  # read first: the state and its date change together
    machine.apply(actor, report, "publish")
    assert answer is not None, "the workflow lets nobody get here without a draft"
    answer.published_at = report.published_at = now
    db.session.add(
        AnswerVersion(answer_id=answer.id, body=answer.body, by_id=actor.account_id, at=now)
    )
    report.fixed = Fixed.YES if answer.is_fixed else Fixed.UNKNOWN
    _open_evidence(report, answer)
    fact = AnswerPublished(
        answer_id=answer.id,
        visibility=report.visibility,
        is_fixed=answer.is_fixed,
        is_on_time=report.due_at is None or now <= report.due_at,
    )
    db.session.flush()
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    _make_promise(actor, report, answer)
    index_report(report)
    return report


def approve_and_publish(
    actor: Actor,
    report: Report,
    *,
    signed_by: str,
    kept: Collection[str] | None = None,
    version: int | None = None,
) -> Report:
    """Approve and publish in one step, as a leader on a phone does."""
    approve_answer(actor, report, signed_by=signed_by, kept=kept, version=version)
    return publish_answer(actor, report)


def _promise_of(answer: Answer) -> Promise:
    return Promise(answer.promise_text, answer.promise_due)


def _make_promise(actor: Actor, report: Report, answer: Answer) -> None:
    """Put what the answer promises under watch; a day that has passed meanwhile stands as late."""
    if not answer.promise_text or answer.promise_due is None:
        return
    make_commitment(
        actor,
        report.holder,
        text=answer.promise_text,
        due_on=answer.promise_due,
        department_id=report.department_id,
        head_id=report.handler_id or answer.author_id,
        is_public=report.visibility == Visibility.PUBLIC,
        subject=answer,
    )


def _drafted(report: Report) -> Answer:
    answer = report.answer
    assert answer is not None, "the workflow lets nobody get here without a draft"
    return answer


def _open_evidence(report: Report, answer: Answer) -> None:
    for attachment in attachments_of(answer, public_only=False):
        attachment.is_public = report.visibility == Visibility.PUBLIC
