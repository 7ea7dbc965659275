"""How many voters a ward has: what shares of them are counted from."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from citizen_app.core.db import Base, UtcDateTime


class VoterCount(Base):
    """The number of voters on a day, with the source that anyone can check. Earlier ones stay."""

    __tablename__ = "voter_count"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        Index("ix_voter_count_ward", "ward_id", "as_of", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    number: Mapped[int]
    as_of: Mapped[dt.date]
    source: Mapped[str] = mapped_column(String(300))
    entered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
