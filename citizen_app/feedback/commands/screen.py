"""Receiving, assigning, forwarding and refusing: what happens before somebody works on a case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from citizen_app.accounts.models import Account
from citizen_app.commitments.commands import show_commitments_of
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import lock_wards, record
from citizen_app.core.files.attachments import attachments_of
from citizen_app.core.files.models import AttachmentKind
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.core.workflow import check_version
from citizen_app.feedback import policies
from citizen_app.feedback.checking import counts_of, findings_in, refuse_undecided
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.commands.limits import set_due
from citizen_app.feedback.commands.transfers import (
    drop_open_wishes,
    note_transfer,
    refuse_circles,
)
from citizen_app.feedback.events import (
    PersonalDataMasked,
    ReportAssigned,
    ReportForwarded,
    ReportForwardedWithin,
    ReportReceived,
    ReportRescreened,
)
from citizen_app.feedback.models import Report, Visibility
from citizen_app.feedback.queries_people import may_handle
from citizen_app.feedback.workflow import machine
from citizen_app.permissions import Permission
from citizen_app.wards.models import Category, Department, Ward


def open_case(actor: Actor, report: Report, version: int | None) -> None:
    """Check that the actor may see the case and acts on what it is now."""
    if not policies.can_see_as_staff(actor, report):
        raise NotAllowed()
    lock_wards([report.holder_ward_id])
    check_version(report, version)


@dataclass(frozen=True, kw_only=True)
class Screening:
    """What a screening officer settles: the field, who may read it, and the words the public reads.

    `kept`: keys of personal data that were found and stay in on purpose.
    """

    title: str
    public_text: str
    public_place: str = ""
    category: Category | None
    is_private: bool
    show_photos: bool
    kept: Collection[str] = frozenset()


def receive_report(
    actor: Actor, report: Report, screening: Screening, *, version: int | None = None
) -> Report:
    """Screen a report for the first time; the ward takes it over from here."""
    open_case(actor, report, version)
    _check_privacy(actor, report, screening)
    _check_personal_data(report, screening)
    machine.apply(actor, report, "receive")
    before = report.category.code if report.category else ""
    report.received_at = clock.now()
    changed = _settle(report, screening)
    after = report.category.code if report.category else ""
    fact = ReportReceived(report.visibility, after, before, "public_text" in changed)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    _note_masked(actor, report)
    show_promises(actor, report, is_public=not screening.is_private)
    index_report(report)
    return report


def rescreen_report(
    actor: Actor, report: Report, screening: Screening, *, version: int | None = None
) -> Report:
    """Change what the public reads, or take the case out of the public: something slipped through."""
    open_case(actor, report, version)
    _check_privacy(actor, report, screening)
    _check_personal_data(report, screening)
    machine.apply(actor, report, "rescreen")
    changed = _settle(report, screening)
    fact = ReportRescreened(visibility=report.visibility, changed=changed)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    _note_masked(actor, report)
    show_promises(actor, report, is_public=not screening.is_private)
    index_report(report)
    return report


def show_promises(actor: Actor, report: Report, *, is_public: bool) -> None:
    """Let what was promised in a case's answers follow the case into the public or out of it."""
    for answer in report.published_answers:
        show_commitments_of(actor, answer, is_public=is_public)


def _check_privacy(actor: Actor, report: Report, screening: Screening) -> None:
    """Let only those who may read private cases open one that asked for privacy.

    The same goes for one about an official's conduct: nobody undoes a sender's wish by a slip.
    """
    sensitive = screening.category is not None and screening.category.is_sensitive
    asked = report.privacy_asked or sensitive or report.visibility == Visibility.PRIVATE
    if report.confined_to and not screening.is_private:
        raise Invalid(
            "is_private", _l("This case is kept from others by name. It cannot become public.")
        )
    may_open = actor.may(Permission.REPORT_READ_PRIVATE, report.holder_ward_id)
    if asked and not screening.is_private and not may_open:
        raise Invalid(
            "is_private",
            _l("This case was asked to be private. Only a leader or the clerk can open it."),
        )


def _check_personal_data(report: Report, screening: Screening) -> None:
    """Let nothing become public while it is undecided what happens to the personal data in it."""
    if screening.is_private:
        return
    texts = (screening.title, screening.public_text, screening.public_place)
    refuse_undecided(report.holder, screening.kept, *texts)


def _note_masked(actor: Actor, report: Report) -> None:
    """Record what was taken out of the sender's words and what was left in, by kind alone."""
    before = findings_in(report.holder, report.text, report.place)
    after = findings_in(report.holder, report.title, report.public_text, report.public_place)
    masked, kept = counts_of(before, after)
    if masked or kept:
        fact = PersonalDataMasked("question", masked, kept)
        record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)


