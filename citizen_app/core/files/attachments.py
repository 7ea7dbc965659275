"""Adding files to a thing, and reading them back."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from flask import current_app
from sqlalchemy import select, update

from citizen_app.core import clock
from citizen_app.core.db import after_commit, db, let_others_write
from citizen_app.core.errors import Invalid, NotFound
from citizen_app.core.files.documents import CleanDocument, clean_document, looks_like_pdf
from citizen_app.core.files.images import CleanPhoto, clean_photo
from citizen_app.core.files.models import Attachment, AttachmentKind
from citizen_app.core.files.storage import Storage
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.jobs import scheduled

log = logging.getLogger(__name__)
MOST_FILES = 5
MOST_BYTES = 15 * 1024 * 1024
ORPHAN_AGE = dt.timedelta(days=1)
BATCH = 200
CleanFile = CleanPhoto | CleanDocument


def storage() -> Storage:
    """Return the application's storage."""
    kept: Storage = current_app.extensions["storage"]
    return kept


def read_photos(uploads: Sequence[Any], field: str = "photos") -> list[CleanPhoto]:
    """Return the uploaded photos cleaned; empty file fields are passed over."""
    chosen = _chosen(uploads)
    if len(chosen) > MOST_FILES:
        raise Invalid(field, _l("You can send up to 5 photos."))
    return [clean_photo(content, field) for content in _contents(chosen, field)]


def read_files(
    uploads: Sequence[Any], field: str = "photos", *, most: int = MOST_FILES
) -> list[CleanFile]:
    """Return uploaded photos cleaned and PDF files as they are; each is told by its bytes."""
    chosen = _chosen(uploads)
    if len(chosen) > most:
        raise Invalid(field, _l("You can send up to 5 photos and files."))
    return [_clean(content, field) for content in _contents(chosen, field)]


def read_documents(uploads: Sequence[Any], field: str) -> list[CleanFile]:
    """Return uploaded PDF files as they are; anything else is refused."""
    chosen = _chosen(uploads)
    if len(chosen) > MOST_FILES:
        raise Invalid(field, _l("You can send up to 5 photos and files."))
    return [clean_document(content, field) for content in _contents(chosen, field)]


def _clean(content: bytes, field: str) -> CleanFile:
    if looks_like_pdf(content):
        return clean_document(content, field)
    try:
        return clean_photo(content, field)
    except Invalid as error:
        raise Invalid(
            field,
            _l(
                "This file is neither a photo nor a PDF file that we can read. "
                "Please choose a JPG, PNG, WEBP or HEIC photo, or a PDF file."
            ),
        ) from error


def _chosen(uploads: Sequence[Any]) -> list[Any]:
    return [upload for upload in uploads if upload and getattr(upload, "filename", "")]


def _contents(uploads: Sequence[Any], field: str) -> Iterator[bytes]:
    """Yield the bytes of each upload; while they are looked at, others may write."""
    if uploads:
        let_others_write()
    for upload in uploads:
        content = upload.stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise Invalid(field, _l("A photo is larger than 15 MB. Please choose a smaller one."))
        yield content


def attach_photos(
    subject: Any, photos: Sequence[CleanPhoto], kind: AttachmentKind, *, is_public: bool
) -> list[Attachment]:
    """Store cleaned photos as attachments of `subject`."""
    return attach_files(subject, photos, kind, is_public=is_public)


def attach_files(
    subject: Any, files: Sequence[CleanFile], kind: AttachmentKind, *, is_public: bool
) -> list[Attachment]:
    """Store cleaned files as attachments of `subject`; `kind` is that of the photos among them."""
    added = [
        _document(one) if isinstance(one, CleanDocument) else _photo(one, kind) for one in files
    ]
    for attachment in added:
        attachment.token = secrets.token_urlsafe(24)
        attachment.subject_type, attachment.subject_id = subject.__tablename__, subject.id
        attachment.is_public = is_public and attachment.kind != AttachmentKind.DOCUMENT
        attachment.created_at = clock.now()
        db.session.add(attachment)
    db.session.flush()
    return added


def _photo(photo: CleanPhoto, kind: AttachmentKind) -> Attachment:
    return Attachment(
        kind=str(kind),
        media_type="image/jpeg",
        size=len(photo.large),
        sha256=digest_of(photo),
        width=photo.width,
        height=photo.height,
        large_key=storage().save(photo.large),
        small_key=storage().save(photo.small),
    )


def _document(document: CleanDocument) -> Attachment:
    return Attachment(
        kind=str(AttachmentKind.DOCUMENT),
        media_type=document.media_type,
        size=len(document.content),
        sha256=digest_of(document),
        large_key=storage().save(document.content),
    )


def digest_of(file: CleanFile) -> str:
    """Return the SHA-256 of what is kept of a file, as its attachment names it."""
    kept = file.content if isinstance(file, CleanDocument) else file.large
    return hashlib.sha256(kept).hexdigest()


def move_attachments(old: Any, new: Any) -> None:
    """Hang what belongs to `old` on `new`: nothing is read, encoded or stored again."""
    db.session.flush()
    db.session.execute(
        update(Attachment)
        .where(Attachment.subject_type == old.__tablename__, Attachment.subject_id == old.id)
        .values(subject_type=new.__tablename__, subject_id=new.id)
    )


def remove_attachment(attachment: Attachment) -> None:
    """Take one file away; its bytes go once the change is stored."""
    keys = [key for key in (attachment.large_key, attachment.small_key) if key]
    db.session.delete(attachment)
    after_commit(lambda: _delete_bytes(keys))


def remove_attachments(subject: Any) -> None:
    """Take away what belongs to `subject`; the bytes go once the change is stored."""
    for attachment in attachments_of(subject, public_only=False):
        remove_attachment(attachment)
    db.session.flush()


def _delete_bytes(keys: list[str]) -> None:
    for key in keys:
        try:
            storage().delete(key)
        except OSError as error:  # the row is gone for good; remove_orphans tries the bytes again
            log.error("bytes could not be removed: %s", type(error).__name__)


@scheduled(minute="10", hour="19")
def remove_orphans() -> None:
    """Remove bytes that no attachment names: their request was undone, or removing them failed."""
    keys = storage().keys_before(clock.now() - ORPHAN_AGE)
    while some := list(islice(keys, BATCH)):
        known = {
            key
            for column in (Attachment.large_key, Attachment.small_key)
            for key in db.session.scalars(select(column).where(column.in_(some)))
        }
        db.session.rollback()  # nobody waits while files are removed
        _delete_bytes([key for key in some if key not in known])


def attachments_of(subject: Any, *, public_only: bool) -> list[Attachment]:
    """Return the attachments of one thing in the order they came."""
    query = select(Attachment).where(
        Attachment.subject_type == subject.__tablename__, Attachment.subject_id == subject.id
    )
    if public_only:
        query = query.where(Attachment.is_public)
    return list(db.session.scalars(query.order_by(Attachment.id)))


def get_attachment(token: str) -> Attachment:
    """Return one attachment by its random name, or raise NotFound."""
    found = db.session.scalar(select(Attachment).where(Attachment.token == token))
    if found is None:
        raise NotFound()
    return found


def content_of(attachment: Attachment, *, small: bool) -> bytes:
    """Return the bytes of one size."""
    key = attachment.small_key if small and attachment.small_key else attachment.large_key
    return storage().load(key)
