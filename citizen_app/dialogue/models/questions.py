"""Questions sent to a session: nobody outside reads one before it was approved."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime
from citizen_app.dialogue.models.sessions import Session, one_of
from citizen_app.wards.models import Category, Department, Neighbourhood

OUTCOMES = ("", "on_the_spot", "assigned", "passed_up", "noted")
QUESTION_STATES = ("sent", "approved", "refused", "merged", "withdrawn")


class Question(Base):
    """One question; `text` is the asker's own, `public_text` what everyone reads once approved."""

    __tablename__ = "dialogue_question"
    __table_args__ = (
        CheckConstraint(one_of("state", QUESTION_STATES), name="state"),
        CheckConstraint("state <> 'merged' or merged_into_id is not null", name="merged"),
        CheckConstraint("state <> 'refused' or ground <> ''", name="refused"),
        CheckConstraint("state <> 'approved' or public_text <> ''", name="approved"),
        CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),
        CheckConstraint("source in ('advance','live')", name="source"),
        Index("ix_dialogue_question_board", "session_id", "state", "support_count", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"))
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"), index=True)
    idempotency_digest: Mapped[str] = mapped_column(String(64), unique=True)
    pin_digest: Mapped[str] = mapped_column(String(64), default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    channel: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(info=PERSONAL)
    # It sounds like a denunciation: the leaders whom it may be about do not read it.
    is_guarded: Mapped[bool] = mapped_column(default=False)
    public_text: Mapped[str] = mapped_column(default="")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    # What the department has prepared to say; the session decides what is said.
    prepared: Mapped[str] = mapped_column(default="")
    support_count: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default="sent")
    ground: Mapped[str] = mapped_column(String(40), default="")
    explanation: Mapped[str] = mapped_column(default="")
    # Sent before the session, or while it runs.
    source: Mapped[str] = mapped_column(String(10), default="advance")
    # Its place in the order that the moderators gave; without one it comes after those that have one.
    place_in_line: Mapped[int | None]
    # What was said in the session, and what becomes of it as the minutes say.
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(12), default="")
    # The case that an unanswered question became when the session was closed.
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("dialogue_question.id"))
    sent_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()

    session: Mapped[Session] = relationship()
    category: Mapped[Category | None] = relationship()
    neighbourhood: Mapped[Neighbourhood | None] = relationship()
    department: Mapped[Department | None] = relationship()
    merged_into: Mapped[Question | None] = relationship(remote_side=[id])
    contact: Mapped[QuestionContact | None] = relationship(
        back_populates="question", cascade="all, delete-orphan"
    )
    appeal: Mapped[Appeal | None] = relationship(back_populates="question")

    __mapper_args__ = {"version_id_col": version}

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this are held."""
        return self.ward_id


class QuestionContact(Base):
    """How to reach the asker; erasable without touching the question."""

    __tablename__ = "dialogue_question_contact"

    question_id: Mapped[int] = mapped_column(ForeignKey("dialogue_question.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    email: Mapped[str] = mapped_column(String(254), default="", info=PERSONAL)
    phone: Mapped[str] = mapped_column(String(20), default="", info=PERSONAL)

    question: Mapped[Question] = relationship(back_populates="contact")


class QuestionWords(Base):
    """The salt of the digest that the log holds of the asker's words; it goes when the words are erased."""

    __tablename__ = "dialogue_question_words"

    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("dialogue_question.id"), primary_key=True, autoincrement=False
    )
    salt: Mapped[str] = mapped_column(String(32), info=PERSONAL)


class QuestionSupport(Base):
    """Somebody has the same question: one per account, or per device where there is none."""

    __tablename__ = "dialogue_question_support"
    __table_args__ = (
        UniqueConstraint("question_id", "account_id"),
        UniqueConstraint("question_id", "device_digest"),
        CheckConstraint("(account_id is null) <> (device_digest is null)", name="one_supporter"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("dialogue_question.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    device_digest: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Appeal(Base):
    """The asker's objection to a refusal: once, decided by those who supervise the ward."""

    __tablename__ = "dialogue_appeal"
    __table_args__ = (
        CheckConstraint("outcome in ('open','upheld','overturned')", name="outcome"),
        Index("ix_dialogue_appeal_outcome", "ward_id", "outcome", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("dialogue_question.id"), unique=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    text: Mapped[str] = mapped_column(info=PERSONAL)
    outcome: Mapped[str] = mapped_column(String(10), default="open")
    decision: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    question: Mapped[Question] = relationship(back_populates="appeal")
