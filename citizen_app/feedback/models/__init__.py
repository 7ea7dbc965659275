"""Reports and what belongs to them, a file per side of the matter."""

from __future__ import annotations

from citizen_app.feedback.models.answers import (
    Answer,
    AnswerCorrection,
    AnswerDraft,
    AnswerVersion,
    AnswerWork,
    Judgement,
)
from citizen_app.feedback.models.handling import (
    ClockRun,
    Concern,
    Draft,
    Extension,
    Reception,
    Reminder,
    Transfer,
)
from citizen_app.feedback.models.report import (
    CLOCK_RUNS,
    CONFINED,
    RUNNING,
    STATES,
    STILL_OPEN,
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
from citizen_app.feedback.models.words import SentWords

__all__ = [
    "CONFINED",
    "CLOCK_RUNS",
    "RUNNING",
    "STATES",
    "STILL_OPEN",
    "Answer",
    "AnswerCorrection",
    "AnswerDraft",
    "AnswerVersion",
    "AnswerWork",
    "ClockRun",
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
    "SentWords",
    "ReportContact",
    "Subscription",
    "Support",
    "Transfer",
    "Visibility",
    "one_of",
]
