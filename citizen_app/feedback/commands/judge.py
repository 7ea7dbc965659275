"""After the answer: the sender judges, reopens, withdraws; the clock closes; readers follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition, NotAllowed, NotFound
from citizen_app.core.events import lock_wards, record
from citizen_app.core.files.attachments import attach_photos
from citizen_app.core.files.images import CleanPhoto
from citizen_app.core.files.models import AttachmentKind
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.feedback import policies
from citizen_app.feedback.commands.asking import tell_in_writing
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.commands.limits import set_due
from citizen_app.feedback.commands.screen import open_case
from citizen_app.feedback.commands.subscribing import own_subscriptions
from citizen_app.feedback.events import (
    JudgementAsked,
    ReportClosed,
    ReportFollowed,
    ReportJudged,
    ReportReopened,
    ReportWithdrawn,
)
from citizen_app.feedback.models import Answer, Fixed, Follow, Judgement, NotifyBy, Reminder, Report
from citizen_app.feedback.workflow import State, machine

# The mark among the reminders of a case that its sender was asked about the answer of that moment.
ASKED = "ask_judgement"
# Features above look when a case that somebody filed for its sender is judged: (case, browser's mark).
JUDGED_WITH_HELP: list[Callable[[Report, str], None]] = []


def judge_answer(
    actor: Actor,
    report: Report,
    *,
    solved: str,
    satisfaction: int | None,
    reason: str,
    photos: Sequence[CleanPhoto] = (),
    device: str = "",
) -> Judgement:
    """Say whether it is solved: once per published answer.

    "No" within the window reopens the case. After it the judgement stands in public all the same,
    and the matter counts as not fixed. The reason and the photos are read by the ward alone. `device` is the
    browser's mark: nothing keeps it, but who looks after help looks whether it is the helper's own.
    """
    if not policies.is_sender(actor, report):
        raise NotAllowed()
    answer = _to_judge(actor, report)
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
    attach_photos(judgement, photos, AttachmentKind.PHOTO, is_public=False)
    fact = ReportJudged(answer.id, solved, satisfaction)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    if report.helper_id is not None:
        for look in JUDGED_WITH_HELP:
            look(report, device)
    if solved == "no" and machine.may(actor, report, "reopen"):
        reopen_report(actor, report)
    return judgement


def _to_judge(actor: Actor, report: Report) -> Answer:
    """Return the answer that the sender may judge, held against a second click."""
    lock_wards([report.holder_ward_id])
    answer = report.published_answer
    if answer is not None and policies.can_judge(actor, report):
        # Another request may have judged it while this one waited for its turn.
        judged = select(Judgement.id).where(Judgement.answer_id == answer.id)
        if db.session.scalar(judged) is None:
            return answer
    raise InvalidTransition(_l("You have already told us what you think of this answer."))


def ask_judgement(report: Report) -> bool:
    """Note that it is time to ask the sender, once per answer; return whether it was noted now.

    Nobody is asked who has judged, whose case is closed or open again, or who left no way to be told.
    """
    answer = report.published_answer
    if answer is None or report.state != State.PUBLISHED or answer.judgement is not None:
        return False
    if not _can_be_told(report):
        return False
    assert answer.published_at is not None
    mark = Reminder(report_id=report.id, rung=ASKED, due_at=answer.published_at, at=clock.now())
    known = select(Reminder.id).where(
        Reminder.report_id == report.id,
        Reminder.rung == ASKED,
        Reminder.due_at == answer.published_at,
    )
    if db.session.scalar(known) is not None:
        return False
    db.session.add(mark)
    db.session.flush()
    fact = JudgementAsked(answer.id)
    record(fact, actor=SYSTEM, ward_id=report.holder_ward_id, subject=report)
    return True


def _can_be_told(report: Report) -> bool:
    contact = report.contact
    if contact is None:
        return report.account_id is not None
    by_phone = bool(contact.phone) and contact.notify_by != NotifyBy.EMAIL
    return by_phone or bool(contact.email) or report.account_id is not None


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
    """Begin or cease to follow a public case with an account; ceasing ends its own e-mails too."""
    if actor.account_id is None or actor.is_staff:
        raise NotAllowed()
    if not policies.can_see(actor, report):
        raise NotFound()
    lock_wards([report.holder_ward_id])  # of a double click the second finds what the first did
    known = db.session.scalar(
        select(Follow).where(Follow.report_id == report.id, Follow.account_id == actor.account_id)
    )
    mails = [] if follow else own_subscriptions(actor.account_id, report)
    if (known is not None) == follow and not mails:
        return
    if not follow:
        for row in [known, *mails]:
            if row is not None:
                db.session.delete(row)
    else:
        db.session.add(Follow(report_id=report.id, account_id=actor.account_id, at=clock.now()))
    db.session.flush()
    record(ReportFollowed(follow), actor=actor, ward_id=report.holder_ward_id, subject=report)
