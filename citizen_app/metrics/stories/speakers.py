"""The story of somebody who wanted to speak in a dialogue."""

from __future__ import annotations

from collections.abc import Sequence

from citizen_app.metrics.stories.telling import (
    CalendarOf,
    Line,
    Share,
    Told,
    day_of,
    first_of,
    last_ward,
)


def read_speaker(lines: Sequence[Line], _calendar_of: CalendarOf) -> Told | None:
    """Return a turn of speaking, by the neighbourhood that was said; who left the queue spoke not."""
    queued, spoke = first_of(lines, "SpeakerQueued"), first_of(lines, "SpeakerFinished")
    ward_id = last_ward(lines)
    if queued is None or spoke is None or ward_id is None:
        return None
    place = queued.facts["neighbourhood_id"]
    turn = Share("B13", day_of(spoke), 1, 0)
    return Told(ward_id, (turn,), neighbourhood=str(place) if place else "")
