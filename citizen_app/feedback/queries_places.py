"""A few public cases of each of some neighbourhoods, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from citizen_app.core.db import db
from citizen_app.feedback import policies
from citizen_app.feedback.models import Answer, Report
from citizen_app.feedback.queries import CARD
from citizen_app.feedback.states import FILTERS
from citizen_app.wards.models import Ward


def open_in(ward: Ward, places: Iterable[int], most: int) -> Sequence[Report]:
    """Return the public cases that the ward works on, at most so many of each neighbourhood."""
    going = Report.state.in_(FILTERS["dang-xu-ly"][1])
    numbers = _newest(ward, places, most, going, Report.sent_at)
    query = select(Report).where(Report.id.in_(numbers)).options(*CARD)
    return db.session.scalars(query.order_by(Report.sent_at.desc(), Report.id.desc())).all()


def answered_in(ward: Ward, places: Iterable[int], most: int) -> Sequence[Report]:
    """Return the published answers with their text, at most so many of each neighbourhood."""
    over = Report.state.in_(FILTERS["da-tra-loi"][1]) & Report.published_at.is_not(None)
    numbers = _newest(ward, places, most, over, Report.published_at)
    query = select(Report).where(Report.id.in_(numbers))
    loaded = query.options(*CARD, selectinload(Report.answers).selectinload(Answer.versions))
    return (
        db.session.scalars(loaded.order_by(Report.published_at.desc(), Report.id.desc()))
        .unique()
        .all()
    )


def _newest(
    ward: Ward, places: Iterable[int], most: int, wanted: ColumnElement[bool], at: object
) -> Sequence[int]:
    order = (at.desc(), Report.id.desc())  # type: ignore[attr-defined]
    turn = func.row_number().over(partition_by=Report.neighbourhood_id, order_by=order)
    ranked = (
        select(Report.id, turn.label("turn"))
        .where(Report.holder_ward_id == ward.id, policies.publicly_visible(), wanted)
        .where(Report.neighbourhood_id.in_(sorted(places)))
        .subquery()
    )
    return db.session.scalars(select(ranked.c.id).where(ranked.c.turn <= most)).all()
