"""What is published of the survey's waves: the figures of their pages, nothing that is finer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from citizen_app.core.db import db
from citizen_app.surveys.models import Wave
from citizen_app.surveys.questionnaire import Question, questionnaire

ENDS = ("", "_low", "_high")


def survey_rows(ward_id: int, ward_code: str) -> Iterator[dict[str, Any]]:
    """Yield a row for each question of each closed wave that has a figure."""
    query = (
        select(Wave)
        .where(Wave.ward_id == ward_id, Wave.state == "closed")
        .options(joinedload(Wave.result), joinedload(Wave.ward))
        .order_by(Wave.quarter)
    )
    for wave in db.session.scalars(query):
        if wave.result is None:
            continue
        asked, figures = questionnaire(wave.questionnaire), wave.result.figures
        for question in asked.questions:
            kept = figures["sensitive" if question.sensitive else "questions"]
            figure = kept.get(question.code)
            if figure is not None:
                yield {
                    "ward_code": ward_code,
                    "wave": wave.quarter,
                    "questionnaire": wave.questionnaire,
                    "question": question.code,
                    "finding": question.finding.said("vi", wave.ward.unit_type),
                    "is_sensitive": question.sensitive,
                    **_figure(question, figure),
                }


def _figure(question: Question, figure: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {"answers": figure["n"]}
    row["told"] = figure["told"] if question.sensitive else "exact"
    for name, key in (("percent", "raw"), ("weighted", "weighted")):
        numbers = figure.get(key) or (None, None, None)
        row |= {name + end: number for end, number in zip(ENDS, numbers, strict=True)}
    return row
