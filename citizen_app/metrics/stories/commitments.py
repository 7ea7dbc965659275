"""The story of a commitment: made, its date moved, kept, disputed."""

from __future__ import annotations

import datetime as dt
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
    overdue_span,
)


def read_commitment(lines: Sequence[Line], _calendar_of: CalendarOf) -> Told | None:
    """Return what a commitment adds to the indicators."""
    made, ward_id = first_of(lines, "CommitmentMade"), last_ward(lines)
    if made is None or ward_id is None:
        return None
    first_due = dt.date.fromisoformat(made.facts["due_on"])
    moves = [line for line in lines if line.kind == "CommitmentDateChanged"]
    due = dt.date.fromisoformat(moves[-1].facts["due_on"]) if moves else first_due
    done_on = _done_on(lines)
    kept_first = done_on is not None and done_on <= first_due
    shares = [
        Share("A10", first_due, int(kept_first), 1),
        Share("A11", day_of(made), int(bool(moves)), 1),
        Share("A23", day_of(made), 1, 0),
        *overdue_span("A24", due, done_on),
    ]
    if done_on is not None:
        disputed = first_of(lines, "CommitmentDisputed") is not None
        shares.append(Share("A12", done_on, int(disputed), 1))
    department = made.facts["department_id"]
    return Told(
        ward_id,
        tuple(shares),
        department=str(department) if department else "",
        seen=_seen_of(lines, made),
    )


def _seen_of(lines: Sequence[Line], made: Line) -> Seen:
    """Return who may know of a commitment; those made before that was recorded count as hidden."""
    told = [bool(made.facts.get("is_public"))]
    told += [bool(line.facts["is_public"]) for line in lines if line.kind == "CommitmentShown"]
    if told[-1]:
        return Seen.PUBLIC
    return Seen.ONCE_PUBLIC if any(told) else Seen.HIDDEN


def _done_on(lines: Sequence[Line]) -> dt.date | None:
    """Return the day it was reported done; a leader who takes it up again takes that back."""
    for line in reversed(lines):
        if line.kind == "CommitmentReopened":
            return None
        if line.kind == "CommitmentDone":
            return day_of(line)
    return None
