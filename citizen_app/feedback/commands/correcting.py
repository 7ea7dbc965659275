"""Correcting a published answer: new words with a reason, approved by a second person, never silent."""

from __future__ import annotations

from collections.abc import Collection

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.personal_data import count_kinds
from citizen_app.core.text import nfc
from citizen_app.feedback.checking import findings_in, kept_already, refuse_undecided
from citizen_app.feedback.commands.answer import check_answer
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.commands.screen import open_case
from citizen_app.feedback.events import (
    AnswerCorrected,
    CorrectionDrafted,
    CorrectionDropped,
    PersonalDataMasked,
)
from citizen_app.feedback.models import Answer, AnswerCorrection, AnswerVersion, Report
from citizen_app.feedback.workflow import machine


def draft_correction(
    actor: Actor,
    report: Report,
    *,
    body: str,
    reason: str,
    kept: Collection[str] = (),
    version: int | None = None,
) -> AnswerCorrection:
    """Write new words for the published answer; they wait, and the old ones stay, until approved.

    `kept`: keys of the personal data that stay on purpose; what the answer names already is one of them.
    """
    open_case(actor, report, version)
    machine.apply(actor, report, "draft_correction")
    answer, words = _published(report), nfc(body).strip()
    if words == answer.body:
        raise Invalid("body", _l("These are the words that are published already."))
    reason = nfc(reason).strip()
    added = _check(report, words, reason, kept)
    correction = AnswerCorrection(
        body=words,
        reason=reason,
        author_id=actor.account_id,
        outcome="open",
        at=clock.now(),
    )
    answer.corrections.append(correction)
    db.session.flush()
    fact = CorrectionDrafted(correction.id)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    if added:
        left_in = PersonalDataMasked("answer", {}, added)
        record(left_in, actor=actor, ward_id=report.holder_ward_id, subject=report)
    return correction


def _check(report: Report, words: str, reason: str, kept: Collection[str]) -> dict[str, int]:
    """Raise Invalid as for an answer; return how much more personal data it names, by kind."""
    before = kept_already(report).kept
    check_answer(report, words, kept={*kept, *before})
    refuse_undecided(report.holder, {*kept, *before}, reason)
    found = findings_in(report.holder, words, reason)
    return count_kinds(one for one in found if one.key not in before)


def approve_correction(
    actor: Actor, report: Report, *, version: int | None = None
) -> AnswerVersion:
    """Publish somebody else's correction as a new version; the earlier one stays readable."""
    open_case(actor, report, version)
    machine.apply(actor, report, "approve_correction")
    answer = _published(report)
    correction = _decide(actor, answer, "approved")
    new = AnswerVersion(
        body=correction.body, reason=correction.reason, by_id=actor.account_id, at=clock.now()
    )
    answer.versions.append(new)
    answer.body = correction.body
    db.session.flush()  # the database too refuses that one person does both
    fact = AnswerCorrected(answer.id, len(answer.versions))
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    index_report(report)
    return new


def drop_correction(
    actor: Actor, report: Report, *, version: int | None = None
) -> AnswerCorrection:
    """Leave the published answer as it is."""
    open_case(actor, report, version)
    machine.apply(actor, report, "drop_correction")
    correction = _decide(actor, _published(report), "dropped")
    db.session.flush()
    fact = CorrectionDropped(correction.id)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    return correction


def _published(report: Report) -> Answer:
    answer = report.published_answer
    assert answer is not None, "the workflow lets nobody get here without a published answer"
    return answer


def _decide(actor: Actor, answer: Answer, outcome: str) -> AnswerCorrection:
    correction = answer.open_correction
    assert correction is not None, "the workflow lets nobody get here without a correction"
    correction.outcome = outcome
    correction.approver_id, correction.decided_at = actor.account_id, clock.now()
    return correction
