"""Keeping the search index in step with the board of questions."""

from __future__ import annotations

from citizen_app.core import search
from citizen_app.dialogue import policies
from citizen_app.dialogue.models import Question, Session


def session_tag(session: Session) -> str:
    """Return the word that narrows a search to a session."""
    return f"dt{session.id}"


def index_question(question: Question) -> None:
    """Put a question into the index while everyone may read it, and take it out otherwise."""
    if policies.is_shown(question):
        tag = session_tag(question.session)
        search.index(question, "public", [question.code, question.public_text], tag)
    else:
        search.remove(question, "public")
