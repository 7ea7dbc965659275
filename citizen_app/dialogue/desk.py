"""The clocks of dialogues on the desk of those who plan them, before they run out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.i18n import date_text
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.dialogue import clocks
from citizen_app.dialogue.models import Session
from citizen_app.feedback.desk import DESK, DeskItem
from citizen_app.permissions import Permission
from citizen_app.wards.deadlines import list_rules

MOST = 20


def clock_items(actor: Actor) -> list[DeskItem]:
    """Return the sessions whose notice is due within a week or late, and those whose results are owed."""
    rules_of = cache(list_rules)  # each ward's are read once, however many sessions there are
    items = [_item(session, rules_of) for session in _sessions(actor)]
    return [item for item in items if item is not None]


def _item(session: Session, rules_of: Callable[..., Any]) -> DeskItem | None:
    planned = session.state == "planned"
    limit = (
        clocks.notice_clock(session, rules_of(session.ward_id, clocks.NOTICE))
        if planned
        else clocks.results_clock(session, rules_of(session.ward_id, clocks.RESULTS))
    )
    if limit is None or (planned and not limit.is_soon):
        return None
    day = date_text(limit.last_day)
    text = (
        _("The notice must be published by %(day)s.", day=day)
        if planned
        else _("Results must be published by %(day)s.", day=day)
    )
    return DeskItem(
        title=session.title,
        text=text,
        next_step=_("Publish the notice") if planned else _("Publish the results"),
        url=url_for("staff_dialogue.show", code=session.code),
        is_late=limit.is_soon,
    )


def _sessions(actor: Actor) -> list[Session]:
    """Return the sessions to come that nobody knows of yet, and those held without published results."""
    if not actor.may_anywhere(Permission.DIALOGUE_PLAN):
        return []
    held = actor.wards_with(Permission.DIALOGUE_PLAN)
    to_come = (Session.state == "planned") & (Session.starts_at > clock.now())
    query = select(Session).where(or_(to_come, Session.state == "closed"))
    if held is not None:
        query = query.where(Session.ward_id.in_(sorted(held)))
    query = query.options(joinedload(Session.ward)).order_by(Session.starts_at, Session.id)
    return list(db.session.scalars(query.limit(MOST)))


def register() -> None:
    """Hang in, once."""
    if clock_items not in [items for _heading, items in DESK]:
        DESK.append((_l("Limits of dialogues"), clock_items))