def _settle(report: Report, screening: Screening) -> list[str]:
    """Store what was settled; return the names of what changed for the public."""
    wanted: dict[str, object] = {
        "title": nfc(screening.title).strip(),
        "public_text": nfc(screening.public_text).strip(),
        "public_place": nfc(screening.public_place).strip(),
        "visibility": str(Visibility.PRIVATE if screening.is_private else Visibility.PUBLIC),
    }
    original = {"public_text": report.public_text or report.text}
    changed = [n for n, value in wanted.items() if value != original.get(n, getattr(report, n))]
    for name, value in wanted.items():
        setattr(report, name, value)
    report.category, report.is_restricted = screening.category, screening.is_private
    for attachment in attachments_of(report, public_only=False):
        # A document may name anybody on any of its pages, and nobody has taken that out.
        shown = screening.show_photos and attachment.kind != AttachmentKind.DOCUMENT
        attachment.is_public = shown and not screening.is_private
    for answer in report.published_answers:
        for attachment in attachments_of(answer, public_only=False):
            attachment.is_public = not screening.is_private
    return changed


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
    if department.id in {concern.department_id for concern in report.concerns}:
        raise Invalid("department", _l("The case is about this department. Choose another one."))
    if handler is not None and not may_handle(handler, report):
        raise Invalid("handler", _l("This person cannot be given this case."))
    if handler is None and report.confined_to:
        raise Invalid(
            "handler", _l("Name the person: the department as a whole may not read this case.")
        )
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
    lock_wards([report.holder_ward_id, ward.id])
    open_case(actor, report, version)
    if ward.id == report.holder_ward_id or not ward.is_open:
        raise Invalid("ward", _l("Choose another ward that takes reports here."))
    refuse_circles(report, ward)
    machine.apply(actor, report, "forward_to_ward")
    came_from = report.holder
    note_transfer(actor, report, kind="ward", to_ward=ward, explanation=explanation)
    drop_open_wishes(report)
    fact = ReportForwarded(from_ward=came_from.code, to_ward=ward.code, to_body="")
    record(fact, actor=actor, ward_id=came_from.id, subject=report)
    report.holder, report.holder_ward_id = ward, ward.id
    report.department = report.handler = None
    report.neighbourhood = None
    report.public_text = report.public_place = ""
    report.visibility, report.forwarded_to = Visibility.PENDING, ward.full_name
    report.decision_text = nfc(explanation).strip()
    db.session.flush()
    record(fact, actor=actor, ward_id=ward.id, subject=report)
    set_due(actor, report, start=clock.now(), reason="forwarded")
    show_promises(actor, report, is_public=False)
    index_report(report)
    return report


def forward_to_department(
    actor: Actor,
    report: Report,
    *,
    department: Department,
    explanation: str,
    version: int | None = None,
) -> Report:
    """Hand the case to another department of the ward, which names a person; the limit stays."""
    open_case(actor, report, version)
    if department.ward_id != report.holder_ward_id:
        raise Invalid("department", _l("This department is not in the ward."))
    if department.id == report.department_id:
        raise Invalid("department", _l("The case is with this department already."))
    if department.id in {concern.department_id for concern in report.concerns}:
        raise Invalid("department", _l("The case is about this department. Choose another one."))
    if report.confined_to:
        raise Invalid(
            "department",
            _l("This case is not for a whole department. Assign it to a person instead."),
        )
    machine.apply(actor, report, "forward_to_department")
    note_transfer(
        actor, report, kind="department", to_department=department, explanation=explanation
    )
    fact = ReportForwardedWithin(report.department_id, department.id)
    report.department, report.handler = department, None
    db.session.flush()
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report


def forward_outside(
    actor: Actor,
    report: Report,
    *,
    body: str,
    explanation: str,
    letter: str = "",
    kept: Collection[str] = (),
    version: int | None = None,
) -> Report:
    """Note that the case went to a body outside the platform, and tell the sender which.

    `kept`: keys of the personal data that stay in it on purpose; everyone reads a public case's.
    """
    open_case(actor, report, version)
    refuse_undecided(report.holder, kept, body, explanation)
    machine.apply(actor, report, "forward_outside")
    note_transfer(actor, report, kind="outside", body=body, letter=letter, explanation=explanation)
    drop_open_wishes(report)
    report.forwarded_to, report.decision_text = nfc(body).strip(), nfc(explanation).strip()
    fact = ReportForwarded(from_ward=report.holder.code, to_ward="", to_body=report.forwarded_to)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    index_report(report)
    return report
