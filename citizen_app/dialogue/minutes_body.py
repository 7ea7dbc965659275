"""What a version of minutes consists of, as plain data (JSON) that can be kept and compared.

title, kind, form, place, chair, co_chair, secretary, recording_link, conclusions: texts
began_at, ended_at: ISO moments; present: lines; agenda: [minutes, title]
attendance: {total: int or None, rows: [[neighbourhood, people]], others: int}
counts: {shown, joined, waiting: questions}; refused: [[ground, questions]]
questions: [{id, code, text, field, place, supports, joined, source, answer, outcome, promise,
             due_on, department, head, passed_to, case}]
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.dialogue import queries_attendance as attendance
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_minutes import Minutes, MinutesLine
from citizen_app.dialogue.queries.questions import board_figures
from citizen_app.feedback.models import Report

# What goes on changing by itself, and is no change of the minutes.
APART = ("attendance", "counts", "refused")
APART_IN_QUESTION = ("supports", "joined", "case")


@dataclass(frozen=True)
class Line:
    """A question on the board with what the minutes say of it."""

    question: Question
    line: MinutesLine | None
    joined: int = 0

    @property
    def is_answered(self) -> bool:
        """Return whether something was said to it."""
        return self.question.answered_at is not None


def ended_at(session: Session) -> dt.datetime:
    """Return when the session ended: when it was closed, unless that was only on another day."""
    closed = session.closed_at
    if closed is None or clock.local_date(closed) != clock.local_date(session.ends_at):
        return session.ends_at
    return closed


def body_of(session: Session, minutes: Minutes, lines: Sequence[Line]) -> dict[str, Any]:
    """Return what a version of the minutes consists of now."""
    figures = board_figures(session)
    return {
        "title": session.title,
        "kind": session.kind,
        "form": session.form,
        "place": session.place,
        "chair": session.chair,
        "co_chair": session.co_chair,
        "secretary": session.secretary.public_name if session.secretary else "",
        "recording_link": session.recording_link,
        "began_at": (session.opened_at or session.starts_at).isoformat(),
        "ended_at": ended_at(session).isoformat(),
        "present": minutes.present.splitlines(),
        "agenda": [[item.minutes, item.title] for item in session.agenda],
        "attendance": _attendance(session, minutes),
        "counts": {
            "shown": figures.shown,
            "joined": figures.joined,
            "waiting": figures.waiting,
        },
        "refused": [[ground.code, count] for ground, count in figures.refused],
        "questions": _questions(lines),
        "conclusions": minutes.conclusions,
    }


def _attendance(session: Session, minutes: Minutes) -> dict[str, Any]:
    """Return who came, without names and with small numbers joined; typed where nobody was checked in."""
    numbers = attendance.public_numbers(session)
    if numbers is None or (numbers.total is None and minutes.attended is not None):
        return {"total": minutes.attended, "rows": [], "others": 0}
    if numbers.total is None:
        return {"total": None, "rows": [], "others": 0}
    rows = [[name, count] for name, count in numbers.rows]
    return {"total": numbers.total, "rows": rows, "others": numbers.others}


def _questions(lines: Sequence[Line]) -> list[dict[str, Any]]:
    reports = {one.question.report_id for one in lines if one.question.report_id is not None}
    query = select(Report.id, Report.code).where(Report.id.in_(sorted(reports)))
    cases = {id_: str(code) for id_, code in db.session.execute(query)} if reports else {}
    return [_question(one, cases) for one in lines]


def _question(one: Line, cases: dict[int, str]) -> dict[str, Any]:
    question, line = one.question, one.line
    assigned = line if question.outcome == "assigned" else None
    passed = line if question.outcome == "passed_up" else None
    return {
        "id": question.id,
        "code": question.code,
        "text": question.public_text,
        "field": question.category.name if question.category else "",
        "place": question.neighbourhood.name if question.neighbourhood else "",
        "supports": question.support_count,
        "joined": one.joined,
        "source": question.source,
        "answer": question.answer,
        "outcome": question.outcome,
        "promise": assigned.promise if assigned else "",
        "due_on": assigned.due_on.isoformat() if assigned and assigned.due_on else "",
        "department": assigned.department.name if assigned and assigned.department else "",
        "head": assigned.head.public_name if assigned and assigned.head else "",
        "passed_to": passed.passed_to if passed else "",
        "case": cases.get(question.report_id or 0, ""),
    }


def digest_of(body: dict[str, Any]) -> str:
    """Return the SHA-256 of a body, the same however its keys are ordered."""
    plain = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def essence_of(body: dict[str, Any]) -> str:
    """Return a digest of what somebody wrote: what changes by itself is left out."""
    rest = {name: value for name, value in body.items() if name not in APART}
    questions = [
        {name: value for name, value in one.items() if name not in APART_IN_QUESTION}
        for one in body["questions"]
    ]
    return digest_of({**rest, "questions": questions})


def texts_of(body: dict[str, Any]) -> list[str]:
    """Return every text in which personal data may stand."""
    texts = [*body["present"], body["conclusions"]]
    for one in body["questions"]:
        texts += [one["text"], one["answer"], one["promise"], one["passed_to"]]
    return [text for text in texts if text]


def outcomes_of(body: dict[str, Any]) -> dict[str, int]:
    """Return how many questions had which outcome; "" are those that nobody answered."""
    counts: dict[str, int] = {}
    for one in body["questions"]:
        counts[one["outcome"]] = counts.get(one["outcome"], 0) + 1
    return counts


def question_ids(body: dict[str, Any]) -> Collection[int]:
    """Return the ids of the questions in a body."""
    return {int(one["id"]) for one in body["questions"]}
