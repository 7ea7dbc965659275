"""The slip of a question opens with code and PIN on the page for all slips."""

from __future__ import annotations

from citizen_app.dialogue import policies
from citizen_app.dialogue.queries import questions
from citizen_app.feedback.opening import Opener, add_opener


def register() -> None:
    """Say how a question's slip is opened."""
    add_opener(
        Opener(
            "CH",
            questions.find_question,
            questions.has_pin,
            policies.is_asker,
            "dialogue.own_question",
        )
    )
