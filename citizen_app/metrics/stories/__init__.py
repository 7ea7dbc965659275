"""What the events of one thing say for the indicators: pure functions, a module per kind of thing.

A story is read from the events of its thing alone, oldest first, so the same events give the same
figures to whoever reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from citizen_app.core.calendar import WorkingCalendar
from citizen_app.metrics.stories.cases import read_case
from citizen_app.metrics.stories.commitments import read_commitment
from citizen_app.metrics.stories.difficulties import read_difficulty
from citizen_app.metrics.stories.questions import read_question
from citizen_app.metrics.stories.sessions import read_session
from citizen_app.metrics.stories.telling import Line, Told

Reader = Callable[[Sequence[Line], Callable[[int], WorkingCalendar]], Told | None]
READERS: Mapping[str, Reader] = {
    "report": read_case,
    "commitment": read_commitment,
    "difficulty": read_difficulty,
    "dialogue_question": read_question,
    "dialogue_session": read_session,
}
