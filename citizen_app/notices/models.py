"""Notices that went out, or still have to."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from citizen_app.core.db import Base, BigId, UtcDateTime


class Delivery(Base):
    """One notice of one event to one recipient by one channel: sent once, however often it is tried.

    The address is not kept here: it is looked up when the notice is sent.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("event_id", "recipient_type", "recipient_id", "channel"),
        CheckConstraint("state in ('open','sent')", name="state"),
        Index("ix_delivery_recipient", "recipient_type", "recipient_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    recipient_type: Mapped[str] = mapped_column(String(20))
    recipient_id: Mapped[int] = mapped_column(BigId)
    channel: Mapped[str] = mapped_column(String(10))
    template: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default="open")
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
