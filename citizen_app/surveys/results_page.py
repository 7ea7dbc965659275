"""The published figures of a wave in the order and the words of its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from citizen_app.surveys.models import Wave
from citizen_app.surveys.questionnaire import Question, Score, questionnaire
from citizen_app.surveys.scoring import scale_of
from citizen_app.surveys.words import CHANNEL_LABELS, VARIABLE_LABELS


@dataclass(frozen=True)
class Line:
    """One question with its figure; `figure` None: too few answers."""

    question: Question
    text: str
    finding: str
    note: str
    figure: Mapping[str, Any] | None


@dataclass(frozen=True)
class ScoreLine:
    """One sub-dimension with its score, and the scale it lies on."""

    score: Score
    name: str
    note: str
    scale: tuple[float, float]
    figure: Mapping[str, Any] | None


@dataclass(frozen=True)
class Results:
    """All that the page shows."""

    answers: int
    is_enough: bool
    channels: Sequence[tuple[object, int]]
    lines: Sequence[Line] = ()
    sensitive: Sequence[Line] = ()
    scores: Sequence[ScoreLine] = ()
    weighted_by: Sequence[object] = field(default_factory=tuple)
    worth: int | None = None


def results_of(wave: Wave, language: str) -> Results:
    """Return what is published of a closed wave."""
    assert wave.result is not None, "a closed wave has its result"
    figures, asked = wave.result.figures, questionnaire(wave.questionnaire)
    unit = wave.ward.unit_type
    return Results(
        answers=figures["answers"],
        is_enough=figures["is_enough"],
        channels=[(CHANNEL_LABELS[c], n) for c, n in figures["channels"].items()],
        lines=[_line(q, figures["questions"][q.code], language, unit) for q in asked.ordinary],
        sensitive=[_line(q, figures["sensitive"][q.code], language, unit) for q in asked.sensitive],
        scores=[_score(score, figures["scores"][score.sub], language) for score in asked.scores],
        weighted_by=[VARIABLE_LABELS[name] for name in figures["weighted_by"]],
        worth=figures["worth"],
    )


def _line(question: Question, figure: Mapping[str, Any] | None, language: str, unit: str) -> Line:
    return Line(
        question,
        question.text.said(language, unit),
        question.finding.said(language, unit),
        question.note.said(language, unit),
        figure,
    )


def _score(score: Score, figure: Mapping[str, Any] | None, language: str) -> ScoreLine:
    name, note = score.name.said(language), score.note.said(language)
    return ScoreLine(score, name, note, scale_of(score.size), figure)
