"""Adding photos to a thing, and reading them back."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets
from collections.abc import Sequence
from itertools import islice
from typing import Any

from flask import current_app
from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import after_commit, db, let_others_write
from citizen_app.core.errors import Invalid, NotFound
from citizen_app.core.files.images import CleanPhoto, clean_photo
from citizen_app.core.files.models import Attachment, AttachmentKind
from citizen_app.core.files.storage import Storage
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.jobs import scheduled

log = logging.getLogger(__name__)
MOST_PHOTOS = 5
MOST_BYTES = 15 * 1024 * 1024
ORPHAN_AGE = dt.timedelta(days=1)
BATCH = 200


def storage() -> Storage:
    """Return the application's storage."""
    kept: Storage = current_app.extensions["storage"]
    return kept


def read_photos(uploads: Sequence[Any], field: str = "photos") -> list[CleanPhoto]:
    """Return the uploaded photos cleaned; empty file fields are passed over."""
    files = [upload for upload in uploads if upload and getattr(upload, "filename", "")]
    if len(files) > MOST_PHOTOS:
        raise Invalid(field, _l("You can send up to 5 photos."))
    if files:
        let_others_write()
    photos = []
    for upload in files:
        content = upload.stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise Invalid(field, _l("A photo is larger than 15 MB. Please choose a smaller one."))
        photos.append(clean_photo(content, field))
    return photos


def attach_photos(
    subject: Any, photos: Sequence[CleanPhoto], kind: AttachmentKind, *, is_public: bool
) -> list[Attachment]:
    """Store cleaned photos as attachments of `subject`."""
    added = []
    for photo in photos:
        attachment = Attachment(
            token=secrets.token_urlsafe(24),
            subject_type=subject.__tablename__,
            subject_id=subject.id,
            kind=str(kind),
            media_type="image/jpeg",
            size=len(photo.large),
            sha256=hashlib.sha256(photo.large).hexdigest(),
            width=photo.width,
            height=photo.height,
            large_key=storage().save(photo.large),
            small_key=storage().save(photo.small),
            is_public=is_public,
            created_at=clock.now(),
        )
        db.session.add(attachment)
        added.append(attachment)
    db.session.flush()
    return added


def remove_attachments(subject: Any) -> None:
    """Take away what belongs to `subject`; the bytes go once the change is stored."""
    for attachment in attachments_of(subject, public_only=False):
        remove_attachment(attachment)
    db.session.flush()


def remove_attachment(attachment: Attachment) -> None:
    """Take away one file; its bytes go once the change is stored."""
    keys = [key for key in (attachment.large_key, attachment.small_key) if key]
    db.session.delete(attachment)
    after_commit(lambda: _delete_bytes(keys))


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
