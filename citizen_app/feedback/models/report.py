"""Reports and what belongs to them.

The sender's own words, name and contact are PERSONAL; `title` and `public_text` are what the public
reads, after screening. Contact data lie in a table of their own, so that they can be erased while the
case, its answer and its events remain.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    TextClause,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime
from citizen_app.wards.models import Category, Department, Neighbourhood, Ward

if TYPE_CHECKING:
    from citizen_app.feedback.models.answers import Answer
    from citizen_app.feedback.models.handling import Concern, Extension


class Kind(StrEnum):
    """What a resident sends (phản ánh, kiến nghị, góp ý, câu hỏi)."""

    REPORT = "report"
    PROPOSAL = "proposal"
    SUGGESTION = "suggestion"
    QUESTION = "question"


class Visibility(StrEnum):
    """Who may read a case: its sender and the ward until it is screened, then everyone or not."""

    PENDING = "pending"
    PUBLIC = "public"
    PRIVATE = "private"


class Confinement(StrEnum):
    """Who alone may read a case beyond what "private" says: the accused does not judge.

    A denunciation is the reception clerk's (Law on Denunciations 2018 art. 9, 22-23); a report about
    somebody of the ward is its leaders'; one about a leader goes to the city.
    """

    NONE = ""
    CLERK = "clerk"
    LEADER = "leader"
    CITY = "city"


class NotifyBy(StrEnum):
    """How the sender wants to be told."""

    EMAIL = "email"
    SMS = "sms"
    ZALO = "zalo"


class Fixed(StrEnum):
    """Whether the matter itself is put right: a fact apart from "answered"."""

    UNKNOWN = "unknown"
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


STATES = (
    "received,screening,assigned,in_progress,waiting_resident,drafted,returned,approved,published,"
    "closed,forwarded,merged,refused,withdrawn,reopened"
).split(",")

# The states in which somebody still waits, written out: a part index serves only a query that says
# the very same.
STILL_OPEN = text(
    "report.state in ('received','screening','assigned','in_progress','waiting_resident','drafted',"
    "'returned','approved','reopened')"
)
IN_OPEN_INDEX = text(STILL_OPEN.text.replace("report.", ""))
CONFINED = text("report.confined_to <> ''")
IN_CONFINED_INDEX = text(CONFINED.text.replace("report.", ""))


def part_index(name: str, *columns: str, where: TextClause) -> Index:
    """Return an index over some of the rows."""
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


# The ward has the case and its clock runs; the same as WITH_WARD of the workflow, which a test holds.
CLOCK_RUNS = (
    "state in ('approved','assigned','drafted','in_progress','received','reopened','returned',"
    "'screening')"
)
# Written out, not as parameters: only so the engines know that the part index holds all there is.
RUNNING = text(f"report.{CLOCK_RUNS}")


def of_public(name: str, *columns: str, condition: str = "") -> Index:
    """Return an index over public cases alone: what is not public costs it nothing."""
    where = text("visibility = 'public'" + (f" and {condition}" if condition else ""))
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


def one_of(column: str, values: list[str] | type[StrEnum]) -> str:
    """Return a CHECK that repeats a list of allowed values."""
    return f"{column} in ({','.join(repr(str(value)) for value in values)})"


class Report(Base):
    """One case: what a resident sent to a ward, and where it stands."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint(one_of("visibility", Visibility), name="visibility"),
        CheckConstraint(one_of("fixed", Fixed), name="fixed"),
        CheckConstraint(one_of("confined_to", Confinement), name="confined_to"),
        CheckConstraint("state <> 'merged' or merged_into_id is not null", name="merged"),
        CheckConstraint("state <> 'published' or published_at is not null", name="published"),
        UniqueConstraint("external_source", "external_id"),
        Index("ix_report_public", "holder_ward_id", "visibility", "sent_at", "id"),
        Index("ix_report_supported", "holder_ward_id", "visibility", "support_count", "id"),
        of_public("ix_report_field", "holder_ward_id", "category_id", "sent_at", "id"),
        of_public("ix_report_place", "holder_ward_id", "neighbourhood_id", "sent_at", "id"),
        # What waits in a ward and how much of it is late; what it answered lately and how much of it in
        # time: counted from the index alone, for which it holds all columns that make a case public.
        of_public(
            "ix_report_late",
            *("holder_ward_id", "due_at", "id", "state", "confined_to"),
            condition=CLOCK_RUNS,
        ),
        Index(
            "ix_report_answered",
            *("holder_ward_id", "visibility", "published_at", "state", "due_at", "confined_to"),
        ),
        Index("ix_report_inbox", "holder_ward_id", "state", "due_at", "id"),
        Index("ix_report_handler", "handler_id", "state"),
        Index("ix_report_sent", "holder_ward_id", "sent_at", "id"),
        Index("ix_report_state_sent", "holder_ward_id", "state", "sent_at", "id"),
        part_index("ix_report_open_due", "holder_ward_id", "due_at", "id", where=IN_OPEN_INDEX),
        part_index("ix_report_open_sent", "holder_ward_id", "sent_at", "id", where=IN_OPEN_INDEX),
        part_index(
            "ix_report_open_supported",
            "holder_ward_id",
            "support_count",
            "id",
            where=IN_OPEN_INDEX,
        ),
        part_index("ix_report_confined", "confined_to", "due_at", "id", where=IN_CONFINED_INDEX),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    idempotency_digest: Mapped[str] = mapped_column(String(64), unique=True)
    pin_digest: Mapped[str] = mapped_column(String(64), default="")
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    holder_ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    channel: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    text: Mapped[str] = mapped_column(info=PERSONAL)
    title: Mapped[str] = mapped_column(String(200))
    public_text: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(String(300), default="", info=PERSONAL)
    public_place: Mapped[str] = mapped_column(String(300), default="")
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    lat: Mapped[float | None] = mapped_column(info=PERSONAL)
    lon: Mapped[float | None] = mapped_column(info=PERSONAL)
    privacy_asked: Mapped[bool] = mapped_column(default=False)
    name_shown: Mapped[bool] = mapped_column(default=False)
    is_restricted: Mapped[bool] = mapped_column(default=False)
    # Who the report is about, in the sender's words; read only by those whom `confined_to` names.
    accused_text: Mapped[str] = mapped_column(String(300), default="", info=PERSONAL)
    confined_to: Mapped[str] = mapped_column(String(10), default=Confinement.NONE)
    support_count: Mapped[int] = mapped_column(default=0)
    visibility: Mapped[str] = mapped_column(String(10), default=Visibility.PENDING)
    state: Mapped[str] = mapped_column(String(20), default="received")
    fixed: Mapped[str] = mapped_column(String(10), default=Fixed.UNKNOWN)
    version: Mapped[int] = mapped_column()
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    due_basis: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    forwarded_to: Mapped[str] = mapped_column(String(200), default="")
    decision_text: Mapped[str] = mapped_column(default="")
    refusal_ground: Mapped[str] = mapped_column(String(40), default="")
    # Where the sender of a refused report can go instead.
    next_step: Mapped[str] = mapped_column(default="")
    # Why an answer is late, as the public reads it.
    delay_reason: Mapped[str] = mapped_column(default="")
    delay_explained_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    external_source: Mapped[str | None] = mapped_column(String(40))
    external_id: Mapped[str | None] = mapped_column(String(80))

    ward: Mapped[Ward] = relationship(foreign_keys=[ward_id])
    holder: Mapped[Ward] = relationship(foreign_keys=[holder_ward_id])
    category: Mapped[Category | None] = relationship()
    neighbourhood: Mapped[Neighbourhood | None] = relationship()
    department: Mapped[Department | None] = relationship()
    handler: Mapped[Account | None] = relationship(foreign_keys=[handler_id])
    contact: Mapped[ReportContact | None] = relationship(
        back_populates="report", cascade="all, delete-orphan"
    )
    answers: Mapped[list[Answer]] = relationship(back_populates="report", order_by="Answer.id")
    merged_into: Mapped[Report | None] = relationship(remote_side=[id])
    concerns: Mapped[list[Concern]] = relationship(order_by="Concern.id", viewonly=True)
    extensions: Mapped[list[Extension]] = relationship(order_by="Extension.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this case are held: the one that holds it now."""
        return self.holder_ward_id

    @property
    def answer(self) -> Answer | None:
        """Return the newest answer, published or not."""
        return self.answers[-1] if self.answers else None

    @property
    def published_answers(self) -> list[Answer]:
        """Return every answer that people may read, oldest first."""
        return [answer for answer in self.answers if answer.published_at is not None]

    @property
    def open_extension(self) -> Extension | None:
        """Return the wish for more time that nobody has decided yet."""
        return next((e for e in self.extensions if e.outcome == "open"), None)

    @property
    def published_answer(self) -> Answer | None:
        """Return the newest answer that people may read."""
        return self.published_answers[-1] if self.published_answers else None


class ReportContact(Base):
    """How to reach the sender; erasable without touching the case."""

    __tablename__ = "report_contact"
    __table_args__ = (CheckConstraint(one_of("notify_by", NotifyBy), name="notify_by"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    email: Mapped[str] = mapped_column(String(254), default="", info=PERSONAL)
    phone: Mapped[str] = mapped_column(String(20), default="", info=PERSONAL)
    notify_by: Mapped[str] = mapped_column(String(10), default=NotifyBy.EMAIL)

    report: Mapped[Report] = relationship(back_populates="contact")
