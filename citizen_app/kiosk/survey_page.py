"""The survey as one list of touched choices; who answers says nothing of themselves here."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField
from wtforms.validators import Optional

from citizen_app.core.web.forms import BaseForm, choices
from citizen_app.surveys.commands.answering import Reply
from citizen_app.surveys.models import Wave
from citizen_app.surveys.questionnaire import Question, questionnaire


def asked_of(wave: Wave) -> list[Question]:
    """Return the questions that everybody is asked, in order: follow-ups need a page of their own."""
    return [q for q in questionnaire(wave.questionnaire).questions if q.ask_if is None]


def survey_form(wave: Wave, language: str, unit: str) -> Any:
    """Return the form of a wave's questions, filled with what was posted."""
    fields = {
        question.code: RadioField(
            question.text.said(language, unit),
            choices=choices(
                [(code, words.said(language, unit)) for code, words in question.choices.items()]
            ),
            validators=[Optional()],
        )
        for question in asked_of(wave)
    }
    kind: Any = type("ScreenSurveyForm", (BaseForm,), fields)
    return kind.of_request()


def reply_of(wave: Wave, form: Any) -> Reply:
    """Return what was touched."""
    return Reply({q.code: form[q.code].data for q in asked_of(wave) if form[q.code].data})
