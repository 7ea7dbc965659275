"""When a wave takes answers, and who may set the numbers that answers are weighted to."""

from __future__ import annotations

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.permissions import Permission
from citizen_app.surveys.models import Wave


def takes_answers(wave: Wave | None) -> bool:
    """Return whether answers are taken today: not after the last day, even if nobody closed it yet."""
    return wave is not None and wave.state == "open" and clock.today() <= wave.closes_on


def may_open_today(_actor: Actor, wave: Wave) -> bool:
    """Return whether a planned wave has days left."""
    return clock.today() < wave.closes_on


def may_set_population(actor: Actor, ward_id: int) -> bool:
    """Return whether the actor may enter how many adults belong to which group."""
    return actor.may(Permission.WARD_SETTINGS, ward_id)
