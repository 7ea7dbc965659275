"""The story of somebody who could not do it: one task begun on this site and not finished."""

from __future__ import annotations

from collections.abc import Sequence

from citizen_app.metrics.stories.telling import (
    CalendarOf,
    Line,
    Seen,
    Share,
    Told,
    day_of,
    first_of,
)

SENDING = "gui"


def read_difficulty(lines: Sequence[Line], _calendar_of: CalendarOf) -> Told | None:
    """Return what a difficulty adds: sending that was begun, not finished; other tasks count nowhere yet."""
    told = first_of(lines, "DifficultyRecorded")
    if told is None or told.ward_id is None or told.facts["task"] != SENDING:
        return None
    place = told.facts["neighbourhood_id"]
    share = Share("T8", day_of(told), 0, 1)
    return Told(told.ward_id, (share,), neighbourhood=str(place or ""), seen=Seen.HIDDEN)
