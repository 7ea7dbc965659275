"""Places and how a ward is set up. A ward is any commune-level unit: phường, xã or đặc khu."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import Base, UtcDateTime


def general_only_once(name: str, column: str) -> Index:
    """Return a unique index over the rows of all wards: to a constraint, NULLs differ from each other."""
    general = text("ward_id is null")
    return Index(name, column, unique=True, sqlite_where=general, postgresql_where=general)


class Ward(Base):
    """One commune-level unit, known by its official five-digit code (since 1 July 2025)."""

    __tablename__ = "ward"
    __table_args__ = (CheckConstraint("unit_type in ('phuong','xa','dac_khu')", name="unit_type"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(5), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    full_name: Mapped[str] = mapped_column(String(100))
    slug: Mapped[str] = mapped_column(String(80))
    unit_type: Mapped[str] = mapped_column(String(10))
    province_code: Mapped[str] = mapped_column(String(2), index=True)
    province_name: Mapped[str] = mapped_column(String(80))
    population: Mapped[int | None]
    area_km2: Mapped[float | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    folded: Mapped[str] = mapped_column(String(120), index=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(String(300), default="")
    hotline: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    office_hours: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    departments: Mapped[list[Department]] = relationship(
        back_populates="ward", order_by="Department.position"
    )
    neighbourhoods: Mapped[list[Neighbourhood]] = relationship(
        back_populates="ward", order_by="Neighbourhood.position"
    )

    @property
    def path_id(self) -> str:
        """Return the ward's part of an address: 26743-ben-thanh."""
        return f"{self.code}-{self.slug}"

    @property
    def office_name(self) -> str:
        """Return how the office calls itself: UBND phường Bến Thành."""
        return "UBND " + self.full_name[:1].lower() + self.full_name[1:]

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this are held."""
        return self.id


class OldUnit(Base):
    """A ward as it was before 1 July 2025 and a ward it went into; some were split over several."""

    __tablename__ = "old_unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    old_code: Mapped[str] = mapped_column(String(5), index=True)
    old_name: Mapped[str] = mapped_column(String(80))
    old_district: Mapped[str] = mapped_column(String(80))
    old_province: Mapped[str] = mapped_column(String(80))
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"), index=True)
    is_whole: Mapped[bool]
    folded: Mapped[str] = mapped_column(String(200), index=True)


class Neighbourhood(Base):
    """A khu phố, ấp or tổ dân phố (Decree 185/2026)."""

    __tablename__ = "neighbourhood"
    __table_args__ = (UniqueConstraint("ward_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    households: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)

    ward: Mapped[Ward] = relationship(back_populates="neighbourhoods")


class Department(Base):
    """A body of the ward or beside it that handles cases (Decrees 150/2025, 370/2025: data, not code)."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("ward_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    short_name: Mapped[str] = mapped_column(String(40), default="")
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    # Who answers for it.
    head_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    ward: Mapped[Ward] = relationship(back_populates="departments")
    head: Mapped[Account | None] = relationship()


class Category(Base):
    """A field (lĩnh vực) of two levels. `ward_id` None: for all wards."""

    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"), index=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    hint: Mapped[str] = mapped_column(String(300), default="")
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    parent: Mapped[Category | None] = relationship(remote_side=[id])


class Routing(Base):
    """Which department of a ward gets a field; a field without one takes its parent's."""

    __tablename__ = "routing"
    __table_args__ = (UniqueConstraint("ward_id", "category_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))


class DeadlineRule(Base):
    """A limit with its legal basis and the time it is in force. `ward_id` None: for all wards."""

    __tablename__ = "deadline_rule"
    __table_args__ = (
        CheckConstraint("unit in ('working_day','calendar_day','per_year','percent')", name="unit"),
        CheckConstraint("days >= 0", name="days"),
        Index("ix_deadline_rule_purpose", "purpose", "effective_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    report_kind: Mapped[str] = mapped_column(String(20), default="")
    days: Mapped[int]
    unit: Mapped[str] = mapped_column(String(12))
    clock_rests_while_waiting: Mapped[bool] = mapped_column(default=False)
    citation: Mapped[str] = mapped_column(String(300))
    citation_en: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    effective_from: Mapped[dt.date]
    effective_to: Mapped[dt.date | None]


class Holiday(Base):
    """A day off, or a make-up working day (Labour Code art. 111-112). `ward_id` None: everywhere."""

    __tablename__ = "holiday"
    __table_args__ = (
        CheckConstraint("kind in ('off','worked')", name="kind"),
        UniqueConstraint("day", "ward_id"),
        general_only_once("uq_holiday_day_general", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[dt.date] = mapped_column(index=True)
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    source: Mapped[str] = mapped_column(String(300), default="")


class ClosedPeriod(Base):
    """Days on which a ward takes no reports (moving house, election day), shown to the public."""

    __tablename__ = "closed_period"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"), index=True)
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(String(300))


class AnswerTemplate(Base):
    """A text to start an answer from. `ward_id` None: for all wards."""

    __tablename__ = "answer_template"
    __table_args__ = (
        UniqueConstraint("ward_id", "code"),
        general_only_once("uq_answer_template_code_general", "code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str]
    # Empty: offered whatever the field, and whatever the case's state.
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    for_state: Mapped[str] = mapped_column(String(20), default="")
    is_active: Mapped[bool] = mapped_column(default=True)


class EscalationRule(Base):
    """A rung of the ladder: when part of a limit has passed, or days after it, who is told.

    `share` is the part of the time that has passed in percent (100: the limit itself); `days_late`
    counts working days after the limit. `ward_id` None: for all wards.
    """

    __tablename__ = "escalation_rule"
    __table_args__ = (
        UniqueConstraint("ward_id", "code"),
        general_only_once("uq_escalation_rule_code_general", "code"),
        CheckConstraint("share between 1 and 100", name="share"),
        CheckConstraint("days_late >= 0", name="days_late"),
        CheckConstraint(
            "tell in ('handler','department','leader','supervisor','city')", name="tell"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    share: Mapped[int]
    days_late: Mapped[int] = mapped_column(default=0)
    tell: Mapped[str] = mapped_column(String(12))
    citation: Mapped[str] = mapped_column(String(300), default="")
    citation_en: Mapped[str] = mapped_column(String(300), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    effective_from: Mapped[dt.date]
    effective_to: Mapped[dt.date | None]


class Installation(Base):
    """One row per thing that was loaded, so that a second start leaves it alone."""

    __tablename__ = "installation"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
