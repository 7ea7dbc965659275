"""Booklets of printed sheets, and what was entered from a sheet.

A sheet is printed with the code that its case will bear and with a PIN under a fold; the row knows the
PIN's digest alone. docs/adr/0027 says why.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime
from citizen_app.teams.models import Team
from citizen_app.wards.models import Neighbourhood, Ward


class Booklet(Base):
    """Some sheets that go from hand to hand together.

    `key` makes the PINs; it is there until the booklet is handed out, no longer, so that nobody can print
    a second copy or look a PIN up.
    """

    __tablename__ = "paper_booklet"
    __table_args__ = (
        CheckConstraint("sheet_count between 1 and 50", name="sheet_count"),
        CheckConstraint("handed_out_at is null or key = ''", name="key_gone"),
        Index("ix_paper_booklet_ward", "ward_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    sheet_count: Mapped[int]
    key: Mapped[str] = mapped_column(String(43), default="")
    ordered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ordered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    # Who has it: a team member or a desk.
    holder: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    handed_out_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    blocked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    # Why it is blocked, or why it was given free again.
    block_note: Mapped[str] = mapped_column(String(300), default="", info=PERSONAL)
    version: Mapped[int] = mapped_column()

    ward: Mapped[Ward] = relationship()
    neighbourhood: Mapped[Neighbourhood | None] = relationship()
    sheets: Mapped[list[Sheet]] = relationship(back_populates="booklet", order_by="Sheet.place")

    __mapper_args__ = {"version_id_col": version}


class Sheet(Base):
    """One numbered sheet with its slip. `number` is the code that its case bears once there is one."""

    __tablename__ = "paper_sheet"
    __table_args__ = (
        CheckConstraint(
            "state in ('printed','handed_out','entered','checked','blocked')", name="state"
        ),
        UniqueConstraint("booklet_id", "place"),
        Index("ix_paper_sheet_state", "ward_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    booklet_id: Mapped[int] = mapped_column(ForeignKey("paper_booklet.id"))
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    place: Mapped[int]
    pin_digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default="printed")
    # Why one sheet of a blocked booklet was let in, or why an entry was given back.
    note: Mapped[str] = mapped_column(String(300), default="", info=PERSONAL)
    version: Mapped[int] = mapped_column()

    booklet: Mapped[Booklet] = relationship(back_populates="sheets")
    entry: Mapped[Entry | None] = relationship(back_populates="sheet")

    __mapper_args__ = {"version_id_col": version}

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this are held."""
        return self.ward_id


class Entry(Base):
    """What somebody typed from a sheet: one a sheet, for ever; a case once a second person compared it.

    `fields` holds the words until then and is empty afterwards: they are the case's. `corrected` names
    the fields that the second person mended. `team` and `neighbourhood` tell for whom a helper entered it,
    and where; both are None for the desk.
    """

    __tablename__ = "paper_entry"
    __table_args__ = (
        CheckConstraint("checked_by is null or checked_by <> entered_by", name="four_eyes"),
        CheckConstraint("(checked_by is null) = (report_id is null)", name="case"),
        CheckConstraint("(team_id is null) = (neighbourhood_id is null)", name="helped"),
    )

    sheet_id: Mapped[int] = mapped_column(ForeignKey("paper_sheet.id"), primary_key=True)
    form_digest: Mapped[str] = mapped_column(String(64))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, info=PERSONAL)
    received_on: Mapped[dt.date]
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    corrected: Mapped[list[str]] = mapped_column(JSON, default=list)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"), unique=True)

    sheet: Mapped[Sheet] = relationship(back_populates="entry")
    clerk: Mapped[Account] = relationship(foreign_keys=[entered_by])
    team: Mapped[Team | None] = relationship()
    neighbourhood: Mapped[Neighbourhood | None] = relationship()
