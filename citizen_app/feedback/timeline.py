"""The story of a case in plain words, made from its events: for everyone, or for its sender."""

from __future__ import annotations

import datetime as dt
from typing import Any

from citizen_app.core.events import KINDS, Event, events_of
from citizen_app.core.i18n import date_text, gettext, local_name, moment_text
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback.models import Report
from citizen_app.feedback.states import REFUSAL_GROUNDS, SOLVED_LABELS
from citizen_app.wards import queries as wards

REASONS: dict[str, object] = {
    "submitted": _l("The ward has until %(day)s to answer."),
    "forwarded": _l("The new ward has until %(day)s to answer."),
    "reopened": _l("The new limit is %(day)s."),
    "waiting": _l("The days of waiting were added: the limit is now %(day)s."),
    "calendar": _l("The working calendar changed: the limit is now %(day)s."),
}


def timeline_of(report: Report) -> list[dict[str, Any]]:
    """Return what happened, oldest first, as the public may read it."""
    departments = {d.id: local_name(d) for d in wards.list_departments(report.holder_ward_id)}
    events = [event for event in without_echoes(events_of(report)) if KINDS[event.kind].public]
    return [
        {
            "at": moment_text(event.at),
            "title": KINDS[event.kind].label,
            "text": _words(event, report, departments),
            "current": event is events[-1],
        }
        for event in events
    ]


def without_echoes(events: list[Event]) -> list[Event]:
    """Leave out the copy of each forwarding that the receiving ward keeps: it follows at once."""
    kept: list[Event] = []
    last: Event | None = None
    for event in events:
        if event.kind == "ReportForwarded":
            is_echo = (
                last is not None and last.facts == event.facts and event.facts["to_ward"] != ""
            )
            last = None if is_echo else event
            if is_echo:
                continue
        kept.append(event)
    return kept


def _words(event: Event, report: Report, departments: dict[int, str]) -> str:
    facts = event.facts
    if event.kind == "DueDateSet":
        return str(REASONS[facts["reason"]]) % {
            "day": date_text(dt.datetime.fromisoformat(facts["due_at"]))
        }
    if event.kind == "ReportAssigned":
        return departments.get(facts["department_id"], "")
    if event.kind == "ReportForwarded":
        ward = wards.find_ward(facts["to_ward"]) if facts["to_ward"] else None
        return ward.full_name if ward is not None else str(facts["to_body"])
    if event.kind == "ReportRefused":
        return str(REFUSAL_GROUNDS.get(facts["ground"], ""))
    if event.kind == "ReportJudged":
        return str(SOLVED_LABELS[facts["solved"]])
    if event.kind == "AnswerPublished" and facts["is_fixed"]:
        return str(gettext("The ward says that the matter is put right."))
    return ""
