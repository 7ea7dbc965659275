"""Photos that come piece by piece, go on after any break, and are checked whole before they count."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from sqlalchemy import delete, func, select

from citizen_app.core import clock
from citizen_app.core.db import db, let_others_write
from citizen_app.core.errors import Invalid
from citizen_app.core.files.images import CleanPhoto, clean_photo
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.pocket.errors import Conflict, Offset
from citizen_app.pocket.limits import (
    MOST_PENDING_BYTES,
    MOST_PHOTO_BYTES,
    MOST_PIECE_BYTES,
    UPLOAD_KEPT,
)
from citizen_app.pocket.models import HelperPhone, PocketPiece, PocketUpload

NAME = re.compile(r"[0-9a-f]{32}")
SHA256 = re.compile(r"[0-9a-f]{64}")


def offset_of(phone: HelperPhone, name: str) -> int:
    """Return how many bytes of a photo have come."""
    upload = _find(phone, name)
    return upload.got if upload is not None else 0


def _find(phone: HelperPhone, name: str) -> PocketUpload | None:
    return db.session.scalar(
        select(PocketUpload).where(PocketUpload.phone_id == phone.id, PocketUpload.name == name)
    )


def add_piece(
    phone: HelperPhone, name: str, *, size: int, sha256: str, offset: int, content: bytes
) -> int:
    """Keep one piece and return how many bytes there are now; raise Offset when it does not follow.

    The last piece brings the check: what does not have the promised digest is forgotten whole.
    """
    if not NAME.fullmatch(name) or not SHA256.fullmatch(sha256):
        raise Invalid("photo", _l("Please open the page again and send once more."))
    if not 0 < size <= MOST_PHOTO_BYTES or not 0 < len(content) <= MOST_PIECE_BYTES:
        raise Conflict("photo", _l("A photo is too large. Please take it out and take it anew."))
    upload = _held(phone, name) or _begin(phone, name, size, sha256)
    if (upload.size, upload.sha256) != (size, sha256) or offset + len(content) > size:
        raise Conflict("photo", _l("A photo came damaged. Please take it out and take it anew."))
    if offset != upload.got:
        raise Offset(upload.got)
    db.session.add(PocketPiece(upload_id=upload.id, offset=offset, content=content))
    upload.got += len(content)
    upload.touched_at = clock.now()
    db.session.flush()
    if upload.got == size and hashlib.sha256(_content(upload)).hexdigest() != sha256:
        # A piece was damaged on its way: begin again with the first.
        db.session.execute(delete(PocketPiece).where(PocketPiece.upload_id == upload.id))
        upload.got = 0
        db.session.flush()
    return upload.got


def _held(phone: HelperPhone, name: str) -> PocketUpload | None:
    """Return an upload, held until the commit: two pages of one phone add to it in turn."""
    query = select(PocketUpload).where(PocketUpload.phone_id == phone.id, PocketUpload.name == name)
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def _begin(phone: HelperPhone, name: str, size: int, sha256: str) -> PocketUpload:
    pending = select(func.coalesce(func.sum(PocketUpload.size), 0))
    if (
        db.session.scalar(pending.where(PocketUpload.phone_id == phone.id)) or 0
    ) + size > MOST_PENDING_BYTES:
        raise Conflict("photo", _l("Too many photos wait on our side. Please try again tomorrow."))
    upload = PocketUpload(
        phone_id=phone.id, name=name, size=size, sha256=sha256, got=0, touched_at=clock.now()
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def _content(upload: PocketUpload) -> bytes:
    query = select(PocketPiece.content).where(PocketPiece.upload_id == upload.id)
    return b"".join(db.session.scalars(query.order_by(PocketPiece.offset)))


def read_uploads(phone: HelperPhone, names: Sequence[str]) -> list[CleanPhoto]:
    """Return photos that have come whole, cleaned; others may write while they are looked at."""
    contents = []
    for name in names:
        upload = _find(phone, name)
        if upload is None or upload.got != upload.size:
            raise Conflict("photo-missing", _l("Photos are still on their way."))
        contents.append(_content(upload))
    if contents:
        let_others_write()
    try:
        return [clean_photo(content) for content in contents]
    except Invalid as error:
        raise Conflict("photo", error.message, field="photos") from error


def forget_uploads(phone: HelperPhone, names: Sequence[str]) -> None:
    """Forget the pieces of photos that were filed."""
    _delete(
        select(PocketUpload.id).where(
            PocketUpload.phone_id == phone.id, PocketUpload.name.in_(names)
        )
    )


def forget_old_uploads() -> None:
    """Forget what nothing has been added to for a long time."""
    _delete(select(PocketUpload.id).where(PocketUpload.touched_at < clock.now() - UPLOAD_KEPT))


def _delete(which: object) -> None:
    found = list(db.session.scalars(which))  # type: ignore[call-overload]
    if found:
        db.session.execute(delete(PocketPiece).where(PocketPiece.upload_id.in_(found)))
        db.session.execute(delete(PocketUpload).where(PocketUpload.id.in_(found)))
        db.session.flush()
