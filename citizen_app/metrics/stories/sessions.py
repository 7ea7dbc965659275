"""The story of a dialogue: announced in time, held, its results published in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from citizen_app.core import clock
from citizen_app.metrics.stories.telling import (
    CalendarOf,
    Line,
    Share,
    Told,
    day_of,
    first_of,
    last_ward,
    moment_of,
)


def read_session(lines: Sequence[Line], _calendar_of: CalendarOf) -> Told | None:
    """Return what a session adds to the indicators (Law 72/2025/QH15 art. 43)."""
    told = [line for line in lines if line.kind in {"DialogueAnnounced", "DialogueNoticeChanged"}]
    ward_id = last_ward(lines)
    if not told or ward_id is None or first_of(lines, "DialogueCancelled") is not None:
        return None
    day = clock.local_date(moment_of(told[-1].facts["starts_at"]))
    shares = [Share("B2", day, int(told[-1].facts["is_in_time"]), 1)]
    closed = first_of(lines, "DialogueClosed")
    if closed is None:
        return Told(ward_id, tuple(shares))
    held_on = day_of(closed)
    answered, left = closed.facts["answered"], closed.facts["unanswered"]
    shares.append(Share("B1", held_on, 1, 0))
    if answered + left:
        shares.append(Share("A14", held_on, answered, answered + left))
    results_due = closed.facts.get("results_due_on")
    if results_due:
        published = first_of(lines, "DialogueResultsPublished")
        in_time = published is not None and published.facts["is_in_time"]
        shares.append(Share("A13", dt.date.fromisoformat(results_due), int(in_time), 1))
    shares += _of_outcomes(lines)
    marks = [line for line in lines if line.kind == "AttendanceMarked"]
    if marks:
        shares.append(Share("B7", held_on, marks[-1].facts["people"], 0))
    return Told(ward_id, tuple(shares))


def _of_outcomes(lines: Sequence[Line]) -> list[Share]:
    """Return how many questions were only "noted", on the day the results were published."""
    published = first_of(lines, "DialogueResultsPublished")
    outcomes = published.facts.get("outcomes", {}) if published is not None else {}
    if published is None or not outcomes:
        return []
    return [Share("A30", day_of(published), outcomes.get("noted", 0), sum(outcomes.values()))]
