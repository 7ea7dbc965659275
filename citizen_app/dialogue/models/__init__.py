"""Dialogues: sessions and the questions that people send to them."""

from __future__ import annotations

from citizen_app.dialogue.models.questions import (
    OUTCOMES,
    QUESTION_STATES,
    Appeal,
    Question,
    QuestionContact,
    QuestionSupport,
    QuestionWords,
)
from citizen_app.dialogue.models.sessions import (
    KNOWN,
    STATES,
    AgendaItem,
    Form,
    Kind,
    Session,
    SessionCluster,
    SessionDepartment,
    SessionFollow,
    Topic,
    one_of,
)

__all__ = [
    "KNOWN",
    "OUTCOMES",
    "QUESTION_STATES",
    "STATES",
    "AgendaItem",
    "Appeal",
    "Form",
    "Kind",
    "Question",
    "QuestionContact",
    "QuestionSupport",
    "QuestionWords",
    "Session",
    "SessionCluster",
    "SessionDepartment",
    "SessionFollow",
    "Topic",
    "one_of",
]
