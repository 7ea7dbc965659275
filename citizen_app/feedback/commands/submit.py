"""Sending a report: by web, by a helper, at the counter; the same key gives the same case.

Whom a report is about decides from the first second who may read it (`_confinement`).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from citizen_app.core import clock, ids, proofs
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.files.attachments import (
    CleanFile,
    attach_files,
    digest_of,
    move_attachments,
)
from citizen_app.core.files.models import Attachment, AttachmentKind
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc, shorten
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.commands.limits import first_due
from citizen_app.feedback.events import ReportConfined, ReportSubmitted
from citizen_app.feedback.models import (
    Concern,
    Confinement,
    Draft,
    Kind,
    NotifyBy,
    Report,
    ReportContact,
    SentWords,
    Visibility,
)
from citizen_app.feedback.queries_send import has_clerk_in
from citizen_app.feedback.recognising import is_denunciation
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Category, Department, Neighbourhood, Ward
from citizen_app.wards.suggesting import LIKELY

PREFIX = "PA"
TITLE_LENGTH = 90


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a resident sends. `key` is made by the form: the same matter sent twice with it is one case.

    Files come cleaned (`photos`, PDF files among them), or hang on the `draft` that is sent and move.
    `lat` and `lon` are degrees; `accused_*` say whom of the ward the report is about. `is_denunciation`:
    somebody calls it one, whatever its words look like.
    """

    key: str
    kind: str = Kind.REPORT
    text: str
    category: Category | None = None
    neighbourhood: Neighbourhood | None = None
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    notify_by: str = NotifyBy.EMAIL
    name_shown: bool = False
    is_private: bool = False
    is_denunciation: bool = False
    accused_department: Department | None = None
    accused_leaders: bool = False
    accused_text: str = ""
    photos: Sequence[CleanFile] = field(default_factory=tuple)
    draft: Draft | None = None
    draft_files: Sequence[Attachment] = field(default_factory=tuple)

    @property
    def is_about_staff(self) -> bool:
        """Return whether it is about somebody of the ward."""
        return bool(self.accused_department or self.accused_leaders or self.accused_text)


def submit_report(
    actor: Actor,
    ward: Ward,
    submission: Submission,
    *,
    secret: str,
    pin: str = "",
    is_handed_over: bool = False,
    is_for_other: bool = False,
    code: str = "",
    pin_digest: str = "",
) -> tuple[Report, str]:
    """Store a report and return it with its PIN ("" for a sender with an account of their own).

    The limit runs from the day of receipt: Law on Reception of Citizens 42/2013/QH13 art. 28.1.
    `is_handed_over`: the ward itself goes on with what it took before, also while it takes nothing new;
    `pin` is then the one that the sender has already. `is_for_other`: a helper files it for a resident,
    whose it is by code and PIN alone. `code` and `pin_digest`: a printed sheet bears both, so that its slip
    opens this very case; nobody but the person who holds it knows the PIN.
    """
    digest = ids.keyed_digest(secret, "submission", submission.key, fingerprint(ward, submission))
    own = not actor.is_staff and not is_for_other
    by_account = actor.account_id is not None and own
    pin = "" if by_account else pin or ids.pin_for(secret, digest)
    known = db.session.scalar(select(Report).where(Report.idempotency_digest == digest))
    if known is not None:
        return known, pin
    if not is_handed_over:
        check_open(ward)
    _check(ward, submission)
    report = _new_report(actor, ward, submission, digest, is_own=own)
    report.code = code or report.code
    report.pin_digest = pin_digest or (ids.keyed_digest(secret, report.code, pin) if pin else "")
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
    _add_concern(report, submission)
    attach_files(report, submission.photos, AttachmentKind.PHOTO, is_public=False)
    if submission.draft is not None:
        move_attachments(submission.draft, report)
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
        str(submission.is_denunciation),
        submission.notify_by,
        str(submission.name_shown),
        *(str(degrees) for degrees in (submission.lat, submission.lon)),
        submission.accused_department.code if submission.accused_department else "",
        str(submission.accused_leaders),
        nfc(submission.accused_text).strip(),
        *sorted([digest_of(one) for one in submission.photos]),
        *sorted([one.sha256 for one in submission.draft_files]),
    )
    return ids.token_digest("\x1f".join(said))


