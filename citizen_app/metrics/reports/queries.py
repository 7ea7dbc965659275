"""Reading quarterly reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import select

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.core.files.attachments import attachments_of
from citizen_app.core.files.models import Attachment
from citizen_app.metrics.reports.commands import PREFIX
from citizen_app.metrics.reports.models import QuarterReport
from citizen_app.permissions import Permission
from citizen_app.wards.models import Ward

MOST = 20
# A worker that takes longer between two steps was most likely stopped; another one takes over.
PATIENCE = dt.timedelta(minutes=5)


class Stage(StrEnum):
    """How far a report is, as its page says it."""

    WAITING = "waiting"
    WORKING = "working"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


def stage_of(report: QuarterReport) -> Stage:
    """Return how far a report is."""
    if report.done_at is not None:
        return Stage.DONE
    if report.failed_at is not None:
        return Stage.FAILED
    if report.started_at is None:
        return Stage.WAITING
    return Stage.STOPPED if clock.now() - report.started_at > PATIENCE else Stage.WORKING


def list_reports(ward: Ward) -> Sequence[QuarterReport]:
    """Return the newest reports of a ward."""
    query = select(QuarterReport).where(QuarterReport.ward_id == ward.id)
    return db.session.scalars(query.order_by(QuarterReport.id.desc()).limit(MOST)).all()


def get_report(actor: Actor, code: str) -> QuarterReport:
    """Return a report of a ward whose figures the actor may read, or raise NotFound."""
    parsed = ids.parse_code(PREFIX, code)
    query = select(QuarterReport).where(QuarterReport.code == (parsed or ""))
    report = db.session.scalar(query)
    if report is None or not actor.may(Permission.FIGURES_READ, report.ward_id):
        raise NotFound()
    return report


def file_of(report: QuarterReport, ending: str) -> Attachment:
    """Return one of its files by its ending, or raise NotFound."""
    files = attachments_of(report, public_only=False)
    found = next((one for one in files if one.caption == ending), None)
    if found is None:
        raise NotFound()
    return found
