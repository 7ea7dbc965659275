"""What keeps the seal on a sender's words from being guessed."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from citizen_app.core.db import PERSONAL, Base, BigId


class SentWords(Base):
    """The salt of the digest that the log holds of a report's words.

    It goes when the words are erased: what the log holds is then a number that tells nobody anything.
    """

    __tablename__ = "sent_words"

    report_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("report.id"), primary_key=True, autoincrement=False
    )
    salt: Mapped[str] = mapped_column(String(32), info=PERSONAL)
