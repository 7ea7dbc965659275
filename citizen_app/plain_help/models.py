"""What people could not do, and what teams did about it: no table here names anybody."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import Base, BigId, UtcDateTime
from citizen_app.teams.models import Team
from citizen_app.wards.models import Neighbourhood, Ward

PURPOSES = ("visit", "training", "help_point", "scam_warning", "paper")


class Difficulty(Base):
    """Somebody could not do a task: which, at which step, why.

    The row has the week alone. That hides no moment from who may read the log: the row's event stands there
    with the moment, task, reason and neighbourhood, which the indicator T8 counts by day. What neither has
    is who it was; the note is never in the log.
    """

    __tablename__ = "difficulty"
    __table_args__ = (Index("ix_difficulty_ward", "ward_id", "week", "task"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    task: Mapped[str] = mapped_column(String(20))
    step: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(String(20))
    # Refused when it holds a number, an address or a name with one (core/personal_data.py).
    note: Mapped[str] = mapped_column(String(200), default="")
    week: Mapped[dt.date]
    form_digest: Mapped[str] = mapped_column(String(64), unique=True)


class Outing(Base):
    """One visit, training or help point: how many people, in which neighbourhood, what for.

    `team` is whose it is when a member wrote it, None when the ward's staff did. What was taken back
    counts nowhere.
    """

    __tablename__ = "outing"
    __table_args__ = (
        CheckConstraint(f"purpose in ({','.join(repr(one) for one in PURPOSES)})", name="purpose"),
        CheckConstraint("people between 0 and 5000", name="people"),
        CheckConstraint("helpers between 1 and 100", name="helpers"),
        Index("ix_outing_ward", "ward_id", "day", "id"),
        Index("ix_outing_recorder", "recorded_by", "day"),
        Index("ix_outing_team", "team_id", "day"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    day: Mapped[dt.date]
    purpose: Mapped[str] = mapped_column(String(15))
    people: Mapped[int]
    helpers: Mapped[int]
    note: Mapped[str] = mapped_column(String(300), default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    form_digest: Mapped[str] = mapped_column(String(64), unique=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    taken_back_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()

    ward: Mapped[Ward] = relationship()
    neighbourhood: Mapped[Neighbourhood | None] = relationship()
    recorder: Mapped[Account | None] = relationship()
    team: Mapped[Team | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
