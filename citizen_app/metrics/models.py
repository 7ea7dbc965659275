"""Figures kept up to date: what each thing adds, and the sums by day and month."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from citizen_app.core.db import Base, BigId, UtcDateTime


class MetricSubject(Base):
    """What one thing (a report, a question ...) adds to the sums now, so that a change is a difference.

    `told` is {"parts": {dimension: part}, "seen": who may know of it, "shares": [[indicator, day, num, den,
    bin], ...]}.
    """

    __tablename__ = "metric_subject"
    __table_args__ = (Index("ix_metric_subject_ward", "ward_id", "subject_type"),)

    subject_type: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    told: Mapped[dict[str, Any]] = mapped_column(JSON)


class MetricSum(Base):
    """One sum: of an indicator, in a group of a ward, over a local day (`d`) or month (`m`).

    `dimension` is w (the ward), n (a neighbourhood), d (a department), f (a field); `part` its id or code.
    Small letters hold what everyone may read (metrics/suppression.py), capitals hold everything.
    """

    __tablename__ = "metric_sum"
    __table_args__ = (CheckConstraint("grain in ('d','m')", name="grain"),)

    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(8), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(1), primary_key=True)
    part: Mapped[str] = mapped_column(String(60), primary_key=True)
    grain: Mapped[str] = mapped_column(String(1), primary_key=True)
    start: Mapped[dt.date] = mapped_column(primary_key=True)
    bin: Mapped[int] = mapped_column(primary_key=True)
    num: Mapped[int] = mapped_column(BigInteger)
    den: Mapped[int] = mapped_column(BigInteger)


class MetricReleased(Base):
    """What of a thing that has no public row has gone into the public sums, together with others'.

    `pieces` is [[indicator, month, bin, num, den], ...]: the month in which it was released.
    """

    __tablename__ = "metric_released"
    __table_args__ = (Index("ix_metric_released_ward", "ward_id", "subject_type"),)

    subject_type: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"), primary_key=True)
    pieces: Mapped[list[Any]] = mapped_column(JSON)


class MetricCursor(Base):
    """Up to which event the sums of a ward were brought up to date, when, and by which definitions."""

    __tablename__ = "metric_cursor"

    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    # By which definitions (catalogue.DEFINITIONS); under others everything is told anew.
    definitions: Mapped[str] = mapped_column(String(16), server_default="")


class MetricCheck(Base):
    """One verification of a ward's sums against a full recomputation from its events."""

    __tablename__ = "metric_check"
    __table_args__ = (Index("ix_metric_check_ward", "ward_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    event_id: Mapped[int] = mapped_column(BigInteger)
    subjects: Mapped[int]
    mismatches: Mapped[int]
    # The first that differ: a thing, or a sum, and in which way.
    differences: Mapped[list[Any]] = mapped_column(JSON, default=list)


class MetricIndex(Base):
    """A composite index of a ward over the twelve months up to a day, as it was last worked out.

    `detail` is what index/stored.py packs; `standing` the place among similar wards, None without one.
    `digest` is that of the goalposts and definitions, `cases` the reports that were due.
    """

    __tablename__ = "metric_index"

    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[dt.date]
    event_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    digest: Mapped[str] = mapped_column(String(16))
    cases: Mapped[int]
    value: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    standing: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
