"""Dialogue sessions: the plan of a meeting between a ward and its people, and its notice."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import Base, BigId, UtcDateTime
from citizen_app.wards.models import Department, Neighbourhood, Ward


class Kind(StrEnum):
    """Why a session is held (Law 72/2025/QH15 art. 43; Law 42/2013/QH13 art. 15 for receptions)."""

    ANNUAL = "annual"
    THEMATIC = "thematic"
    ON_REQUEST = "on_request"
    RECEPTION = "reception"


class Form(StrEnum):
    """How people take part."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"


STATES = ("planned", "announced", "live", "closed", "published", "cancelled")
# Its notice is out; called off ones are known by `announced_at`.
KNOWN = ("announced", "live", "closed", "published")


def one_of(column: str, values: type[StrEnum] | tuple[str, ...]) -> str:
    """Return a CHECK that repeats a list of allowed values."""
    return f"{column} in ({','.join(repr(str(value)) for value in values)})"


class Session(Base):
    """One session, from its plan on. Its phase comes from its times; the state is what was decided."""

    __tablename__ = "dialogue_session"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint(one_of("form", Form), name="form"),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("questions_until <= ends_at", name="questions"),
        CheckConstraint("capacity is null or capacity > 0", name="capacity"),
        CheckConstraint(
            f"not ({one_of('state', KNOWN)}) or announced_at is not null", name="announced"
        ),
        CheckConstraint(
            "state not in ('closed','published') or closed_at is not null", name="closed"
        ),
        CheckConstraint("state <> 'published' or results_at is not null", name="published"),
        Index("ix_dialogue_session_ward", "ward_id", "state", "starts_at", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    kind: Mapped[str] = mapped_column(String(12))
    form: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(String(300), default="")
    link: Mapped[str] = mapped_column(String(300), default="")
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    questions_until: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    chair: Mapped[str] = mapped_column(String(200))
    co_chair: Mapped[str] = mapped_column(String(200), default="")
    secretary_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    capacity: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default="planned")
    late_reason: Mapped[str] = mapped_column(default="")
    change_reason: Mapped[str] = mapped_column(default="")
    announced_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    results_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    # Where a recording of the session can be seen or heard.
    recording_link: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column()

    ward: Mapped[Ward] = relationship()
    secretary: Mapped[Account | None] = relationship()
    agenda: Mapped[list[AgendaItem]] = relationship(
        order_by="AgendaItem.position", cascade="all, delete-orphan"
    )
    topics: Mapped[list[Topic]] = relationship(
        order_by="Topic.position", cascade="all, delete-orphan"
    )
    departments: Mapped[list[Department]] = relationship(
        secondary="dialogue_department", order_by=Department.position
    )
    clusters: Mapped[list[Neighbourhood]] = relationship(
        secondary="dialogue_cluster", order_by=Neighbourhood.position
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this are held."""
        return self.ward_id


class AgendaItem(Base):
    """A part of the session: what, by whom, how many minutes."""

    __tablename__ = "dialogue_agenda_item"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    position: Mapped[int]
    minutes: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))


class Topic(Base):
    """Something that the session is about."""

    __tablename__ = "dialogue_topic"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))


class SessionDepartment(Base):
    """A department that is invited to answer."""

    __tablename__ = "dialogue_department"
    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), primary_key=True)


class SessionCluster(Base):
    """A neighbourhood that a session of a large ward is held for; none named means all of them."""

    __tablename__ = "dialogue_cluster"
    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"), primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"), primary_key=True)


class SessionFollow(Base):
    """Somebody with an account who wants to hear of the dialogues of a ward."""

    __tablename__ = "dialogue_follow"
    __table_args__ = (UniqueConstraint("ward_id", "account_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
