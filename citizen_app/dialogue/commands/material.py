"""Giving people something to read before a session, and taking it away again."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import lock_wards, record
from citizen_app.core.files.attachments import CleanFile, attach_files, remove_attachments
from citizen_app.core.files.models import AttachmentKind
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.dialogue.events_material import MaterialAdded, MaterialRemoved
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_material import Material
from citizen_app.permissions import Permission

MOST = 20


def add_material(
    actor: Actor, session: Session, *, title: str, link: str = "", files: Sequence[CleanFile] = ()
) -> Material:
    """Add one file or one link; everyone reads it as soon as the session's notice is out."""
    authorize(actor, Permission.DIALOGUE_PLAN, session.ward_id)
    lock_wards([session.ward_id])
    _check(session, title, link, files)
    material = Material(
        session_id=session.id, title=nfc(title).strip(), link=link.strip(), added_at=clock.now()
    )
    db.session.add(material)
    db.session.flush()
    # Documents are handed out by the session's own pages, under its visibility.
    attach_files(material, files, AttachmentKind.DOCUMENT, is_public=False)
    fact = MaterialAdded(is_file=bool(files))
    record(fact, actor=actor, ward_id=session.ward_id, subject=session)
    return material


def _check(session: Session, title: str, link: str, files: Sequence[CleanFile]) -> None:
    if not nfc(title).strip():
        raise Invalid("title", _l("Please write a title."))
    if bool(link.strip()) == bool(files) or len(files) > 1:
        raise Invalid("documents", _l("Please choose one PDF file, or give one link."))
    if link.strip() and not _is_web_address(link.strip()):
        raise Invalid("link", _l("Please give the whole address, with https://"))
    query = select(func.count()).where(Material.session_id == session.id)
    if (db.session.scalar(query) or 0) >= MOST:
        raise Invalid("", _l("There can be at most %(most)s things to read.", most=MOST))


def _is_web_address(link: str) -> bool:
    parts = urlsplit(link)
    return parts.scheme == "https" and "." in parts.netloc and not parts.username


def remove_material(actor: Actor, session: Session, material: Material) -> None:
    """Take away something to read; the bytes of a file go with it."""
    authorize(actor, Permission.DIALOGUE_PLAN, session.ward_id)
    lock_wards([session.ward_id])
    is_file = not material.link
    remove_attachments(material)
    db.session.delete(material)
    db.session.flush()
    fact = MaterialRemoved(is_file=is_file)
    record(fact, actor=actor, ward_id=session.ward_id, subject=session)
