"""A report being written over several screens: kept on the server, sent once, wiped when it is left.

`Draft.fields` holds what was typed in parts: "what" and "reach" (as the forms name it), "heeded" (kinds
of notices that were read) and "seen" (codes of similar cases that were shown). Of a draft that was sent
only {"sent": code, "said": digest} is left, so that a second click finds the same case.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db, transaction
from citizen_app.core.errors import Invalid
from citizen_app.core.files.attachments import (
    MOST_FILES,
    CleanFile,
    attach_files,
    attachments_of,
    digest_of,
    remove_attachment,
    remove_attachments,
)
from citizen_app.core.files.models import AttachmentKind
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback.commands.submit import (
    Submission,
    check_open,
    fingerprint,
    submit_report,
)
from citizen_app.feedback.models import Draft, NotifyBy, Report
from citizen_app.feedback.queries import find_report
from citizen_app.feedback.queries_send import find_draft, hold_draft
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Category, Department, Ward

log = logging.getLogger(__name__)
KEPT = dt.timedelta(days=1)
BATCH = 200
SentBefore = Callable[[str], str | None]


def open_draft(ward: Ward, digest: str) -> Draft:
    """Return the draft of a token's digest in a ward, made where there is none yet."""
    check_open(ward)
    known = find_draft(digest)
    if known is not None:
        return hold_draft(known)
    draft = Draft(token_digest=digest, ward_id=ward.id, fields={}, touched_at=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(draft)
            db.session.flush()
    except IntegrityError:  # the same form was sent twice in the same moment
        return hold_draft(db.session.scalars(_by_digest(digest)).one())
    return draft


def _by_digest(digest: str) -> Any:
    return select(Draft).where(Draft.token_digest == digest)


def keep_in_draft(draft: Draft, **parts: Any) -> Draft:
    """Keep what one screen asked for."""
    draft.fields = {**draft.fields, **parts}
    draft.touched_at = clock.now()
    db.session.flush()
    return draft


def change_files(draft: Draft, files: Sequence[CleanFile], remove: Sequence[str]) -> None:
    """Take files out of a draft and add others; the same file twice is kept once."""
    kept = []
    for attachment in attachments_of(draft, public_only=False):
        if attachment.token in remove:
            remove_attachment(attachment)
        else:
            kept.append(attachment.sha256)
    new = {digest_of(one): one for one in files}
    added = [one for digest, one in new.items() if digest not in kept]
    if len(kept) + len(added) > MOST_FILES:
        raise Invalid("photos", _l("You can send up to 5 photos and files."))
    attach_files(draft, added, AttachmentKind.PHOTO, is_public=False)


def send_draft(
    actor: Actor, ward: Ward, draft: Draft, *, secret: str, known: SentBefore
) -> tuple[str, str]:
    """Send a draft and return the case's code and the digest of what was said; sent before: the same.

    `known` says under which code the sender's own device sent the very same words a moment ago, if it did.
    """
    draft = hold_draft(draft)
    if "sent" not in draft.fields:
        submission = submission_of(ward, draft)
        said = fingerprint(ward, submission)
        report = find_report(known(said) or "")
        if report is None:
            report, _pin = submit_report(actor, ward, submission, secret=secret)
        else:
            remove_attachments(draft)  # its files came with the first
        _close(draft, report, said)
    return str(draft.fields["sent"]), str(draft.fields["said"])


def _close(draft: Draft, report: Report, said: str) -> None:
    draft.fields = {"sent": report.code, "said": said}
    draft.touched_at = clock.now()
    db.session.flush()


def submission_of(ward: Ward, draft: Draft) -> Submission:
    """Return what a draft says; what is no longer offered (a field, a place) counts as left open."""
    what: dict[str, Any] = draft.fields.get("what", {})
    reach: dict[str, Any] = draft.fields.get("reach", {})
    about = reach.get("about", "")
    return Submission(
        key=draft.token_digest,
        kind=what["kind"],
        text=what["text"],
        category=category_of(ward, what.get("category", "")),
        neighbourhood=next(
            (
                n
                for n in wards.list_neighbourhoods(ward)
                if str(n.id) == what.get("neighbourhood", "")
            ),
            None,
        ),
        place=what.get("place", ""),
        lat=what.get("lat"),
        lon=what.get("lon"),
        name=reach.get("name", ""),
        email=reach.get("email", ""),
        phone=reach.get("phone", ""),
        notify_by=reach.get("notify_by") or NotifyBy.EMAIL,
        name_shown=bool(reach.get("name_shown")),
        is_private=bool(reach.get("is_private")),
        accused_department=_department(ward, reach) if about == "department" else None,
        accused_leaders=about == "leaders",
        accused_text=reach.get("accused_text", "") if about else "",
        draft=draft,
        draft_files=attachments_of(draft, public_only=False),
    )


def category_of(ward: Ward, code: str) -> Category | None:
    """Return a field in use by its code."""
    return next((c for c in wards.list_categories(ward.id) if c.code == code), None)


def _department(ward: Ward, reach: dict[str, Any]) -> Department | None:
    wanted = reach.get("department", "")
    return next((d for d in wards.list_departments(ward.id) if d.code == wanted), None)


def wipe_draft(draft: Draft) -> None:
    """Forget a draft with its files: it was answered by another case, or left."""
    remove_attachments(draft)
    db.session.delete(draft)
    db.session.flush()


def wipe_old_drafts() -> int:
    """Forget every draft that nobody has touched for a day; return how many."""
    count = 0
    while True:
        with transaction():
            old = select(Draft).where(Draft.touched_at < clock.now() - KEPT)
            drafts = db.session.scalars(
                old.order_by(Draft.id).limit(BATCH).with_for_update(skip_locked=True)
            ).all()
            for draft in drafts:
                wipe_draft(draft)
        count += len(drafts)
        if len(drafts) < BATCH:
            return count
