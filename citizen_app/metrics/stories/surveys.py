"""The story of a survey: what its closing published, as numbers of people; nothing of single answers."""

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

# The indicator of each question of the questionnaire, and whether it counts those who do NOT say so.
OF_QUESTION: dict[str, tuple[str, bool]] = {
    "budget_published": ("K10", False),
    "budget_read": ("T5", False),
    "contact_good": ("A28", False),
    "reply_good": ("A29", False),
    "appealed": ("L9", False),
    "safe": ("T6", True),  # the question counts those who feel unsafe
    "asked_for_money": ("T4", False),
}


def read_wave(lines: Sequence[Line], _calendar_of: CalendarOf) -> Told | None:
    """Return a wave's figures on the day it closed; questions with fewer than 15 answers have none."""
    closed, ward_id = first_of(lines, "SurveyClosed"), last_ward(lines)
    if closed is None or ward_id is None:
        return None
    counts = closed.facts.get("counts", {})  # waves that closed before carried none
    shares = []
    for question, (people, asked) in sorted(counts.items()):
        if question in OF_QUESTION:
            code, is_opposite = OF_QUESTION[question]
            num = asked - people if is_opposite else people
            shares.append(Share(code, day_of(closed), num, asked))
    return Told(ward_id, tuple(shares))
