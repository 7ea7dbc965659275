"""Searching cases as staff: narrowed by the index itself to the wards whose cases the actor may read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from citizen_app.core import search
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.feedback.commands.indexing import staff_tag
from citizen_app.feedback.models import Report
from citizen_app.permissions import Permission
from citizen_app.wards.models import Ward


def search_for_staff(actor: Actor, typed: str) -> Select[Any]:
    """Return a select of (subject_id, rank) of what staff typed; who may see a case is the caller's rule."""
    return find_for_staff(actor, typed).select()


def find_for_staff(actor: Actor, typed: str) -> search.Found:
    """Find cases among those of the actor's wards; in all wards for whom the city has given them."""
    held = actor.wards_with(Permission.REPORT_READ)
    if held is None:
        return search.find(typed, search.Corner("staff", Report.__tablename__))
    codes = db.session.scalars(select(Ward.code).where(Ward.id.in_(held)).order_by(Ward.code))
    tags = tuple(staff_tag(code) for code in codes)
    if not tags:
        return search.Found(())
    return search.find(typed, search.Corner("staff", Report.__tablename__, tags))
