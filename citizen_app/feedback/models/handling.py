"""How a case is handled: where it went, who is concerned, what was asked of its limit, how it came in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime
from citizen_app.feedback.models.report import Report
from citizen_app.wards.models import Department, Ward


class Transfer(Base):
    """One handing over: from whom, to whom, why. The first and every later holder stay on record."""

    __tablename__ = "report_transfer"
    __table_args__ = (
        CheckConstraint("kind in ('ward','department','outside','city')", name="kind"),
        Index("ix_report_transfer_from", "from_ward_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    from_ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    to_ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"))
    from_department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    to_department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    body: Mapped[str] = mapped_column(String(200), default="")
    letter: Mapped[str] = mapped_column(String(80), default="")
    explanation: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    from_ward: Mapped[Ward] = relationship(foreign_keys=[from_ward_id])
    to_ward: Mapped[Ward | None] = relationship(foreign_keys=[to_ward_id])
    from_department: Mapped[Department | None] = relationship(foreign_keys=[from_department_id])
    to_department: Mapped[Department | None] = relationship(foreign_keys=[to_department_id])


class Concern(Base):
    """A person or department that a report is about: they neither see the case nor are assigned it."""

    __tablename__ = "report_concern"
    __table_args__ = (
        UniqueConstraint("report_id", "account_id"),
        UniqueConstraint("report_id", "department_id"),
        CheckConstraint("(account_id is null) <> (department_id is null)", name="one_concerned"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    department: Mapped[Department | None] = relationship()


class Extension(Base):
    """A wish for more time: the reason is told to the sender, a second person decides."""

    __tablename__ = "report_extension"
    __table_args__ = (
        CheckConstraint("outcome in ('open','granted','refused')", name="outcome"),
        CheckConstraint("decided_by_id is null or decided_by_id <> asked_by_id", name="second"),
        CheckConstraint("days > 0", name="days"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    days: Mapped[int]
    reason: Mapped[str]
    outcome: Mapped[str] = mapped_column(String(10), default="open")
    decision: Mapped[str] = mapped_column(default="")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    asked_by: Mapped[Account | None] = relationship(foreign_keys=[asked_by_id])


class Reminder(Base):
    """A rung of the ladder that was reached for a limit: each is told once, however often the clock looks."""

    __tablename__ = "report_reminder"
    __table_args__ = (
        UniqueConstraint("report_id", "rung", "due_at"),
        Index("ix_report_reminder_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    rung: Mapped[str] = mapped_column(String(40))
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class ClockRun(Base):
    """What the clock did on a local day, by name (digest, ward), so that it happens once."""

    __tablename__ = "clock_run"
    __table_args__ = (UniqueConstraint("name", "day"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(40))
    day: Mapped[dt.date]
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Reception(Base):
    """What the register of receptions asks beyond the case (form 03/TCD, Decree 154/2026)."""

    __tablename__ = "report_reception"
    __table_args__ = (
        CheckConstraint("way in ('counter','phone','letter')", name="way"),
        CheckConstraint("letter_kind in ('petition','complaint','denunciation')", name="kind"),
        CheckConstraint("people_count > 0", name="people"),
        Index("ix_report_reception_register", "ward_id", "received_on", "report_id"),
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    received_on: Mapped[dt.date]
    way: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(300), default="", info=PERSONAL)
    id_number: Mapped[str] = mapped_column(String(20), default="", info=PERSONAL)
    letter_kind: Mapped[str] = mapped_column(String(20), default="petition")
    people_count: Mapped[int] = mapped_column(default=1)
    settled_by: Mapped[str] = mapped_column(String(200), default="")
    in_competence: Mapped[bool] = mapped_column(default=True)
    guided_to: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    clerk_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    report: Mapped[Report] = relationship()
    clerk: Mapped[Account] = relationship()


class Draft(Base):
    """A report being written over several screens; wiped once sent, or a day after it was left.

    `fields` is what was typed. Photos hang on it as attachments and move to the report.
    """

    __tablename__ = "report_draft"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=PERSONAL)
    touched_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
