"""Reading what can be read before a session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.core.files.models import Attachment
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_material import Material


@dataclass(frozen=True)
class Reading:
    """One thing to read: a link, or a file with its size."""

    material: Material
    file: Attachment | None


def list_material(session: Session) -> Sequence[Reading]:
    """Return what can be read before a session, in the order in which it was added."""
    hangs_on = and_(
        Attachment.subject_type == Material.__tablename__, Attachment.subject_id == Material.id
    )
    rows = db.session.execute(
        select(Material, Attachment)
        .outerjoin(Attachment, hangs_on)
        .where(Material.session_id == session.id)
        .order_by(Material.id)
    )
    return [Reading(material, file) for material, file in rows]


def get_file(session: Session, token: str) -> Attachment:
    """Return a file of a session's material by its random name, or raise NotFound."""
    found = (one.file for one in list_material(session) if one.file and one.file.token == token)
    file = next(found, None)
    if file is None:
        raise NotFound()
    return file


def get_material(session: Session, material_id: int) -> Material:
    """Return one thing to read of a session, or raise NotFound."""
    material = db.session.get(Material, material_id)
    if material is None or material.session_id != session.id:
        raise NotFound()
    return material
