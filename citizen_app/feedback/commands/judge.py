"""After the answer: the sender judges, reopens, withdraws; the clock closes; readers follow."""

from __future__ import annotations

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition, NotAllowed, NotFound
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.feedback import policies
from citizen_app.feedback.commands.asking import tell_in_writing
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.commands.limits import set_due
from citizen_app.feedback.commands.screen import open_case
from citizen_app.feedback.events import (
    ReportClosed,
    ReportFollowed,
    ReportJudged,
    ReportReopened,
    ReportWithdrawn,
)
from citizen_app.feedback.models import Fixed, Follow, Judgement, Report
from citizen_app.feedback.workflow import machine


def judge_answer(
    actor: Actor, report: Report, *, solved: str, satisfaction: int | None, reason: str
) -> Judgement:
    """Say whether it is solved: once per published answer. "No" within the window reopens the case."""
    if not policies.is_sender(actor, report):
        raise NotAllowed()
    lock_wards([report.holder_ward_id])
    answer = report.published_answer
    if answer is None or not policies.can_judge(actor, report):
        raise InvalidTransition(_l("You have already told us what you think of this answer."))
    if solved == "no" and not reason.strip():
        raise Invalid(
            "reason", _l("Please tell us what is still wrong, so that the ward can act on it.")
        )
    judgement = Judgement(
        answer=answer,
        solved=solved,
        satisfaction=satisfaction,
        reason=nfc(reason).strip(),
        at=clock.now(),
    )
    db.session.add(judgement)
    report.fixed = Fixed(solved)
    db.session.flush()
    fact = ReportJudged(answer.id, solved, satisfaction)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    if solved == "no" and policies.is_within_window(report):
        reopen_report(actor, report)
    return judgement


def reopen_report(actor: Actor, report: Report) -> Report:
    """Put an answered case back to work, with a new limit: by its sender."""
    machine.apply(actor, report, "reopen")
    return _reopened(actor, report, "sender")


def reopen_by_staff(
    actor: Actor, report: Report, *, reason: str = "", version: int | None = None
) -> Report:
    """Put a case back to work: by a leader, with a reason that the sender reads."""
    open_case(actor, report, version)
    machine.apply(actor, report, "reopen_by_staff")
    if reason.strip():
        tell_in_writing(actor, report, reason)
    return _reopened(actor, report, "staff")


def _reopened(actor: Actor, report: Report, by: str) -> Report:
    report.closed_at = None
    record(ReportReopened(by), actor=actor, ward_id=report.holder_ward_id, subject=report)
    set_due(actor, report, start=clock.now(), reason="reopened")
    return report


def withdraw_report(actor: Actor, report: Report) -> Report:
    """Take the report back; it stays in the books but is shown to nobody outside the ward."""
    lock_wards([report.holder_ward_id])
    machine.apply(actor, report, "withdraw")
    report.visibility = "private"
    record(ReportWithdrawn(), actor=actor, ward_id=report.holder_ward_id, subject=report)
    index_report(report)
    return report


def close_report(actor: Actor, report: Report) -> Report:
    """Close an answered case: its window has passed."""
    machine.apply(actor, report, "close")
    report.closed_at = clock.now()
    record(ReportClosed(), actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report


def set_follow(actor: Actor, report: Report, *, follow: bool) -> None:
    """Begin or cease to follow a public case with an account."""
    if actor.account_id is None or actor.is_staff:
        raise NotAllowed()
    if not policies.can_see(actor, report):
        raise NotFound()
    known = db.session.scalar(
        select(Follow).where(Follow.report_id == report.id, Follow.account_id == actor.account_id)
    )
    if (known is not None) == follow:
        return
    if known is not None:
        db.session.delete(known)
    else:
        db.session.add(Follow(report_id=report.id, account_id=actor.account_id, at=clock.now()))
    db.session.flush()
    record(ReportFollowed(follow), actor=actor, ward_id=report.holder_ward_id, subject=report)
