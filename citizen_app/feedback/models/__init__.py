"""Reports and what belongs to them, a file per side of the matter."""

from __future__ import annotations

from citizen_app.feedback.models.answers import (
    Answer,
    AnswerCorrection,
    AnswerDraft,
    AnswerVersion,
    Judgement,
)
from citizen_app.feedback.models.handling import (
    Concern,
    Draft,
    Extension,
    Reception,
    Reminder,
    Transfer,
)
from citizen_app.feedback.models.report import (
    CLOCK_RUNS,
    STATES,
    Confinement,
    Fixed,
    Kind,
    NotifyBy,
    Report,
    ReportContact,
    Visibility,
    one_of,
)
from citizen_app.feedback.models.talking import (
    Follow,
    Message,
    Note,
    NoteMention,
    Subscription,
    Support,
)

__all__ = [
    "CLOCK_RUNS",
    "STATES",
    "Answer",
    "AnswerCorrection",
    "AnswerDraft",
    "AnswerVersion",
    "Concern",
    "Confinement",
    "Draft",
    "Extension",
    "Fixed",
    "Follow",
    "Judgement",
    "Kind",
    "Message",
    "Note",
    "NoteMention",
    "NotifyBy",
    "Reception",
    "Reminder",
    "Report",
    "ReportContact",
    "Subscription",
    "Support",
    "Transfer",
    "Visibility",
    "one_of",
]
