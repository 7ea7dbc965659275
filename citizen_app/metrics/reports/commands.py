"""Asking for a quarterly report."""

from __future__ import annotations

from sqlalchemy import select

from citizen_app.core import clock, ids
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.metrics.periods import Period, parse_period
from citizen_app.metrics.reports.events import QuarterReportAsked
from citizen_app.metrics.reports.models import QuarterReport
from citizen_app.permissions import Permission
from citizen_app.wards.models import Ward

PREFIX = "BC"


def ask_report(actor: Actor, ward: Ward, *, quarter: str, key: str) -> QuarterReport:
    """Ask for the report of a quarter; a second wish while it is made leads to the same report."""
    authorize(actor, Permission.FIGURES_REPORT, ward.id)
    period = parse_period(quarter)
    if period is None or "Q" not in quarter or period.first > clock.today():
        raise Invalid("quarter", _l("Please choose a quarter that has begun."))
    lock_wards([ward.id])
    known = find_same(ward, period, key)
    if known is not None:
        return known
    report = QuarterReport(
        code=ids.new_code(PREFIX),
        asked_key=key,
        ward_id=ward.id,
        quarter=period.name,
        asked_by_id=actor.account_id,
        asked_at=clock.now(),
        step=0,
        tries=0,
        event_id=0,
    )
    db.session.add(report)
    db.session.flush()
    fact = QuarterReportAsked(report.code, report.quarter)
    record(fact, actor=actor, ward_id=ward.id, subject=report)
    return report


def find_same(ward: Ward, period: Period, key: str) -> QuarterReport | None:
    """Return the report that the same form asked for, or one of this quarter that is being made."""
    by_key = select(QuarterReport).where(
        QuarterReport.ward_id == ward.id, QuarterReport.asked_key == key
    )
    in_the_making = select(QuarterReport).where(
        QuarterReport.ward_id == ward.id,
        QuarterReport.quarter == period.name,
        QuarterReport.done_at.is_(None),
        QuarterReport.failed_at.is_(None),
    )
    return db.session.scalar(by_key) or db.session.scalar(in_the_making)
