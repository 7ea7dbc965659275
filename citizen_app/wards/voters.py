"""The number of voters of a ward, as its administrator entered it last."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from citizen_app.core.db import db
from citizen_app.wards.models_voters import VoterCount


def voters_of(ward_id: int) -> VoterCount | None:
    """Return the newest number by its day, the one entered last among those of one day."""
    return next(iter(list_voter_counts(ward_id, most=1)), None)


def list_voter_counts(ward_id: int, *, most: int = 50) -> Sequence[VoterCount]:
    """Return the numbers of a ward, the newest first."""
    return db.session.scalars(
        select(VoterCount)
        .where(VoterCount.ward_id == ward_id)
        .order_by(VoterCount.as_of.desc(), VoterCount.id.desc())
        .limit(most)
    ).all()