def check_open(ward: Ward) -> None:
    """Raise Invalid while the ward takes no reports."""
    if not ward.is_open:
        raise Invalid("", _l("This ward does not take reports here yet."))
    closed = wards.closed_period_at(ward.id, clock.today())
    if closed is not None:
        raise Invalid("", closed.reason)


def _check(ward: Ward, submission: Submission) -> None:
    if submission.neighbourhood is not None and submission.neighbourhood.ward_id != ward.id:
        raise Invalid("neighbourhood", _l("This neighbourhood is not in the ward."))
    accused = submission.accused_department
    if accused is not None and accused.ward_id != ward.id:
        raise Invalid("department", _l("This department is not in the ward."))


def _new_report(
    actor: Actor, ward: Ward, submission: Submission, digest: str, *, is_own: bool
) -> Report:
    text = nfc(submission.text).strip()
    category = submission.category or likely_category(ward, text)
    sensitive = category is not None and category.is_sensitive
    confined = _confinement(ward, submission)
    return Report(
        code=ids.new_code(PREFIX),
        idempotency_digest=digest,
        ward_id=ward.id,
        holder_ward_id=ward.id,
        account_id=actor.account_id if is_own else None,
        helper_id=None if is_own else actor.account_id,
        channel=actor.channel,
        kind=submission.kind,
        category=category,
        text=text,
        title=shorten(text, TITLE_LENGTH),
        place=nfc(submission.place).strip(),
        neighbourhood=submission.neighbourhood,
        lat=submission.lat,
        lon=submission.lon,
        privacy_asked=submission.is_private,
        name_shown=submission.name_shown,
        is_restricted=submission.is_private or sensitive or bool(confined),
        accused_text=nfc(submission.accused_text).strip(),
        confined_to=confined,
        visibility=Visibility.PRIVATE if confined == Confinement.CLERK else Visibility.PENDING,
        sent_at=clock.now(),
    )


def _confinement(ward: Ward, submission: Submission) -> Confinement:
    """Return who alone may read it: nobody whom it is about, and not the hands that work for them.

    What looks like a denunciation is the reception clerk's (Law on Denunciations 2018 art. 22-23), unless
    it is about the very department that a clerk works in.
    """
    accused = submission.accused_department
    own = accused is not None and has_clerk_in(accused)
    if submission.is_denunciation or (is_denunciation(submission.text) and not own):
        return Confinement.CLERK
    if submission.accused_leaders:
        return Confinement.CITY
    return Confinement.LEADER if submission.is_about_staff else Confinement.NONE


def likely_category(ward: Ward, text: str) -> Category | None:
    """Return the field that a text itself makes likely, or None: then the ward chooses."""
    return wards.suggest_category(ward.id, text, least=LIKELY)


def _add_contact(report: Report, submission: Submission) -> None:
    if submission.name or submission.email or submission.phone:
        db.session.add(
            ReportContact(
                report=report,
                name=submission.name,
                email=submission.email,
                phone=submission.phone,
                notify_by=submission.notify_by,
            )
        )


def _add_concern(report: Report, submission: Submission) -> None:
    if submission.accused_department is not None:
        concern = Concern(
            report_id=report.id, department_id=submission.accused_department.id, at=clock.now()
        )
        db.session.add(concern)
        db.session.flush()


def _keep_words(report: Report) -> str:
    """Return the digest by which the log can show that the words were not altered; keep its salt."""
    salt = secrets.token_hex(16)
    db.session.add(SentWords(report_id=report.id, salt=salt))
    return proofs.words_digest(salt, report.text)


def _record(actor: Actor, report: Report, submission: Submission) -> None:
    fact = ReportSubmitted(
        code=report.code,
        kind=report.kind,
        category=report.category.code if report.category else "",
        neighbourhood_id=report.neighbourhood_id,
        photo_count=len(submission.photos) + len(submission.draft_files),
        has_account=report.account_id is not None,
        has_contact=bool(submission.email or submission.phone),
        words=_keep_words(report),
        privacy_asked=report.privacy_asked,
    )
    record(fact, actor=actor, ward_id=report.ward_id, subject=report)
    if report.confined_to:
        count = 1 if submission.accused_department is not None else 0
        confined = ReportConfined(report.confined_to, Confinement.NONE, count)
        record(confined, actor=actor, ward_id=report.ward_id, subject=report)
