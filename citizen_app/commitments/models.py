"""What a ward has promised: who does it, by when, how the date moved, what those who asked say of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime
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
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    # How often it was reported done: whoever asked judges each time anew.
    round: Mapped[int] = mapped_column(default=0)
    # What those who asked say of the newest report; counted from their voices, never added up.
    confirmed_count: Mapped[int] = mapped_column(default=0)
    disputed_count: Mapped[int] = mapped_column(default=0)
    # One made by hand is made once, however often its form arrives.
    made_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column()

    ward: Mapped[Ward] = relationship()
    department: Mapped[Department | None] = relationship()
    head: Mapped[Account | None] = relationship(foreign_keys=[head_id])
    date_changes: Mapped[list[DateChange]] = relationship(order_by="DateChange.id")
    milestones: Mapped[list[Milestone]] = relationship(
        order_by="(Milestone.due_on, Milestone.id)", cascade="all, delete-orphan"
    )
    voices: Mapped[list[Voice]] = relationship(order_by="Voice.id", back_populates="commitment")
    reopenings: Mapped[list[Reopening]] = relationship(order_by="Reopening.id")

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


class Milestone(Base):
    """A step on the way to what was promised, with a date of its own, done or not."""

    __tablename__ = "commitment_milestone"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[dt.date] = mapped_column(index=True)
    done_on: Mapped[dt.date | None]


class Voice(Base):
    """What one of those who asked says of a report that it is done: once a report, changeable for a time.

    `asked_type` and `asked_id` name the case or the question that was asked, never a person. `text` is
    the asker's own; `public_text` what everyone may read of it once it was checked.
    """

    __tablename__ = "commitment_voice"
    __table_args__ = (
        UniqueConstraint("commitment_id", "round", "asked_type", "asked_id"),
        CheckConstraint("verdict in ('confirmed','disputed')", name="verdict"),
        CheckConstraint("verdict = 'disputed' or answered_at is null", name="answered"),
        Index("ix_commitment_voice_asked", "asked_type", "asked_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    round: Mapped[int]
    asked_type: Mapped[str] = mapped_column(String(40))
    asked_id: Mapped[int] = mapped_column(BigId)
    verdict: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(default="", info=PERSONAL)
    public_text: Mapped[str] = mapped_column(default="")
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    commitment: Mapped[Commitment] = relationship(back_populates="voices")


class Reopening(Base):
    """A report that it is done was taken back by a leader: what it had said stays readable."""

    __tablename__ = "commitment_reopening"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), index=True)
    outcome: Mapped[str] = mapped_column(default="")
    done_on: Mapped[dt.date]
    confirmed_count: Mapped[int]
    disputed_count: Mapped[int]
    reason: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Escalated(Base):
    """A rung of the ladder that a late commitment reached: told once for each date it had."""

    __tablename__ = "commitment_escalated"
    __table_args__ = (UniqueConstraint("commitment_id", "rung", "due_on"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    rung: Mapped[str] = mapped_column(String(40))
    due_on: Mapped[dt.date]
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
