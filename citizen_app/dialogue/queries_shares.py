"""Who is heard in a session: questions, answers and speaking time by neighbourhood and by source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.dialogue import policies
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_live import Speaker
from citizen_app.wards.models import Neighbourhood


@dataclass(frozen=True)
class Share:
    """How much one part of the people was heard."""

    name: str
    asked: int = 0
    answered: int = 0
    speakers: int = 0
    waiting: int = 0
    seconds: int = 0

    @property
    def is_unheard(self) -> bool:
        """Return whether they asked or want to speak, and nobody has answered or called them."""
        return bool(self.asked or self.waiting) and not (self.answered or self.speakers)


@dataclass(frozen=True)
class Shares:
    """The shares by neighbourhood (None: those who named none), and of questions by source."""

    places: list[Share]
    sources: dict[str, Share]


def get_shares(session: Session) -> Shares:
    """Count questions, answers and speaking time in two queries."""
    done = func.sum(case((Question.answered_at.is_not(None), 1), else_=0))
    questions = db.session.execute(
        select(Neighbourhood.name, Question.source, func.count(), done)
        .select_from(Question)
        .outerjoin(Neighbourhood, Neighbourhood.id == Question.neighbourhood_id)
        .where(Question.session_id == session.id, policies.shown())
        .group_by(Neighbourhood.name, Question.source)
    ).all()
    speakers = db.session.execute(
        select(Neighbourhood.name, Speaker.state, Speaker.called_at, Speaker.ended_at)
        .select_from(Speaker)
        .outerjoin(Neighbourhood, Neighbourhood.id == Speaker.neighbourhood_id)
        .where(Speaker.session_id == session.id, Speaker.state != "left")
    ).all()
    names = sorted(
        {row[0] or "" for row in [*questions, *speakers]}, key=lambda name: (not name, name)
    )
    places = [_share_of(name, questions, speakers) for name in names]
    return Shares(places, {source: _source(source, questions) for source in ("advance", "live")})


def _share_of(name: str, questions: Sequence[Any], speakers: Sequence[Any]) -> Share:
    asked = [row for row in questions if (row[0] or "") == name]
    called = [row for row in speakers if (row[0] or "") == name and row[2] is not None]
    spoken = [(row[3] or clock.now()) - row[2] for row in called]
    return Share(
        name=name,
        asked=sum(row[2] for row in asked),
        answered=sum(row[3] for row in asked),
        speakers=len(called),
        waiting=len([row for row in speakers if (row[0] or "") == name and row[1] == "waiting"]),
        seconds=int(sum((one.total_seconds() for one in spoken), 0.0)),
    )


def _source(source: str, questions: Sequence[Any]) -> Share:
    rows = [row for row in questions if row[1] == source]
    return Share(source, asked=sum(r[2] for r in rows), answered=sum(r[3] for r in rows))
