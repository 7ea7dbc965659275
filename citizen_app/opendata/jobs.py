"""What the clock brings: a new version each night, after the figures were released and verified."""

from __future__ import annotations

import logging

from citizen_app.core.jobs import scheduled
from citizen_app.opendata.publishing import publish

log = logging.getLogger(__name__)


@scheduled(minute="30", hour="20")
def publish_tonight() -> None:
    """Make the day's version; 03:30 in the ward."""
    version = publish()
    if version is not None:
        log.info("open data: version %s published", version.name)
