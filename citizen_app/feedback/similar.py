"""Cases about the same thing, in whatever words: before sending, while screening, for merging."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from citizen_app.core import search
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.feedback import policies
from citizen_app.feedback.commands.indexing import ward_tag
from citizen_app.feedback.models import Report
from citizen_app.wards.models import Category, Ward

MOST = 5


def similar_public(
    ward: Ward, text: str, *, category: Category | None = None, most: int = MOST
) -> Sequence[Report]:
    """Return the ward's public cases that come nearest to a text, the same field first."""
    near = search.resembling(text, "public", Report.__tablename__, ward_tag(ward)).subquery()
    query = (
        select(Report)
        .join(near, near.c.subject_id == Report.id)
        .where(Report.holder_ward_id == ward.id, policies.publicly_visible())
        .options(joinedload(Report.category), joinedload(Report.neighbourhood))
        .order_by(near.c.rank, Report.id.desc())
        .limit(most)
    )
    return db.session.scalars(query).unique().all()


def similar_for_staff(actor: Actor, report: Report, *, most: int = MOST) -> Sequence[Report]:
    """Return other cases of the same ward that the actor may read and that come nearest."""
    near = search.resembling(report.text, "staff", Report.__tablename__).subquery()
    query = (
        select(Report)
        .join(near, near.c.subject_id == Report.id)
        .where(
            Report.holder_ward_id == report.holder_ward_id,
            Report.id != report.id,
            Report.state != "merged",
            policies.visible_to_staff(actor),
        )
        .options(joinedload(Report.category), joinedload(Report.neighbourhood))
        .order_by(near.c.rank, Report.id.desc())
        .limit(most)
    )
    return db.session.scalars(query).unique().all()
