"""Who may still change an entry of the log of visits and training."""

from __future__ import annotations

import datetime as dt

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.plain_help.models import Outing
from citizen_app.teams.policies import places_of

DAYS_BACK = 31


def earliest_day() -> dt.date:
    """Return the earliest day that may be written down, or corrected, today."""
    return clock.today() - dt.timedelta(days=DAYS_BACK)


def may_change(actor: Actor, outing: Outing) -> bool:
    """Return whether the actor may correct an entry or take it back.

    Their own, as a member, while they help in its neighbourhood and its day might still be written down.
    """
    own = not actor.is_staff and actor.account_id == outing.recorded_by
    here = outing.neighbourhood_id in places_of(actor, outing.ward_id)
    return own and here and outing.taken_back_at is None and outing.day >= earliest_day()
