"""Waves of the survey and what is kept of the answers: no table names a person, a device or a moment.

docs/adr/0021 says what each table may hold and why. In short: answers are rows without a time and
with random numbers; of the sensitive questions only counts exist; who has answered is a keyed digest
that is thrown away, with its key, when the wave closes.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.core.db import Base, BigId
from citizen_app.wards.models import Ward

CHANNELS = ("case", "dialogue", "counter", "door", "web")


class Wave(Base):
    """One round of the survey in a ward, a quarter each. `key` is there while it is open, no longer."""

    __tablename__ = "survey_wave"
    __table_args__ = (
        CheckConstraint("state in ('planned','open','closed')", name="state"),
        CheckConstraint("closes_on > opens_on", name="days"),
        CheckConstraint("state <> 'closed' or key = ''", name="key_gone"),
        UniqueConstraint("ward_id", "quarter"),
        Index("ix_survey_wave_state", "state", "opens_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    quarter: Mapped[str] = mapped_column(String(7))
    questionnaire: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(8), default="planned")
    opens_on: Mapped[dt.date]
    closes_on: Mapped[dt.date]
    opened_on: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]
    key: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column()

    ward: Mapped[Ward] = relationship()
    result: Mapped[WaveResult | None] = relationship(back_populates="wave")

    __mapper_args__ = {"version_id_col": version}

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this are held."""
        return self.ward_id

    @property
    def last_day(self) -> dt.date:
        """Return the last day on which answers were taken: the job that closes it runs the day after."""
        return min(self.closes_on, self.closed_on or self.closes_on)


class Answer(Base):
    """The ordinary answers of one person, written together with those of others, in mixed order.

    `id` is random. Neighbourhood, sex and age are emptied when the wave closes.
    """

    __tablename__ = "survey_answer"
    __table_args__ = (
        CheckConstraint("channel in ('case','dialogue','counter','door','web')", name="channel"),
        Index("ix_survey_answer_wave", "wave_id", "channel"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    wave_id: Mapped[int] = mapped_column(ForeignKey("survey_wave.id"))
    channel: Mapped[str] = mapped_column(String(10))
    choices: Mapped[dict[str, str]] = mapped_column(JSON)
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    sex: Mapped[str] = mapped_column(String(6), default="")
    age_group: Mapped[str] = mapped_column(String(8), default="")


class SensitiveCount(Base):
    """How many chose what in a sensitive question: a count a wave, no row a person, tied to nothing.

    There is no foreign key on purpose, and nothing may be added that is finer than ward and wave.
    """

    __tablename__ = "survey_sensitive"
    __table_args__ = {"sqlite_with_rowid": False}

    ward_code: Mapped[str] = mapped_column(String(5), primary_key=True)
    quarter: Mapped[str] = mapped_column(String(7), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    choice: Mapped[str] = mapped_column(String(20), primary_key=True)
    people: Mapped[int] = mapped_column(default=0)


class Box(Base):
    """The newest answers of an open wave, sealed until there are enough to be mixed; one row a wave.

    `counts` says how many answered by which channel, those in the box too.
    """

    __tablename__ = "survey_box"

    wave_id: Mapped[int] = mapped_column(ForeignKey("survey_wave.id"), primary_key=True)
    waiting: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, default=b"")


class UsedPass(Base):
    """That an invitation was used, as a digest under the wave's key; nothing leads from here to an answer."""

    __tablename__ = "survey_pass"
    __table_args__ = {"sqlite_with_rowid": False}

    wave_id: Mapped[int] = mapped_column(ForeignKey("survey_wave.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


class Card(Base):
    """A QR card that staff printed: where it stands, how many answers it takes, how many it has given."""

    __tablename__ = "survey_card"
    __table_args__ = (
        CheckConstraint("channel in ('dialogue','counter','door')", name="channel"),
        CheckConstraint("used <= most", name="most"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("survey_wave.id"), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(String(120), default="")
    most: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)

    wave: Mapped[Wave] = relationship()


class PopulationCount(Base):
    """How many adults of a ward belong to a group: what answers are weighted to. None: no weighting."""

    __tablename__ = "survey_population"
    __table_args__ = (
        CheckConstraint("variable in ('neighbourhood','sex','age_group')", name="variable"),
        CheckConstraint("people > 0", name="people"),
        UniqueConstraint("ward_id", "variable", "group_code"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    variable: Mapped[str] = mapped_column(String(15))
    group_code: Mapped[str] = mapped_column(String(20))
    people: Mapped[int]
    source: Mapped[str] = mapped_column(String(200), default="")


class WaveResult(Base):
    """What is published of a wave: worked out once, when it closes, and never again."""

    __tablename__ = "survey_result"

    wave_id: Mapped[int] = mapped_column(ForeignKey("survey_wave.id"), primary_key=True)
    method: Mapped[str] = mapped_column(String(10))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)

    wave: Mapped[Wave] = relationship(back_populates="result")
