"""The kinds of things that have a slip and stand in the log: what is looked at when a slip is checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from citizen_app.core import ids
from citizen_app.core.db import db
from citizen_app.dialogue import policies as dialogues
from citizen_app.dialogue.models import Question, QuestionWords, Session
from citizen_app.dialogue.models_attendance import Registration
from citizen_app.feedback.models import Report, SentWords
from citizen_app.feedback.policies import publicly_visible
from citizen_app.wards.models import Ward


@dataclass(frozen=True)
class Kind:
    """One kind of thing.

    `filed` names the events by which such a thing comes into being; they hold its code. `find_public`
    returns the thing with a code when everybody may read it: one question, the same for a thing that is kept
    private and for one that does not exist. `salt_of` returns what its words were salted with, None once they
    were erased; a kind without it has no words. `agrees` compares the thing with other facts of its filing.
    """

    prefix: str
    filed: tuple[str, ...]
    find_public: Callable[[str], Any]
    sent_at: Callable[[Any], dt.datetime]
    ward_of: Callable[[Any], Ward]
    salt_of: Callable[[Any], str | None] | None = None
    agrees: Callable[[Any, Mapping[str, Any]], bool] = lambda _thing, _facts: True

    @property
    def has_words(self) -> bool:
        """Return whether somebody wrote something that may be under seal."""
        return self.salt_of is not None


def _public_report(code: str) -> Report | None:
    return db.session.scalar(select(Report).where(Report.code == code, publicly_visible()))


def _public_question(code: str) -> Question | None:
    query = select(Question).join(Session, Session.id == Question.session_id)
    seen = dialogues.shown(), dialogues.publicly_visible()
    return db.session.scalar(query.where(Question.code == code, *seen))


def _salt_of_report(report: Report) -> str | None:
    kept = db.session.get(SentWords, report.id)
    return kept.salt if kept is not None else None


def _salt_of_question(question: Question) -> str | None:
    kept = db.session.get(QuestionWords, question.id)
    return kept.salt if kept is not None else None


def _same_people(registration: Registration, facts: Mapping[str, Any]) -> bool:
    return facts.get("people") == registration.people


KINDS: dict[str, Kind] = {
    "PA": Kind(
        prefix="PA",
        filed=("ReportSubmitted", "ReportImported"),
        find_public=_public_report,
        sent_at=lambda report: report.sent_at,
        ward_of=lambda report: report.holder,
        salt_of=_salt_of_report,
    ),
    "CH": Kind(
        prefix="CH",
        filed=("QuestionSent",),
        find_public=_public_question,
        sent_at=lambda question: question.sent_at,
        ward_of=lambda question: question.session.ward,
        salt_of=_salt_of_question,
    ),
    # Who comes to a dialogue is nobody else's business: with the PIN alone.
    "DK": Kind(
        prefix="DK",
        filed=("DialogueRegistered",),
        find_public=lambda _code: None,
        sent_at=lambda registration: registration.at,
        ward_of=lambda registration: registration.session.ward,
        agrees=_same_people,
    ),
}


def kind_of(thing: Any) -> Kind:
    """Return the kind of a thing that has a slip."""
    return KINDS[str(thing.code)[:2]]


def find_public(typed: str) -> Any | None:
    """Return the thing that a code as typed means when everybody may read it, whatever its kind."""
    codes = ((kind, ids.parse_code(kind.prefix, typed)) for kind in KINDS.values())
    found = (kind.find_public(code) for kind, code in codes if code is not None)
    return next((thing for thing in found if thing is not None), None)
