"""Merging cases about the same thing: linked, never deleted; supporters and followers move along."""

from __future__ import annotations

from sqlalchemy.orm.attributes import flag_modified

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback import policies
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.commands.moving_along import move_along, move_back
from citizen_app.feedback.commands.screen import open_case
from citizen_app.feedback.commands.transfers import drop_open_wishes
from citizen_app.feedback.events import ReportJoined, ReportMerged, ReportUnmerged
from citizen_app.feedback.models import Report, Visibility
from citizen_app.feedback.workflow import ANSWERED, OPEN, State, machine

TAKES_IN = OPEN | ANSWERED


def merge_report(
    actor: Actor, report: Report, *, into: Report, version: int | None = None
) -> Report:
    """Join a case to another of the same ward; its sender is told and goes on with that one.

    Nothing of the merged case is copied, so no private word comes to a public page. A case kept private
    takes in none: its answer is for one sender alone.
    """
    open_case(actor, report, version)
    if not policies.can_see_as_staff(actor, into):
        raise NotAllowed()
    if into is not report:
        db.session.refresh(into)  # nobody may have merged it in the same moment
    _check_target(report, into)
    machine.apply(actor, report, "merge")
    report.merged_into, report.merged_into_id = into, into.id
    drop_open_wishes(report)
    moved = move_along(report, into)
    flag_modified(into, "support_count")  # its version grows even where nobody moved along
    db.session.flush()
    ward_id = report.holder_ward_id
    record(ReportMerged(into.code, **moved), actor=actor, ward_id=ward_id, subject=report)
    record(
        ReportJoined(report.code, len(moved["supports"])),
        actor=actor,
        ward_id=ward_id,
        subject=into,
    )
    index_report(report)
    return report


def unmerge_report(actor: Actor, report: Report, *, version: int | None = None) -> Report:
    """Undo a wrong merge: the case goes back to screening, with its limit and who stood behind it."""
    open_case(actor, report, version)
    machine.apply(actor, report, "unmerge")
    target = report.merged_into
    assert target is not None, "the database lets no case be merged into nothing"
    report.merged_into = None
    move_back(report, target)
    if report.received_at is None:
        report.received_at = clock.now()
    db.session.flush()
    fact = ReportUnmerged(out_of=target.code)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    index_report(report)
    return report


def takes_in(report: Report) -> bool:
    """Return whether others may be merged into a case."""
    is_private = report.is_restricted or report.visibility == Visibility.PRIVATE
    return report.state in TAKES_IN and not is_private and not report.confined_to


def _check_target(report: Report, into: Report) -> None:
    if into.id == report.id:
        raise Invalid("into", _l("This is the case itself. Choose the other one."))
    if into.holder_ward_id != report.holder_ward_id:
        raise Invalid("into", _l("That case is with another ward."))
    if into.state == State.MERGED:
        raise Invalid("into", _l("That case was itself merged with another one. Choose that one."))
    if into.state not in TAKES_IN:
        raise Invalid("into", _l("That case ended without an answer. Choose another one."))
    if not takes_in(into):
        raise Invalid(
            "into",
            _l("That case is private: only its own sender may read its answer. Answer both apart."),
        )
