"""Answers: drafts, what was published and corrected, and what the sender says of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime
from citizen_app.feedback.models.report import Report


class Answer(Base):
    """One answer to a case; a reopened case gets another one."""

    __tablename__ = "answer"
    __table_args__ = (
        # Two pairs of eyes: nobody approves what they wrote.
        CheckConstraint("approver_id is null or approver_id <> author_id", name="second_person"),
        CheckConstraint("published_at is null or approved_at is not null", name="approved_first"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    signed_by: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str]
    return_reason: Mapped[str] = mapped_column(default="")
    is_fixed: Mapped[bool] = mapped_column(default=False)
    drafted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    approved_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    # An approved answer may wait for a set time.
    publish_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    # "Will be done by": becomes a commitment when the answer is published.
    promise_text: Mapped[str] = mapped_column(String(500), default="")
    promise_due: Mapped[dt.date | None]

    report: Mapped[Report] = relationship(back_populates="answers")
    author: Mapped[Account | None] = relationship(foreign_keys=[author_id])
    approver: Mapped[Account | None] = relationship(foreign_keys=[approver_id])
    versions: Mapped[list[AnswerVersion]] = relationship(order_by="AnswerVersion.id")
    drafts: Mapped[list[AnswerDraft]] = relationship(order_by="AnswerDraft.id")
    corrections: Mapped[list[AnswerCorrection]] = relationship(order_by="AnswerCorrection.id")
    judgement: Mapped[Judgement | None] = relationship(back_populates="answer")

    @property
    def open_correction(self) -> AnswerCorrection | None:
        """Return the new words that wait for a second person."""
        return next((c for c in self.corrections if c.outcome == "open"), None)


class AnswerVersion(Base):
    """What a published answer said, from when, and why it was corrected."""

    __tablename__ = "answer_version"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), index=True)
    body: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class AnswerDraft(Base):
    """What a draft said each time it was laid before a leader: the trail of an answer.

    Also what stood there before personal data were taken out: officers and leaders alone read it.
    """

    __tablename__ = "answer_draft"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), index=True)
    body: Mapped[str] = mapped_column(info=PERSONAL)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class AnswerWork(Base):
    """An answer that somebody is still writing: one per case and author, so that nobody overwrites another.

    New photos hang on it as attachments. `photo_changes` says what happens to those of the answer that
    is written anew: {"removed": [token], "captions": {token: text}}. `kept` marks the findings of the
    check for personal data that stay on purpose; `unmasked` is the text before any was taken out.
    """

    __tablename__ = "answer_work"
    __table_args__ = (UniqueConstraint("report_id", "author_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    body: Mapped[str] = mapped_column(default="", info=PERSONAL)
    unmasked: Mapped[str] = mapped_column(default="", info=PERSONAL)
    is_fixed: Mapped[bool] = mapped_column(default=False)
    promise_text: Mapped[str] = mapped_column(String(500), default="")
    promise_due: Mapped[dt.date | None]
    kept: Mapped[list[str]] = mapped_column(JSON, default=list)
    photo_changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    saved_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()

    report: Mapped[Report] = relationship()
    author: Mapped[Account] = relationship()

    __mapper_args__ = {"version_id_col": version}


class AnswerCorrection(Base):
    """New words for a published answer, with the reason that everyone reads; a second person approves."""

    __tablename__ = "answer_correction"
    __table_args__ = (
        CheckConstraint("approver_id is null or approver_id <> author_id", name="second_person"),
        CheckConstraint("outcome in ('open','approved','dropped')", name="outcome"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), index=True)
    body: Mapped[str]
    reason: Mapped[str] = mapped_column(String(500))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[str] = mapped_column(String(10), default="open")
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    author: Mapped[Account | None] = relationship(foreign_keys=[author_id])


class Judgement(Base):
    """What the sender says of an answer: once per published answer."""

    __tablename__ = "judgement"
    __table_args__ = (
        CheckConstraint("solved in ('yes','partly','no')", name="solved"),
        CheckConstraint(
            "satisfaction is null or satisfaction between 1 and 5", name="satisfaction"
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), unique=True)
    solved: Mapped[str] = mapped_column(String(10))
    satisfaction: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="", info=PERSONAL)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    answer: Mapped[Answer] = relationship(back_populates="judgement")
