"""Reading what those who asked say of commitments, and the files that show what was done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from citizen_app.commitments.models import Commitment, Voice
from citizen_app.commitments.sources import Asked, asked_by, publicly_visible, visible_to_staff
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.files.attachments import attachments_of
from citizen_app.core.files.models import Attachment
from citizen_app.permissions import Permission

MOST = 100


def _waiting() -> tuple[ColumnElement[bool], ...]:
    return (
        Voice.verdict == "disputed",
        Voice.answered_at.is_(None),
        Voice.round == Commitment.round,
        Commitment.state == "done",
    )


def list_disputes(actor: Actor) -> Sequence[Voice]:
    """Return the disputes that wait for the actor's answer, oldest first."""
    if not actor.may_anywhere(Permission.COMMITMENT_REVIEW):
        return []
    query = (
        select(Voice)
        .join(Commitment, Commitment.id == Voice.commitment_id)
        .where(*_waiting(), visible_to_staff(actor, Permission.COMMITMENT_REVIEW))
        .options(joinedload(Voice.commitment).joinedload(Commitment.ward))
    )
    return db.session.scalars(query.order_by(Voice.at, Voice.id).limit(MOST)).all()


def own_voice(commitment: Commitment, asked: Asked) -> Voice | None:
    """Return what one asker said of the newest report."""
    return next(
        (
            voice
            for voice in commitment.voices
            if voice.round == commitment.round
            and (voice.asked_type, voice.asked_id) == (asked.type, asked.id)
        ),
        None,
    )


def photos_of_voices(voices: Collection[Voice]) -> dict[int, list[Attachment]]:
    """Return the photos that go with some voices, by the voice's id; one query."""
    kept: dict[int, list[Attachment]] = {voice.id: [] for voice in voices}
    query = select(Attachment).where(
        Attachment.subject_type == Voice.__tablename__, Attachment.subject_id.in_(kept)
    )
    for attachment in db.session.scalars(query.order_by(Attachment.id)) if kept else ():
        kept[attachment.subject_id].append(attachment)
    return kept


@dataclass(frozen=True)
class Evidence:
    """The files of a commitment, as pages show them."""

    before: Sequence[Attachment]
    after: Sequence[Attachment]
    documents: Sequence[Attachment]

    def __bool__(self) -> bool:
        """Return whether there is anything."""
        return bool(self.before or self.after or self.documents)


def evidence_of(commitment: Commitment, *, public_only: bool) -> Evidence:
    """Return what shows the work, oldest first."""
    return _sorted(attachments_of(commitment, public_only=public_only))


def evidence_by_commitment(
    commitments: Collection[Commitment], *, public_only: bool
) -> dict[int, Evidence]:
    """Return what shows the work of several commitments, by their id; one query."""
    kept: dict[int, list[Attachment]] = {one.id: [] for one in commitments}
    query = select(Attachment).where(
        Attachment.subject_type == Commitment.__tablename__, Attachment.subject_id.in_(kept)
    )
    if public_only:
        query = query.where(Attachment.is_public)
    for attachment in db.session.scalars(query.order_by(Attachment.id)) if kept else ():
        kept[attachment.subject_id].append(attachment)
    return {number: _sorted(files) for number, files in kept.items()}


def _sorted(files: Sequence[Attachment]) -> Evidence:
    return Evidence(
        before=[one for one in files if one.kind == "before"],
        after=[one for one in files if one.kind in ("after", "photo")],
        documents=[one for one in files if one.kind == "document"],
    )


def may_see_file(actor: Actor, attachment: Attachment) -> bool:
    """Return whether an actor may see a file of a commitment or of a voice about one.

    A file of a public commitment that is shown to everyone; else staff who may read the commitment. Those
    who asked see the evidence too, also of a private one. A photo that goes with a voice only the ward sees.
    """
    number = _commitment_id_of(attachment)
    if number is None:
        return False
    here = Commitment.id == number
    is_evidence = attachment.subject_type == Commitment.__tablename__
    if is_evidence and attachment.is_public:
        if _is_there(here, publicly_visible()):
            return True
        if asked_by(actor, db.session.get_one(Commitment, number)):
            return True
    return _is_there(here, visible_to_staff(actor, Permission.COMMITMENT_KEEP))


def _commitment_id_of(attachment: Attachment) -> int | None:
    if attachment.subject_type == Commitment.__tablename__:
        return attachment.subject_id
    if attachment.subject_type == Voice.__tablename__:
        query = select(Voice.commitment_id).where(Voice.id == attachment.subject_id)
        return db.session.scalar(query)
    return None


def _is_there(*conditions: ColumnElement[bool]) -> bool:
    query = select(Commitment.id).where(*conditions)
    return db.session.scalar(query) is not None
