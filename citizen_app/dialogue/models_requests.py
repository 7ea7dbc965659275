"""Requests for a dialogue, and who asks for it: kept so that nobody can be read out of it.

A person is known by a digest of their personal identification number, keyed with the site's secret and
bound to the one request: the number itself is nowhere, and what somebody supports in two requests cannot
be joined. Both channels, the web and paper lists, write into one table with one unique constraint, so it
is the database that refuses to count anybody twice.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime
from citizen_app.dialogue.models import Session, one_of
from citizen_app.wards.models import Neighbourhood, Ward

REQUEST_STATES = (
    *("sent", "open", "reached", "planned", "held"),
    *("refused", "expired", "withdrawn"),
)
# Everyone may read it.
SHOWN_STATES = ("open", "reached", "planned", "held", "expired")
# Voters may still join.
JOINED_STATES = ("open", "reached")
APPEAL_OUTCOMES = ("", "open", "upheld", "overturned")


class DialogueRequest(Base):
    """A subject that voters want to talk about; `subject` and `reason` are the asker's own words.

    `needed` and `voters` are settled on the day on which enough had asked, and `hold_by` with them.
    """

    __tablename__ = "dialogue_request"
    __table_args__ = (
        CheckConstraint(one_of("state", REQUEST_STATES), name="state"),
        CheckConstraint("state <> 'refused' or ground <> ''", name="refused"),
        CheckConstraint(
            f"not ({one_of('state', SHOWN_STATES)}) or public_subject <> ''", name="shown"
        ),
        CheckConstraint("state <> 'reached' or reached_at is not null", name="reached"),
        CheckConstraint(
            "state not in ('planned','held') or session_id is not null", name="planned"
        ),
        CheckConstraint(one_of("appeal_outcome", APPEAL_OUTCOMES), name="appeal_outcome"),
        Index("ix_dialogue_request_ward", "ward_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    idempotency_digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    subject: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    reason: Mapped[str] = mapped_column(info=PERSONAL)
    public_subject: Mapped[str] = mapped_column(String(200), default="")
    public_reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(10), default="sent")
    ground: Mapped[str] = mapped_column(String(40), default="")
    explanation: Mapped[str] = mapped_column(default="")
    support_count: Mapped[int] = mapped_column(default=0)
    needed: Mapped[int | None]
    voters: Mapped[int | None]
    session_id: Mapped[int | None] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    sent_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    open_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    reached_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    hold_by: Mapped[dt.date | None]
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    # When what pointed to those who asked was erased.
    erased_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    appeal_text: Mapped[str] = mapped_column(default="", info=PERSONAL)
    appeal_outcome: Mapped[str] = mapped_column(String(10), default="")
    appeal_decision: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    ward: Mapped[Ward] = relationship()
    session: Mapped[Session | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this are held."""
        return self.ward_id


class RequestSheet(Base):
    """A paper list that the ward entered: how many lines, how many of them were new."""

    __tablename__ = "dialogue_request_sheet"
    __table_args__ = (CheckConstraint("counted >= 0 and counted <= line_count", name="counted"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("dialogue_request.id"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    line_count: Mapped[int]
    counted: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    neighbourhood: Mapped[Neighbourhood | None] = relationship()


class RequestSupport(Base):
    """One person asks for it too: by an account, or on a paper list."""

    __tablename__ = "dialogue_request_support"
    __table_args__ = (
        UniqueConstraint("request_id", "person_digest"),
        UniqueConstraint("request_id", "account_id"),
        CheckConstraint("account_id is null or sheet_id is null", name="one_channel"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("dialogue_request.id"))
    person_digest: Mapped[str] = mapped_column(String(64), info=PERSONAL)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    sheet_id: Mapped[int | None] = mapped_column(
        ForeignKey("dialogue_request_sheet.id"), index=True
    )
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
