"""What a ward has promised: who does it, by when, and how the date moved."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import Base, BigId, UtcDateTime
from citizen_app.wards.models import Department, Ward


class Commitment(Base):
    """One promise with an owner and a date. Late is worked out, never stored; the first date stays.

    `subject_type` and `subject_id` name what it was made in: an answer, a line of minutes, or nothing.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("state in ('not_started','in_progress','done')", name="state"),
        Index("ix_commitment_ward", "ward_id", "state", "due_on", "id"),
        Index("ix_commitment_subject", "subject_type", "subject_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    text: Mapped[str] = mapped_column(String(500))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    head_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    first_due_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    is_public: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(12), default="not_started")
    subject_type: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int | None] = mapped_column(BigId)
    outcome: Mapped[str] = mapped_column(default="")
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    # The local day of `done_at`, so that "in time" can be counted on both databases.
    done_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column()

    ward: Mapped[Ward] = relationship()
    department: Mapped[Department | None] = relationship()
    head: Mapped[Account | None] = relationship(foreign_keys=[head_id])
    date_changes: Mapped[list[DateChange]] = relationship(order_by="DateChange.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this are held."""
        return self.ward_id


class DateChange(Base):
    """A new date for a commitment: asked with a reason, decided by a second person."""

    __tablename__ = "commitment_date_change"
    __table_args__ = (
        CheckConstraint("decided_by_id is null or decided_by_id <> asked_by_id", name="second"),
        CheckConstraint("outcome in ('open','granted','refused')", name="outcome"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), index=True)
    before: Mapped[dt.date]
    wanted: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(String(500))
    outcome: Mapped[str] = mapped_column(String(10), default="open")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
