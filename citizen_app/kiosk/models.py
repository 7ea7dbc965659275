"""Screens that stand in a hall, and the visit of whoever touches one just now. docs/adr/0028 says why."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime
from citizen_app.wards.models import Ward


class Device(Base):
    """One screen, bound to its browser by a code that works once and for minutes."""

    __tablename__ = "kiosk_device"
    __table_args__ = (Index("ix_kiosk_device_ward", "ward_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    name: Mapped[str] = mapped_column(String(80))
    # Makes the code that binds it; empty once it is bound.
    binding_key: Mapped[str] = mapped_column(String(43), default="")
    binding_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    bound_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    help_asked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    ward: Mapped[Ward] = relationship()


class Touching(Base):
    """What somebody has chosen on a screen: gone when they press "done" or have not touched it for a minute.

    Of something that was sent only its code is left, for the slip.
    """

    __tablename__ = "kiosk_visit"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("kiosk_device.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, info=PERSONAL)
    touched_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
