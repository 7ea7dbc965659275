"""What waits on the desk of those who supervise teams."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import func, select

from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback.desk import DESK, DeskItem
from citizen_app.permissions import Permission
from citizen_app.teams.models import Alert, Team

HEADING = _l("Digital teams: please look")


def waiting(actor: Actor) -> list[DeskItem]:
    """Return the teams about which something unusual was noted and nobody has looked yet."""
    mine = actor.wards_with(Permission.TEAM_SUPERVISE)
    if mine is not None and not mine:
        return []
    query = (
        select(Team, func.count())
        .join(Alert, Alert.team_id == Team.id)
        .where(Alert.state == "open")
        .group_by(Team.id)
        .order_by(Team.name, Team.id)
    )
    if mine is not None:
        query = query.where(Alert.ward_id.in_(sorted(mine)))
    return [
        DeskItem(
            title=team.name,
            text=_("Unusual patterns that nobody has looked at: %(count)s", count=count),
            next_step=_("Look at them and note what you found out"),
            url=url_for("staff_teams.activity", code=team.code),
        )
        for team, count in db.session.execute(query)
    ]


def register() -> None:
    """Hang in, once."""
    if (HEADING, waiting) not in DESK:
        DESK.append((HEADING, waiting))
