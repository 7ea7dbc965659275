"""Facts of dialogues, a file per side of the matter."""

from __future__ import annotations

from citizen_app.dialogue.events.questions import (
    AnswerPrepared,
    AppealDecided,
    QuestionApproved,
    QuestionAssigned,
    QuestionDataErased,
    QuestionGivenBack,
    QuestionMerged,
    QuestionRefused,
    QuestionSent,
    QuestionSupported,
    QuestionWithdrawn,
    RefusalAppealed,
)
from citizen_app.dialogue.events.sessions import (
    DialogueAnnounced,
    DialogueCancelled,
    DialogueClosed,
    DialogueNoticeChanged,
    DialogueOpened,
    DialoguePlanChanged,
    DialoguePlanned,
    DialogueResultsPublished,
    DialoguesFollowed,
)

__all__ = [
    "AnswerPrepared",
    "AppealDecided",
    "DialogueAnnounced",
    "DialogueCancelled",
    "DialogueClosed",
    "DialogueNoticeChanged",
    "DialogueOpened",
    "DialoguePlanChanged",
    "DialoguePlanned",
    "DialogueResultsPublished",
    "DialoguesFollowed",
    "QuestionApproved",
    "QuestionAssigned",
    "QuestionDataErased",
    "QuestionGivenBack",
    "QuestionMerged",
    "QuestionRefused",
    "QuestionSent",
    "QuestionSupported",
    "QuestionWithdrawn",
    "RefusalAppealed",
]
