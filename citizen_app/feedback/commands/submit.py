"""Sending a report: by web, by a helper, at the counter; the same key gives the same case."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.files.attachments import attach_photos
from citizen_app.core.files.images import CleanPhoto
from citizen_app.core.files.models import AttachmentKind
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc, shorten
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.commands.limits import first_due
from citizen_app.feedback.events import ReportSubmitted
from citizen_app.feedback.models import Kind, Report, ReportContact
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Category, Neighbourhood, Ward
from citizen_app.wards.suggesting import LIKELY

PREFIX = "PA"
TITLE_LENGTH = 90


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a resident sends. `key` is made by the form: the same matter sent twice with it is one case."""

    key: str
    kind: str = Kind.REPORT
    text: str
    category: Category | None = None
    neighbourhood: Neighbourhood | None = None
    place: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    is_private: bool = False
    photos: Sequence[CleanPhoto] = field(default_factory=tuple)


def submit_report(
    actor: Actor, ward: Ward, submission: Submission, *, secret: str
) -> tuple[Report, str]:
    """Store a report and return it with its PIN ("" for a sender with an account).

    The limit runs from the day of receipt: Law on Reception of Citizens 42/2013/QH13 art. 28.1.
    """
    digest = ids.keyed_digest(secret, "submission", submission.key, fingerprint(ward, submission))
    pin = "" if actor.account_id else ids.pin_for(secret, digest)
    known = db.session.scalar(select(Report).where(Report.idempotency_digest == digest))
    if known is not None:
        return known, pin
    _check(ward, submission)
    report = _new_report(actor, ward, submission, digest)
    report.pin_digest = ids.keyed_digest(secret, report.code, pin) if pin else ""
    due = first_due(report)
    try:
        with db.session.begin_nested():
            db.session.add(report)
            db.session.flush()
    except IntegrityError:
        # The same form arrived at two servers at once: the other one was first.
        return db.session.scalars(
            select(Report).where(Report.idempotency_digest == digest)
        ).one(), pin
    _add_contact(report, submission)
    attach_photos(report, submission.photos, AttachmentKind.PHOTO, is_public=False)
    _record(actor, report, submission)
    if due is not None:
        record(due, actor=actor, ward_id=report.ward_id, subject=report)
    index_report(report, is_new=True)
    return report, pin


def fingerprint(ward: Ward, submission: Submission) -> str:
    """Return a digest of all that is sent: a page opened by "back" may carry the key of another matter."""
    said = (
        ward.code,
        submission.kind,
        nfc(submission.text).strip(),
        nfc(submission.place).strip(),
        submission.category.code if submission.category else "",
        str(submission.neighbourhood.id if submission.neighbourhood else ""),
        submission.name,
        submission.email,
        submission.phone,
        str(submission.is_private),
        *(hashlib.sha256(photo.large).hexdigest() for photo in submission.photos),
    )
    return ids.token_digest("\x1f".join(said))


def _check(ward: Ward, submission: Submission) -> None:
    if not ward.is_open:
        raise Invalid("", _l("This ward does not take reports here yet."))
    closed = wards.closed_period_at(ward.id, clock.today())
    if closed is not None:
        raise Invalid("", closed.reason)
    if submission.neighbourhood is not None and submission.neighbourhood.ward_id != ward.id:
        raise Invalid("neighbourhood", _l("This neighbourhood is not in the ward."))


def _new_report(actor: Actor, ward: Ward, submission: Submission, digest: str) -> Report:
    text = nfc(submission.text).strip()
    category = submission.category or wards.suggest_category(ward.id, text, least=LIKELY)
    sensitive = category is not None and category.is_sensitive
    return Report(
        code=ids.new_code(PREFIX),
        idempotency_digest=digest,
        ward_id=ward.id,
        holder_ward_id=ward.id,
        account_id=None if actor.is_staff else actor.account_id,
        helper_id=actor.account_id if actor.is_staff else None,
        channel=actor.channel,
        kind=submission.kind,
        category=category,
        text=text,
        title=shorten(text, TITLE_LENGTH),
        place=nfc(submission.place).strip(),
        neighbourhood=submission.neighbourhood,
        privacy_asked=submission.is_private,
        is_restricted=submission.is_private or sensitive,
        sent_at=clock.now(),
    )


def _add_contact(report: Report, submission: Submission) -> None:
    if submission.name or submission.email or submission.phone:
        db.session.add(
            ReportContact(
                report=report, name=submission.name, email=submission.email, phone=submission.phone
            )
        )


def _record(actor: Actor, report: Report, submission: Submission) -> None:
    fact = ReportSubmitted(
        code=report.code,
        kind=report.kind,
        category=report.category.code if report.category else "",
        neighbourhood_id=report.neighbourhood_id,
        photo_count=len(submission.photos),
        has_account=report.account_id is not None,
        has_contact=bool(submission.email or submission.phone),
    )
    record(fact, actor=actor, ward_id=report.ward_id, subject=report)
