"""The same matter troubles somebody else: counted once for an account, or for a device without one."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotAllowed, NotFound
from citizen_app.core.events import lock_wards, record
from citizen_app.feedback import policies
from citizen_app.feedback.events import ReportSupported
from citizen_app.feedback.models import Report, Support


def support_report(actor: Actor, report: Report, *, device: str | None) -> int:
    """Count the actor as one more whom a public case troubles; return how many there are now.

    `device` is a random mark of the browser, used where there is no account; kept as a digest that
    differs from case to case. Asked again, or by the sender, nothing changes.
    """
    if not policies.is_public(report):
        raise NotFound()
    if actor.is_staff or (actor.account_id is None and not device):
        raise NotAllowed()
    if policies.is_sender(actor, report):
        return report.support_count
    lock_wards([report.holder_ward_id])
    if _is_new(_supporter(actor, report, device or "")):
        _count_again(report)
        fact = ReportSupported(count=report.support_count)
        record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report.support_count


def _supporter(actor: Actor, report: Report, device: str) -> Support:
    digest = None if actor.account_id else ids.token_digest(f"{report.code}\x1f{device}")
    return Support(
        report_id=report.id, account_id=actor.account_id, device_digest=digest, at=clock.now()
    )


def _is_new(support: Support) -> bool:
    try:
        with db.session.begin_nested():
            db.session.add(support)
            db.session.flush()
    except IntegrityError:
        return False  # counted before, or in the same moment by another server
    return True


def _count_again(report: Report) -> None:
    """Store the number, past the case's version: a supporter must not make an officer's form stale."""
    count = select(func.count()).select_from(Support).where(Support.report_id == report.id)
    db.session.execute(
        update(Report)
        .where(Report.id == report.id)
        .values(support_count=count.scalar_subquery())
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(report, ["support_count"])
