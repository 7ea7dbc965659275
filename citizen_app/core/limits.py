"""Limits on repeated tries (sign-in, codes, PINs, sending), counted in the database.

Counted there so that every worker and every server sees the same number. What is limited is kept
as a digest: neither addresses nor accounts can be read from this table.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Index, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from citizen_app.core import clock
from citizen_app.core.db import Base, BigId, UtcDateTime, db
from citizen_app.core.errors import TooManyTries
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.ids import token_digest


class Try(Base):
    """One counted try."""

    __tablename__ = "limit_try"
    __table_args__ = (Index("ix_limit_try_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Limit:
    """At most `most` tries within `window`."""

    name: str
    most: int
    window: dt.timedelta

    def key(self, who: str) -> str:
        """Return the digest under which tries of `who` are counted."""
        return token_digest(f"{self.name}\x1f{who}")

    def check(self, who: str) -> None:
        """Raise TooManyTries when the limit is reached."""
        since = clock.now() - self.window
        count = db.session.scalar(
            select(func.count()).select_from(Try).where(Try.key == self.key(who), Try.at > since)
        )
        if (count or 0) >= self.most:
            minutes = int(self.window.total_seconds() // 60)
            raise TooManyTries(
                _l("Too many tries. Please try again in %(minutes)s minutes.", minutes=minutes)
            )

    def count(self, who: str) -> None:
        """Count one try."""
        db.session.add(Try(key=self.key(who), at=clock.now()))
        db.session.flush()

    def take(self, who: str) -> None:
        """Count one try, or raise TooManyTries."""
        self.check(who)
        self.count(who)

    def forget(self, who: str) -> None:
        """Forget the tries of `who`: the right password came."""
        db.session.execute(delete(Try).where(Try.key == self.key(who)))


def forget_old(days: int = 2) -> int:
    """Remove tries older than `days`; return how many."""
    result = db.session.execute(delete(Try).where(Try.at < clock.now() - dt.timedelta(days=days)))
    return int(getattr(result, "rowcount", 0))
