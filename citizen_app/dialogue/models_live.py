"""What a session that runs needs: what stands on the screen, polls, and who wants to speak.

Votes carry no account and no device, only a keyed digest per poll: whoever has the database alone
cannot tell who voted for what, nor that two votes are of one person.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime
from citizen_app.dialogue.models import Question, Session, one_of
from citizen_app.wards.models import Neighbourhood

SPEAKER_STATES = ("waiting", "speaking", "done", "left")
POLL_STATES = ("ready", "open", "closed")
# What a session begins with; its moderators change it on their page.
USUAL_SPEAKING_SECONDS = 180


class Stage(Base):
    """What everybody sees in front: the question that is being answered; how long one may speak."""

    __tablename__ = "dialogue_stage"
    __table_args__ = (CheckConstraint("speaking_seconds between 30 and 3600", name="seconds"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"), primary_key=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("dialogue_question.id"))
    shown_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    speaking_seconds: Mapped[int] = mapped_column(default=USUAL_SPEAKING_SECONDS)

    question: Mapped[Question | None] = relationship()


class Poll(Base):
    """A question of the chair to everybody, with answers to choose from."""

    __tablename__ = "dialogue_poll"
    __table_args__ = (
        CheckConstraint(one_of("state", POLL_STATES), name="state"),
        Index("ix_dialogue_poll_session", "session_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"))
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="ready")
    opened_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()

    session: Mapped[Session] = relationship()
    options: Mapped[list[PollOption]] = relationship(
        order_by="PollOption.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this are held."""
        return self.ward_id


class PollOption(Base):
    """One answer to choose."""

    __tablename__ = "dialogue_poll_option"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("dialogue_poll.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))


class Vote(Base):
    """One participant's choice; it can be changed while the poll is open."""

    __tablename__ = "dialogue_vote"
    __table_args__ = (
        UniqueConstraint("poll_id", "voter_digest"),
        Index("ix_dialogue_vote_option", "option_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("dialogue_poll.id"))
    option_id: Mapped[int] = mapped_column(ForeignKey("dialogue_poll_option.id"))
    voter_digest: Mapped[str] = mapped_column(String(64))


class Speaker(Base):
    """Somebody who asked to speak: everybody sees the number, the words of address once called."""

    __tablename__ = "dialogue_speaker"
    __table_args__ = (
        CheckConstraint(one_of("state", SPEAKER_STATES), name="state"),
        UniqueConstraint("session_id", "number"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"))
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    number: Mapped[int]
    # A name or a seat, as the person wants to be called.
    display: Mapped[str] = mapped_column(String(80), default="", info=PERSONAL)
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    participant_digest: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    called_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    # How long this speaker may speak, as it was when called.
    seconds: Mapped[int | None]
    version: Mapped[int] = mapped_column()

    session: Mapped[Session] = relationship()
    neighbourhood: Mapped[Neighbourhood | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this are held."""
        return self.ward_id
