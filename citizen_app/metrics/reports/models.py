"""A quarterly report: who asked, how far it is, when it was made. Its files are attachments."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import Base, BigId, UtcDateTime
from citizen_app.wards.models import Ward

IS_OPEN = text("done_at is null and failed_at is null")


class QuarterReport(Base):
    """One report of one quarter; only one of a quarter is in the making at a time.

    `quarter` is 2026-Q4. `step` counts what is finished of STEPS. `event_id` is the last event that its
    figures know. A report that is asked for once is made once, however often its form arrives.
    """

    __tablename__ = "quarter_report"
    __table_args__ = (
        Index("ix_quarter_report_ward", "ward_id", "id"),
        Index(
            "uq_quarter_report_open",
            "ward_id",
            "quarter",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    asked_key: Mapped[str] = mapped_column(String(64), unique=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    quarter: Mapped[str] = mapped_column(String(7))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    step: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    event_id: Mapped[int] = mapped_column(BigInteger, default=0)

    ward: Mapped[Ward] = relationship()
    asked_by: Mapped[Account | None] = relationship()

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this are held."""
        return self.ward_id
