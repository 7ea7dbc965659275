"""Attachments and where their bytes lie."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from citizen_app.core.db import Base, BigId, UtcDateTime


class AttachmentKind(StrEnum):
    """What a file shows."""

    PHOTO = "photo"
    BEFORE = "before"
    AFTER = "after"
    DOCUMENT = "document"


class Attachment(Base):
    """One file of one thing. Served only by the routes of that thing, under its visibility."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_subject", "subject_type", "subject_id", "id"),
        CheckConstraint("kind in ('photo','before','after','document')", name="kind"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(String(10))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    large_key: Mapped[str] = mapped_column(String(43))
    small_key: Mapped[str] = mapped_column(String(43), default="")
    caption: Mapped[str] = mapped_column(String(200), default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
