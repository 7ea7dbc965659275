"""Cases about the same thing, in whatever words: before sending, while screening, for merging."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from citizen_app.core import search
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.feedback import policies
from citizen_app.feedback.commands.indexing import staff_tag, ward_tag
from citizen_app.feedback.models import Report
from citizen_app.wards.models import Category, Ward

MOST = 5
# So many of the nearest are read; some of them the reader may not see.
READ = 40
SAME_FIELD, NEAR_FIELD = 1.25, 1.12


def similar_public(
    ward: Ward, text: str, *, category: Category | None = None, most: int = MOST
) -> Sequence[Report]:
    """Return the ward's public cases that come nearest to a text, those of its field rather than others."""
    corner = search.Corner("public", Report.__tablename__, (ward_tag(ward.code),))
    near = search.resembling(text, corner)[:READ]
    allowed = [Report.holder_ward_id == ward.id, policies.publicly_visible()]
    return _nearest(near, allowed, category, most)


def similar_for_staff(actor: Actor, report: Report, *, most: int = MOST) -> Sequence[Report]:
    """Return other cases of the same ward that the actor may read and that come nearest."""
    corner = search.Corner("staff", Report.__tablename__, (staff_tag(report.holder.code),))
    near = search.resembling(f"{report.text} {report.place}", corner)[: READ + 1]
    allowed = [
        Report.holder_ward_id == report.holder_ward_id,
        Report.id != report.id,
        Report.state != "merged",
        policies.visible_to_staff(actor),
    ]
    return _nearest(near, allowed, report.category, most)


def _nearest(
    near: Sequence[tuple[int, float]],
    allowed: Sequence[ColumnElement[bool]],
    category: Category | None,
    most: int,
) -> Sequence[Report]:
    if not near:
        return []
    nearness = dict(near)
    query = (
        select(Report)
        .where(Report.id.in_(nearness), *allowed)
        .options(joinedload(Report.category), joinedload(Report.neighbourhood))
    )
    rows = db.session.scalars(query).unique().all()
    return sorted(
        rows, key=lambda row: (-nearness[row.id] * _by_field(category, row.category), -row.id)
    )[:most]


def _by_field(wanted: Category | None, found: Category | None) -> float:
    """Return how much nearer a case is for its field: the same one, or one under the same parent."""
    if wanted is None or found is None:
        return 1.0
    if wanted.id == found.id:
        return SAME_FIELD
    return NEAR_FIELD if _top(wanted) == _top(found) else 1.0


def _top(category: Category) -> int:
    return category.parent_id or category.id
