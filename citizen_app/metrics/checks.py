"""The last verification of a ward's figures."""

from __future__ import annotations

from sqlalchemy import select

from citizen_app.core.db import db
from citizen_app.metrics.models import MetricCheck
from citizen_app.wards.models import Ward


def last_check(ward: Ward) -> MetricCheck | None:
    """Return the last comparison of a ward's figures with its events."""
    query = select(MetricCheck).where(MetricCheck.ward_id == ward.id)
    return db.session.scalar(query.order_by(MetricCheck.id.desc()).limit(1))
