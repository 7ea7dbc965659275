"""What people can read before a session: a file that the ward uploaded, or a link."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.core.db import Base, BigId, UtcDateTime
from citizen_app.dialogue.models import Session


class Material(Base):
    """One thing to read. Without a link it has a file, which hangs on it as an attachment."""

    __tablename__ = "dialogue_material"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    link: Mapped[str] = mapped_column(String(500), default="")
    added_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    session: Mapped[Session] = relationship()
