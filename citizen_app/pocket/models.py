"""Phones of helpers, the slips that they gave out without a signal, and photos that come in pieces.

No row here names a resident: what was filed lies where it always lies, and a slip leads to it.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime
from citizen_app.wards.models import Ward

KINDS = ("report", "question", "registration", "survey")


class HelperPhone(Base):
    """A phone (one browser on it) that carries work of one helper.

    `prefix`: the four characters with which all its slips begin; no two phones ever have the same.
    `skew_seconds`: our clock less the phone's when it was last here; `waiting`: how much it had to send.
    """

    __tablename__ = "helper_phone"
    __table_args__ = (Index("ix_helper_phone_ward", "ward_id", "seen_at", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    prefix: Mapped[str] = mapped_column(String(4), unique=True)
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    skew_seconds: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    app_version: Mapped[int] = mapped_column(default=1)
    wipe_asked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    wipe_told_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship()
    ward: Mapped[Ward] = relationship()


class PocketSlip(Base):
    """A slip that a phone gave out, and what became of it here.

    `subject_*`, `code` and `made_at` are empty for a survey answer, `received_at` is the Monday of its week,
    and the row goes after two weeks (jobs.py): nothing leads to one. Else `made_at` is when the phone says it
    was made, by the phone's clock as it stood (`skew_seconds` says how wrong that was).
    """

    __tablename__ = "pocket_slip"
    __table_args__ = (
        CheckConstraint(f"kind in ({','.join(repr(kind) for kind in KINDS)})", name="kind"),
        CheckConstraint("(code = '') = (kind = 'survey')", name="code"),
        Index("ix_pocket_slip_subject", "subject_type", "subject_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    phone_id: Mapped[int] = mapped_column(ForeignKey("helper_phone.id"), index=True)
    slip: Mapped[str] = mapped_column(String(16), unique=True)
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    subject_type: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int | None] = mapped_column(BigId)
    code: Mapped[str] = mapped_column(String(16), default="")
    made_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    skew_seconds: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    phone: Mapped[HelperPhone] = relationship()


class PocketUpload(Base):
    """A photo on its way here: `got` bytes of `size` have come. Gone once it is filed, or after two weeks."""

    __tablename__ = "pocket_upload"
    __table_args__ = (
        UniqueConstraint("phone_id", "name"),
        CheckConstraint("got >= 0 and got <= size", name="got"),
        Index("ix_pocket_upload_touched", "touched_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    phone_id: Mapped[int] = mapped_column(ForeignKey("helper_phone.id"))
    name: Mapped[str] = mapped_column(String(32))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    got: Mapped[int] = mapped_column(default=0)
    touched_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    pieces: Mapped[list[PocketPiece]] = relationship(
        order_by="PocketPiece.offset", cascade="all, delete-orphan", passive_deletes=True
    )


class PocketPiece(Base):
    """Some bytes of a photo. In the database, so that it does not matter which server takes which piece."""

    __tablename__ = "pocket_piece"

    upload_id: Mapped[int] = mapped_column(
        ForeignKey("pocket_upload.id", ondelete="CASCADE"), primary_key=True
    )
    offset: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
