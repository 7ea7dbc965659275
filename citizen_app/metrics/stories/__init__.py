"""What the events of one thing say for the indicators: pure functions, a module per kind of thing.

A story is read from the events of its thing alone, oldest first, so the same events give the same
figures to whoever reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from citizen_app.core.calendar import WorkingCalendar
from citizen_app.metrics.stories.cases import left_by_case, read_case
from citizen_app.metrics.stories.commitments import read_commitment
from citizen_app.metrics.stories.difficulties import read_difficulty
from citizen_app.metrics.stories.questions import read_question
from citizen_app.metrics.stories.sessions import read_session
from citizen_app.metrics.stories.speakers import read_speaker
from citizen_app.metrics.stories.surveys import read_wave
from citizen_app.metrics.stories.telling import Line, Told

CalendarOf = Callable[[int], WorkingCalendar]
Reader = Callable[[Sequence[Line], CalendarOf], Told | None]
Leaver = Callable[[Sequence[Line]], Iterable[Told]]
READERS: Mapping[str, Reader] = {
    "report": read_case,
    "commitment": read_commitment,
    "difficulty": read_difficulty,
    "dialogue_question": read_question,
    "dialogue_session": read_session,
    "dialogue_speaker": read_speaker,
    "survey_wave": read_wave,
}
# What a thing leaves behind in the wards that handed it on; kept under a name of its own for each ward.
LEAVERS: Mapping[str, Leaver] = {"report": left_by_case}
LEFT = "@"


def tell_all(
    subject_type: str, lines: Sequence[Line], calendar_of: CalendarOf
) -> dict[str, Told | None]:
    """Return all that a thing tells, by the name under which it is kept: its kind, and kind@ward.

    A ward that it was seen in and that it tells nothing of has a None, so that what was kept goes.
    """
    told = READERS[subject_type](lines, calendar_of)
    found: dict[str, Told | None] = {subject_type: told}
    wards = {line.ward_id for line in lines if line.ward_id is not None}
    if subject_type in LEAVERS and len(wards) > 1:
        found |= {f"{subject_type}{LEFT}{ward_id}": None for ward_id in sorted(wards)}
        for one in LEAVERS[subject_type](lines):
            found[f"{subject_type}{LEFT}{one.ward_id}"] = one
    return found
