"""Writing an answer bit by bit: each author's own work on a case, kept until it goes to a leader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition, NotAllowed, StaleVersion
from citizen_app.core.files.attachments import (
    CleanFile,
    attach_files,
    attachments_of,
    remove_attachment,
    remove_attachments,
)
from citizen_app.core.files.images import CleanPhoto
from citizen_app.core.files.models import Attachment, AttachmentKind
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.feedback.checking import Decisions, findings_in
from citizen_app.feedback.commands.answer import Promise, draft_answer
from citizen_app.feedback.commands.screen import open_case
from citizen_app.feedback.models import Answer, AnswerWork, Report
from citizen_app.feedback.workflow import machine

MOST_FILES = 12
MOST_LETTERS_OF_CAPTION = 200


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What stands in the editor when it is sent, whatever button was pressed."""

    body: str
    is_fixed: bool = False
    promise_text: str = ""
    promise_due: dt.date | None = None
    before: Sequence[CleanPhoto] = ()
    after: Sequence[CleanPhoto] = ()
    documents: Sequence[CleanFile] = ()
    captions: Mapping[str, str] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    decisions: Decisions = Decisions({})


def find_work(actor: Actor, report: Report) -> AnswerWork | None:
    """Return what the actor has begun to write."""
    query = select(AnswerWork).where(
        AnswerWork.report_id == report.id, AnswerWork.author_id == actor.account_id
    )
    return db.session.scalar(query)


def unsent_answer(report: Report) -> Answer | None:
    """Return the answer that is still being written, laid before a leader or sent back."""
    answer = report.answer
    return answer if answer is not None and answer.published_at is None else None


def save_work(actor: Actor, report: Report, typed: Typed, *, seen: int | None = None) -> AnswerWork:
    """Keep what was typed without taking any step; personal data are taken out as was decided.

    `seen` is the version of the work that stood on the page: 0 for none yet, None to skip the check.
    """
    open_case(actor, report, None)
    _check_open(actor, report)
    work = find_work(actor, report)
    if seen is not None and seen != (work.version if work else 0):
        raise StaleVersion(_l("You saved this answer in another window meanwhile."))
    if work is None:
        assert actor.account_id is not None
        work = AnswerWork(report_id=report.id, author_id=actor.account_id, unmasked="")
    _write(work, report, typed)
    db.session.add(work)
    db.session.flush()
    _keep_photos(work, report, typed)
    return work


def _check_open(actor: Actor, report: Report) -> None:
    transition = machine.transitions["draft"]
    if not transition.is_open_to(actor, report):
        raise NotAllowed()
    if report.state not in transition.sources:
        raise InvalidTransition(
            _l("This case has moved on since. Look at it again before you go on.")
        )


def _write(work: AnswerWork, report: Report, typed: Typed) -> None:
    body, ward = nfc(typed.body).strip(), report.holder
    masked = typed.decisions.apply(ward, body)
    if masked != body and not work.unmasked:
        work.unmasked = body
    work.body, work.is_fixed = masked, typed.is_fixed
    work.promise_text = typed.decisions.apply(ward, nfc(typed.promise_text).strip())
    work.promise_due = typed.promise_due
    there = {one.key for one in findings_in(ward, work.body, work.promise_text)}
    work.kept = sorted(there & typed.decisions.kept)
    work.saved_at = clock.now()


def _keep_photos(work: AnswerWork, report: Report, typed: Typed) -> None:
    """Add new photos to the work; note for those of the answer what happens to them."""
    own = attachments_of(work, public_only=False)
    for photo in own:
        if photo.token in typed.removed:
            remove_attachment(photo)
        elif photo.token in typed.captions:
            photo.caption = _caption(typed.captions[photo.token])
    answer = unsent_answer(report)
    older = {p.token for p in attachments_of(answer, public_only=False)} if answer else set()
    work.photo_changes = {
        "removed": sorted(older & typed.removed),
        "captions": {t: _caption(c) for t, c in typed.captions.items() if t in older},
    }
    left = len([p for p in own if p.token not in typed.removed]) + len(older - typed.removed)
    new = len(typed.before) + len(typed.after) + len(typed.documents)
    if left + new > MOST_FILES:
        raise Invalid(
            "after", _l("An answer can carry up to %(most)s photos and files.", most=MOST_FILES)
        )
    attach_files(work, typed.before, AttachmentKind.BEFORE, is_public=False)
    attach_files(work, typed.after, AttachmentKind.AFTER, is_public=False)
    attach_files(work, typed.documents, AttachmentKind.DOCUMENT, is_public=False)


def _caption(typed: str) -> str:
    return nfc(typed).strip()[:MOST_LETTERS_OF_CAPTION]


@dataclass(frozen=True)
class ShownPhoto:
    """A photo or document as the answer will show it; its size in bytes."""

    token: str
    kind: str
    caption: str
    size: int


def photos_of_work(report: Report, work: AnswerWork | None) -> list[ShownPhoto]:
    """Return the photos that the answer will have, in their order, as they will be called."""
    answer, changes = unsent_answer(report), (work.photo_changes if work else {})
    older = attachments_of(answer, public_only=False) if answer else []
    names = changes.get("captions", {})
    kept: list[Attachment] = [p for p in older if p.token not in changes.get("removed", [])]
    own = attachments_of(work, public_only=False) if work else []
    return [
        ShownPhoto(p.token, p.kind, names.get(p.token, p.caption), p.size) for p in [*kept, *own]
    ]


def submit_work(
    actor: Actor, report: Report, work: AnswerWork, *, version: int | None = None
) -> Answer:
    """Lay what was written before a leader, photos and promise with it; the work itself is done."""
    changes = work.photo_changes or {}
    answer = draft_answer(
        actor,
        report,
        body=work.body,
        is_fixed=work.is_fixed,
        promise=Promise(work.promise_text, work.promise_due),
        kept=work.kept,
        unmasked=work.unmasked,
        version=version,
    )
    for photo in attachments_of(answer, public_only=False):
        if photo.token in changes.get("removed", []):
            remove_attachment(photo)
        else:
            photo.caption = changes.get("captions", {}).get(photo.token, photo.caption)
    for photo in attachments_of(work, public_only=False):
        photo.subject_type, photo.subject_id = answer.__tablename__, answer.id
    db.session.flush()
    db.session.delete(work)
    db.session.flush()
    return answer


def forget_work(actor: Actor, report: Report) -> None:
    """Throw away what the actor has begun, photos with it."""
    open_case(actor, report, None)
    work = find_work(actor, report)
    if work is not None:
        remove_attachments(work)
        db.session.delete(work)
