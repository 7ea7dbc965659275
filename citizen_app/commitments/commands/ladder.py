"""The ladder for late commitments: which rung was reached is stored, and told once for each date."""

from __future__ import annotations

from sqlalchemy import select

from citizen_app.commitments.events import CommitmentsLate
from citizen_app.commitments.models import Commitment, Escalated
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db
from citizen_app.core.events import record
from citizen_app.wards.models import Ward


def note_rung(commitment: Commitment, rung: str) -> bool:
    """Note that a rung was reached for the date that a commitment has; return False if it was known."""
    known = select(Escalated.id).where(
        Escalated.commitment_id == commitment.id,
        Escalated.rung == rung,
        Escalated.due_on == commitment.due_on,
    )
    if db.session.scalar(known) is not None:
        return False
    row = Escalated(
        commitment_id=commitment.id, rung=rung, due_on=commitment.due_on, at=clock.now()
    )
    db.session.add(row)
    db.session.flush()
    return True


def tell_of_late(ward_id: int, tell: str, commitment_ids: list[int]) -> None:
    """Have some people of a ward told of commitments that are late, in one mail for each of them."""
    ward = db.session.get_one(Ward, ward_id)
    fact = CommitmentsLate(tell, commitment_ids)
    record(fact, actor=SYSTEM, ward_id=ward_id, subject=ward)
