"""What the clock brings: visits that were left are forgotten, every minute."""

from __future__ import annotations

from citizen_app.core.db import transaction
from citizen_app.core.jobs import scheduled
from citizen_app.kiosk.commands import wipe_left_visits


@scheduled(minute="*")
def wipe_visits() -> None:
    """Forget what somebody left behind on a screen."""
    with transaction():
        wipe_left_visits()
