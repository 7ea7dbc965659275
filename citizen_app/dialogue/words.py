"""What kinds, forms and phases of a session are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from citizen_app.core import clock
from citizen_app.core.events import KINDS, Event
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import moment_text
from citizen_app.dialogue.models import Form, Kind, Session
from citizen_app.dialogue.models_attendance import Channel

KIND_LABELS: dict[str, object] = {
    Kind.ANNUAL: _l("Yearly dialogue conference"),
    Kind.THEMATIC: _l("Dialogue on one subject"),
    Kind.ON_REQUEST: _l("Dialogue asked for by voters"),
    Kind.RECEPTION: _l("Talk at the citizens' reception"),
}
FORM_LABELS: dict[str, object] = {
    Form.IN_PERSON: _l("In person"),
    Form.ONLINE: _l("Online"),
    Form.HYBRID: _l("In person and online"),
}
CHANNEL_LABELS: dict[str, object] = {
    Channel.WEB: _l("Sent by the asker"),
    Channel.HELPER: _l("Through a community digital team member"),
    Channel.COUNTER: _l("Taken down at the counter"),
}
OUTCOMES: dict[str, object] = {
    "upheld": _l("The refusal stands."),
    "overturned": _l("The question is shown."),
}
PARTS: dict[str, object] = {
    "kind": _l("Kind"),
    "form": _l("Form"),
    "title": _l("Title"),
    "about": _l("Introduction"),
    "place": _l("Place"),
    "link": _l("Online room"),
    "starts_at": _l("Beginning"),
    "ends_at": _l("End"),
    "questions_until": _l("Questions until"),
    "chair": _l("Chair"),
    "co_chair": _l("Co-chair"),
    "secretary_id": _l("Secretary"),
    "capacity": _l("Seats"),
    "topics": _l("Topics"),
    "agenda": _l("Agenda"),
    "departments": _l("Departments invited"),
    "clusters": _l("Neighbourhoods"),
}


def question_story(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Return what happened to a question, oldest first, as its asker reads it."""
    told = [event for event in events if KINDS[event.kind].public]
    return [
        {
            "at": moment_text(event.at),
            "title": KINDS[event.kind].label,
            "text": OUTCOMES.get(event.facts.get("outcome", ""), ""),
            "current": event is told[-1],
        }
        for event in told
    ]


def phase_of(session: Session) -> tuple[str, object]:
    """Return the name of a colour and the word for where an announced session stands now."""
    if session.state == "cancelled":
        return "withdrawn", _l("Called off")
    if session.state == "planned":
        return "received", _l("Being planned")
    if session.state == "live":
        return "reopened", _l("Going on now")
    if session.state in {"closed", "published"}:
        return "published", _l("Held")
    now = clock.now()
    if now < session.starts_at:
        return "in_progress", _l("Announced")
    if now <= session.ends_at:
        return "reopened", _l("Going on now")
    return "published", _l("Held")
