"""The story of a question to a dialogue: sent, shown or refused, answered."""

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
    last_ward,
)


def read_question(lines: Sequence[Line], _calendar_of: CalendarOf) -> Told | None:
    """Return what a question adds to the indicators; one that was taken back counts as sent only."""
    sent, ward_id = first_of(lines, "QuestionSent"), last_ward(lines)
    if sent is None or ward_id is None:
        return None
    day = day_of(sent)
    shares = [
        Share("B11", day, 1, 0),
        Share("B8", day, int(not sent.facts["has_account"]), 1),
    ]
    decided = first_of(lines, "QuestionApproved", "QuestionRefused", "QuestionMerged")
    if decided is not None:
        shares.append(Share("B3", day, int(not _stays_hidden(lines)), 1))
    appeal = first_of(lines, "AppealDecided")
    if appeal is not None:
        overturned = appeal.facts["outcome"] == "overturned"
        shares.append(Share("B9", day_of(appeal), int(overturned), 1))
    place = sent.facts["neighbourhood_id"]
    field = next(
        (one.facts["category"] for one in reversed(lines) if one.facts.get("category")), ""
    )
    return Told(
        ward_id,
        tuple(shares),
        neighbourhood=str(place) if place else "",
        field=str(field),
        seen=_seen_of(lines),
    )


def _seen_of(lines: Sequence[Line]) -> Seen:
    """Return who may know of a question (dialogue.policies.is_shown)."""
    seen, was_public = Seen.UNDECIDED, False
    for line in lines:
        if line.kind == "QuestionApproved" or _overturns(line):
            seen, was_public = Seen.PUBLIC, True
        elif line.kind == "QuestionGivenBack":
            seen = Seen.UNDECIDED
        elif line.kind in {"QuestionRefused", "QuestionMerged", "QuestionWithdrawn"}:
            seen = Seen.HIDDEN
    return Seen.ONCE_PUBLIC if was_public and seen != Seen.PUBLIC else seen


def _overturns(line: Line) -> bool:
    return line.kind == "AppealDecided" and line.facts["outcome"] == "overturned"


def _stays_hidden(lines: Sequence[Line]) -> bool:
    """Return whether the last word is that it is not shown."""
    for line in reversed(lines):
        if line.kind in {"QuestionApproved", "QuestionMerged"}:
            return False
        if line.kind == "AppealDecided":
            return bool(line.facts["outcome"] != "overturned")
        if line.kind == "QuestionRefused":
            return True
    return False
