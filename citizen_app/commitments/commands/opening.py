"""How each command on a commitment begins and ends."""

from __future__ import annotations

from citizen_app.commitments.models import Commitment
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import Fact, lock_wards, record
from citizen_app.core.workflow import check_version


def open_commitment(commitment: Commitment, version: int | None) -> None:
    """Wait for one's turn in the ward, and raise StaleVersion when somebody else was faster."""
    lock_wards([commitment.ward_id])
    check_version(commitment, version)


def record_fact(fact: Fact, actor: Actor, commitment: Commitment) -> None:
    """Write the change down with its fact."""
    db.session.flush()
    record(fact, actor=actor, ward_id=commitment.ward_id, subject=commitment)
