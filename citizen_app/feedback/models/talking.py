"""What is said beside the answer: messages with the sender, internal notes, followers, supporters."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime


class Message(Base):
    """A question of the ward to the sender, or the reply: read by these two only."""

    __tablename__ = "report_message"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    is_from_sender: Mapped[bool]
    body: Mapped[str] = mapped_column(info=PERSONAL)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Note(Base):
    """An internal note of one ward; never public, never sent, and not handed on with the case."""

    __tablename__ = "report_note"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    body: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    author: Mapped[Account] = relationship()
    mentions: Mapped[list[NoteMention]] = relationship(order_by="NoteMention.id")


class NoteMention(Base):
    """A colleague whom a note calls by name."""

    __tablename__ = "report_note_mention"
    __table_args__ = (UniqueConstraint("note_id", "account_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("report_note.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)

    account: Mapped[Account] = relationship()


class Follow(Base):
    """Somebody with an account who wants to hear how a public case goes on."""

    __tablename__ = "report_follow"
    __table_args__ = (UniqueConstraint("report_id", "account_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Subscription(Base):
    """Somebody without an account who follows a public case by e-mail, once the address is confirmed."""

    __tablename__ = "report_subscription"
    __table_args__ = (UniqueConstraint("report_id", "email"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    email: Mapped[str] = mapped_column(String(254), info=PERSONAL)
    language: Mapped[str] = mapped_column(String(2), default="vi")
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Support(Base):
    """The same matter troubles somebody else: one per account, or per device where there is none."""

    __tablename__ = "report_support"
    __table_args__ = (
        UniqueConstraint("report_id", "account_id"),
        UniqueConstraint("report_id", "device_digest"),
        CheckConstraint("(account_id is null) <> (device_digest is null)", name="one_supporter"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    device_digest: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
