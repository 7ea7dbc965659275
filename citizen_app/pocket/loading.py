"""What a phone carries, as the app reads it."""

from __future__ import annotations

from typing import Any

from citizen_app.core import clock
from citizen_app.core.i18n import language, local_name, moment_text
from citizen_app.core.text import shorten
from citizen_app.dialogue.models import Session
from citizen_app.feedback.models import Report
from citizen_app.feedback.states import public_state
from citizen_app.pocket.queries import Load, takes_questions, takes_registrations
from citizen_app.surveys.models import Wave
from citizen_app.surveys.questionnaire import questionnaire

TEXT_LENGTH, ANSWER_LENGTH = 400, 1500


def packed(load: Load) -> dict[str, Any]:
    """Return a load as JSON may have it. Of residents it holds what everybody may read anyway."""
    parents = {one.id: one for one in load.categories if one.parent_id is None}
    return {
        "ward": {
            "name": load.ward.full_name,
            "office": load.ward.office_name,
            "hotline": load.ward.hotline,
            "address": load.ward.address,
            "hours": load.ward.office_hours,
        },
        "neighbourhoods": [
            {
                "id": place.id,
                "name": place.name,
                "open": [
                    _open_case(report)
                    for report in load.open_cases
                    if report.neighbourhood_id == place.id
                ],
            }
            for place in load.places
        ],
        "categories": [
            {
                "code": one.code,
                "name": local_name(one),
                "group": local_name(parents[one.parent_id]),
            }
            for one in load.categories
            if one.parent_id in parents
        ],
        "answers": [_answer(report) for report in load.answers],
        "sessions": [_session(one) for one in load.sessions],
        "survey": _survey(load.wave) if load.wave is not None else None,
    }


def _open_case(report: Report) -> dict[str, str]:
    return {
        "code": report.code,
        "title": report.title,
        "state": str(public_state(report).label),
        "at": f"{clock.local(report.sent_at):%d/%m/%Y}",
    }


def _answer(report: Report) -> dict[str, Any]:
    answer = report.published_answer
    return {
        "code": report.code,
        "title": report.title,
        "text": shorten(report.public_text, TEXT_LENGTH),
        "place": report.public_place,
        "answer": shorten(answer.body, ANSWER_LENGTH) if answer is not None else "",
        "at": f"{clock.local(report.published_at):%d/%m/%Y}" if report.published_at else "",
        "of": report.neighbourhood_id,
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "code": session.code,
        "title": session.title,
        "at": moment_text(session.starts_at),
        "place": session.place,
        "of": [place.id for place in session.clusters],
        "takes_questions": takes_questions(session),
        "takes_registrations": takes_registrations(session),
    }


def _survey(wave: Wave) -> dict[str, Any]:
    unit, words = wave.ward.unit_type, language()
    return {
        "quarter": wave.quarter,
        "questions": [
            {
                "code": one.code,
                "text": one.text.said(words, unit),
                "choices": [[code, text.said(words, unit)] for code, text in one.choices.items()],
                "ask_if": [one.ask_if[0], sorted(one.ask_if[1])] if one.ask_if else None,
            }
            for one in questionnaire(wave.questionnaire).questions
        ],
    }
