"""Receiving, assigning, forwarding and refusing: what happens before somebody works on a case."""

from __future__ import annotations

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import record
from citizen_app.core.files.attachments import attachments_of
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.core.workflow import check_version
from citizen_app.feedback import policies
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.commands.limits import set_due
from citizen_app.feedback.events import (
    ReportAssigned,
    ReportForwarded,
    ReportReceived,
    ReportRefused,
)
from citizen_app.feedback.models import Report, Visibility
from citizen_app.feedback.queries_staff import is_handler_in
from citizen_app.feedback.states import REFUSAL_GROUNDS
from citizen_app.feedback.workflow import machine
from citizen_app.permissions import Permission
from citizen_app.wards.models import Category, Department, Ward


def open_case(actor: Actor, report: Report, version: int | None) -> None:
    """Check that the actor may see the case and acts on what it is now."""
    if not policies.can_see_as_staff(actor, report):
        raise NotAllowed()
    check_version(report, version)


def receive_report(
    actor: Actor,
    report: Report,
    *,
    title: str,
    public_text: str,
    category: Category | None,
    is_private: bool,
    show_photos: bool,
    version: int | None = None,
) -> Report:
    """Screen a report: settle its field, who may read it, and the words the public reads.

    Making a case that asked for privacy, or about an official's conduct, public takes the right to
    read private cases: a screening officer cannot undo the sender's wish by a slip.
    """
    open_case(actor, report, version)
    asked = report.privacy_asked or (category is not None and category.is_sensitive)
    if (
        asked
        and not is_private
        and not actor.may(Permission.REPORT_READ_PRIVATE, report.holder_ward_id)
    ):
        raise Invalid(
            "is_private",
            _l("This case was asked to be private. Only a leader or the clerk can open it."),
        )
    machine.apply(actor, report, "receive")
    before = report.category.code if report.category else ""
    changed = nfc(public_text).strip() != report.text
    report.title, report.public_text = nfc(title).strip(), nfc(public_text).strip()
    report.category, report.received_at = category, clock.now()
    report.visibility = Visibility.PRIVATE if is_private else Visibility.PUBLIC
    report.is_restricted = is_private
    for attachment in attachments_of(report, public_only=False):
        attachment.is_public = show_photos and not is_private
    fact = ReportReceived(report.visibility, category.code if category else "", before, changed)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    index_report(report)
    return report


def assign_report(
    actor: Actor,
    report: Report,
    *,
    department: Department,
    handler: Account | None,
    version: int | None = None,
) -> Report:
    """Make a department, and perhaps a person, responsible."""
    open_case(actor, report, version)
    if department.ward_id != report.holder_ward_id:
        raise Invalid("department", _l("This department is not in the ward."))
    if handler is not None and not is_handler_in(handler, report.holder_ward_id):
        raise Invalid("handler", _l("This person does not handle cases in the ward."))
    machine.apply(actor, report, "assign")
    fact = ReportAssigned(
        department.id, handler.id if handler else None, report.department_id, report.handler_id
    )
    report.department, report.handler = department, handler
    db.session.flush()
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report


def forward_to_ward(
    actor: Actor, report: Report, *, ward: Ward, explanation: str, version: int | None = None
) -> Report:
    """Hand the case to the ward that it concerns; it starts there as new, with a new limit."""
    open_case(actor, report, version)
    if ward.id == report.holder_ward_id or not ward.is_open:
        raise Invalid("ward", _l("Choose another ward that takes reports here."))
    machine.apply(actor, report, "forward_to_ward")
    came_from = report.holder
    fact = ReportForwarded(from_ward=came_from.code, to_ward=ward.code, to_body="")
    record(fact, actor=actor, ward_id=came_from.id, subject=report)
    report.holder, report.holder_ward_id = ward, ward.id
    report.department = report.handler = None
    report.neighbourhood = None
    report.visibility, report.forwarded_to = Visibility.PENDING, ward.full_name
    report.decision_text = nfc(explanation).strip()
    db.session.flush()
    record(fact, actor=actor, ward_id=ward.id, subject=report)
    set_due(actor, report, start=clock.now(), reason="forwarded")
    index_report(report)
    return report


def forward_outside(
    actor: Actor, report: Report, *, body: str, explanation: str, version: int | None = None
) -> Report:
    """Note that the case went to a body outside the platform, and tell the sender which."""
    open_case(actor, report, version)
    machine.apply(actor, report, "forward_outside")
    report.forwarded_to, report.decision_text = nfc(body).strip(), nfc(explanation).strip()
    fact = ReportForwarded(from_ward=report.holder.code, to_ward="", to_body=report.forwarded_to)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    index_report(report)
    return report


def refuse_report(
    actor: Actor, report: Report, *, ground: str, explanation: str, version: int | None = None
) -> Report:
    """Refuse a report on a named ground; the sender reads the explanation."""
    open_case(actor, report, version)
    if ground not in REFUSAL_GROUNDS:
        raise Invalid("ground", _l("Choose a ground."))
    machine.apply(actor, report, "refuse")
    report.refusal_ground, report.decision_text = ground, nfc(explanation).strip()
    if report.visibility == Visibility.PENDING:
        # Never screened, so nobody has looked whether its words may be public.
        report.visibility = Visibility.PRIVATE
    record(ReportRefused(ground), actor=actor, ward_id=report.holder_ward_id, subject=report)
    index_report(report)
    return report
