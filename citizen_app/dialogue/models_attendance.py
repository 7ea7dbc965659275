"""Who comes to a session: places asked for beforehand, people at the door, and what a phone there sent.

Name, contact and needs lie in a table of their own, so that they can be erased while the numbers that
the minutes need (how many, from which neighbourhood) remain.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime
from citizen_app.dialogue.models import Session, one_of
from citizen_app.wards.models import Neighbourhood

MOST_PEOPLE = 5
MOST_WALK_INS = 20
DUTY_ENDS = ("", "ward", "membership")
REGISTRATION_STATES = ("placed", "waiting", "cancelled")


class Channel(StrEnum):
    """How a registration came: by the person, by a helper beside them, at the ward's counter."""

    WEB = "web"
    HELPER = "helper"
    COUNTER = "counter"


class CheckInKind(StrEnum):
    """What somebody at the door does."""

    MARK = "mark"
    WALK_IN = "walk_in"
    UNDO = "undo"


class Registration(Base):
    """Places that somebody asked for, for one to five people."""

    __tablename__ = "dialogue_registration"
    __table_args__ = (
        CheckConstraint(one_of("state", REGISTRATION_STATES), name="state"),
        CheckConstraint(one_of("channel", Channel), name="channel"),
        CheckConstraint(f"people between 1 and {MOST_PEOPLE}", name="people"),
        Index("ix_dialogue_registration_session", "session_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"))
    idempotency_digest: Mapped[str] = mapped_column(String(64), unique=True)
    pin_digest: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(10))
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    people: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()

    session: Mapped[Session] = relationship()
    neighbourhood: Mapped[Neighbourhood | None] = relationship()
    contact: Mapped[RegistrationContact | None] = relationship(
        back_populates="registration", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this are held."""
        return self.session.ward_id

    @property
    def name(self) -> str:
        """Return the name, "" once it was erased."""
        return self.contact.name if self.contact is not None else ""


class RegistrationContact(Base):
    """Who registered, how to tell them of changes, and what they need; erased as a whole."""

    __tablename__ = "dialogue_registration_contact"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("dialogue_registration.id"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    phone: Mapped[str] = mapped_column(String(20), default="", info=PERSONAL)
    email: Mapped[str] = mapped_column(String(254), default="", info=PERSONAL)
    needs_interpreter: Mapped[bool] = mapped_column(default=False, info=PERSONAL)
    needs_wheelchair: Mapped[bool] = mapped_column(default=False, info=PERSONAL)
    needs_other: Mapped[str] = mapped_column(String(300), default="", info=PERSONAL)

    registration: Mapped[Registration] = relationship(back_populates="contact")


class Attendance(Base):
    """People who came, once for each registration; a walk-in has none. Undone ones count nowhere."""

    __tablename__ = "dialogue_attendance"
    __table_args__ = (
        CheckConstraint(f"people between 1 and {MOST_WALK_INS}", name="people"),
        Index("ix_dialogue_attendance_session", "session_id", "undone_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"))
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("dialogue_registration.id"), unique=True
    )
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    people: Mapped[int]
    name: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    registration: Mapped[Registration | None] = relationship()


class CheckIn(Base):
    """One thing done at the door, under the number its phone gave it: sent again, it does nothing more."""

    __tablename__ = "dialogue_check_in"
    __table_args__ = (
        UniqueConstraint("session_id", "mark_id"),
        CheckConstraint(one_of("kind", CheckInKind), name="kind"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"))
    mark_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(12))
    attendance_id: Mapped[int] = mapped_column(ForeignKey("dialogue_attendance.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    is_undone: Mapped[bool] = mapped_column(default=False)

    attendance: Mapped[Attendance] = relationship()


class DoorDuty(Base):
    """A helper of a community digital team whom the ward lets check people in at one session's door.

    It is over when it was ended (by the ward, or with the membership), and for everybody once phones must
    have forgotten the list (policies_attendance.duty_until).
    """

    __tablename__ = "dialogue_door_duty"
    __table_args__ = (
        CheckConstraint(one_of("end_reason", DUTY_ENDS), name="end_reason"),
        CheckConstraint("(ended_at is null) = (end_reason = '')", name="ended"),
        Index(
            "uq_dialogue_door_duty_open",
            "session_id",
            "account_id",
            unique=True,
            sqlite_where=text("ended_at is null"),
            postgresql_where=text("ended_at is null"),
        ),
        Index("ix_dialogue_door_duty_account", "account_id", "ended_at", "session_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    appointed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    appointed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str] = mapped_column(String(10), default="")

    session: Mapped[Session] = relationship()
    account: Mapped[Account] = relationship(foreign_keys=[account_id])

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this are held."""
        return self.session.ward_id
