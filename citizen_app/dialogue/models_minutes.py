"""The minutes of a session: the draft, who signs, each version that was sent with what they said to it.

A version is a picture of the minutes at the moment when they were sent: the database refuses to change
or remove it. Signatures belong to a version, so a change after sending asks everybody anew.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime
from citizen_app.dialogue.models import Question, Session, one_of
from citizen_app.wards.models import Department

MINUTES_STATES = ("draft", "sent", "published")


class SignerRole(StrEnum):
    """For whom somebody signs."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    FRONT = "front"
    RESIDENT = "resident"


class Verdict(StrEnum):
    """What a signatory says to a version."""

    SIGNED = "signed"
    OBJECTED = "objected"


class Minutes(Base):
    """What the minutes say beyond the questions, and where they stand. One per session.

    `attended` is for sessions where nobody was checked in at the door.
    """

    __tablename__ = "dialogue_minutes"
    __table_args__ = (
        CheckConstraint(one_of("state", MINUTES_STATES), name="state"),
        CheckConstraint("attended is null or attended >= 0", name="attended"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    present: Mapped[str] = mapped_column(default="")
    attended: Mapped[int | None]
    conclusions: Mapped[str] = mapped_column(default="")
    # Why the results came late, and why somebody's signature is missing: everyone reads both.
    late_reason: Mapped[str] = mapped_column(default="")
    missing_reason: Mapped[str] = mapped_column(default="")
    # Why published minutes are written anew; "" before they are published.
    correction_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    session: Mapped[Session] = relationship()
    signers: Mapped[list[Signer]] = relationship(
        back_populates="minutes", order_by="Signer.position, Signer.id"
    )
    versions: Mapped[list[MinutesVersion]] = relationship(
        back_populates="minutes", order_by="MinutesVersion.number"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this are held."""
        return self.session.ward_id

    @property
    def newest(self) -> MinutesVersion | None:
        """Return the version that was sent last, or None."""
        return self.versions[-1] if self.versions else None

    @property
    def signing(self) -> list[Signer]:
        """Return who signs now: those who were replaced keep their rows."""
        return [one for one in self.signers if one.removed_at is None]


class MinutesLine(Base):
    """What becomes of one question, beside its answer: who does what by when, or who was asked above."""

    __tablename__ = "dialogue_minutes_line"

    question_id: Mapped[int] = mapped_column(ForeignKey("dialogue_question.id"), primary_key=True)
    promise: Mapped[str] = mapped_column(String(500), default="")
    due_on: Mapped[dt.date | None]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    head_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    passed_to: Mapped[str] = mapped_column(String(200), default="")

    question: Mapped[Question] = relationship()
    department: Mapped[Department | None] = relationship()
    head: Mapped[Account | None] = relationship()


class Signer(Base):
    """Somebody who signs the minutes: with a staff account, or by a personal link."""

    __tablename__ = "dialogue_minutes_signer"
    __table_args__ = (CheckConstraint(one_of("role", SignerRole), name="role"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("dialogue_minutes.id"), index=True)
    role: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    email: Mapped[str] = mapped_column(String(254), default="", info=PERSONAL)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    removed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    minutes: Mapped[Minutes] = relationship(back_populates="signers")
    account: Mapped[Account | None] = relationship()
    links: Mapped[list[SigningLink]] = relationship(
        back_populates="signer", order_by="SigningLink.id"
    )


class MinutesVersion(Base):
    """The minutes as they were sent: `body` as queries_minutes.body_of makes it, `digest` its SHA-256.

    `kept` are the keys of personal data that stay on purpose; `reason` says why published minutes were
    corrected.
    """

    __tablename__ = "dialogue_minutes_version"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("dialogue_minutes.id"))
    number: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    kept: Mapped[list[str]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    minutes: Mapped[Minutes] = relationship(back_populates="versions")
    signatures: Mapped[list[Signature]] = relationship(
        back_populates="version", order_by="Signature.id"
    )


class Signature(Base):
    """What one signatory said to one version, once. `public_text` is an objection without personal data."""

    __tablename__ = "dialogue_minutes_signature"
    __table_args__ = (
        UniqueConstraint("version_id", "signer_id"),
        CheckConstraint(one_of("verdict", Verdict), name="verdict"),
        CheckConstraint("verdict <> 'objected' or text <> ''", name="objected"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("dialogue_minutes_version.id"))
    signer_id: Mapped[int] = mapped_column(ForeignKey("dialogue_minutes_signer.id"), index=True)
    verdict: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(default="", info=PERSONAL)
    public_text: Mapped[str] = mapped_column(default="")
    by_link: Mapped[bool] = mapped_column(default=False)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    version: Mapped[MinutesVersion] = relationship(back_populates="signatures")
    signer: Mapped[Signer] = relationship()


class SigningLink(Base):
    """A personal link to sign one version; its token is worked out of the code and never stored."""

    __tablename__ = "dialogue_signing_link"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    signer_id: Mapped[int] = mapped_column(ForeignKey("dialogue_minutes_signer.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("dialogue_minutes_version.id"))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    # Another link was made in its place.
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    signer: Mapped[Signer] = relationship(back_populates="links")
    version: Mapped[MinutesVersion] = relationship()
