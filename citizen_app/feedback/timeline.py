"""The story of a case in plain words, made from its events: for everyone, or for its sender."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from citizen_app.core.events import KINDS, Event, events_of
from citizen_app.core.i18n import date_text, gettext, local_name, moment_text
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback.models import Report
from citizen_app.feedback.states import REFUSAL_GROUNDS, SOLVED_LABELS
from citizen_app.wards import queries as wards

Facts = dict[str, Any]
Names = dict[int, str]
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
            "text": words_of(event, report, departments),
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


def day_of(moment: str) -> dt.datetime:
    """Return a moment that stands in an event."""
    return dt.datetime.fromisoformat(moment)


def words_of(event: Event, report: Report, departments: Names) -> str:
    """Return what an event says beyond its label, as everybody may read it."""
    tell = TELL.get(event.kind)
    return str(tell(event.facts, report, departments)) if tell is not None else ""


def _set(facts: Facts, _report: Report, _departments: Names) -> str:
    return str(REASONS[facts["reason"]]) % {"day": date_text(day_of(facts["due_at"]))}


def _extended(facts: Facts, report: Report, _departments: Names) -> str:
    wish = next((e for e in report.extensions if e.id == facts["extension_id"]), None)
    new_day = gettext("The new limit is %(day)s.", day=date_text(day_of(facts["due_at"])))
    return f"{new_day} {wish.reason if wish is not None else ''}".strip()


def _assigned(facts: Facts, _report: Report, departments: Names) -> str:
    name = departments.get(facts["department_id"], "")
    return gettext("With: %(department)s", department=name) if name else ""


def _within(facts: Facts, _report: Report, departments: Names) -> str:
    name = departments.get(facts["to_department"], "")
    return gettext("Now with: %(department)s", department=name) if name else ""


def _forwarded(facts: Facts, _report: Report, _departments: Names) -> str:
    ward = wards.find_ward(facts["to_ward"]) if facts["to_ward"] else None
    return ward.full_name if ward is not None else str(facts["to_body"])


def _published(facts: Facts, _report: Report, _departments: Names) -> str:
    fixed = gettext("The ward says that the matter is put right.")
    return fixed if facts["is_fixed"] else ""


def _corrected(facts: Facts, report: Report, _departments: Names) -> str:
    answer = next((a for a in report.answers if a.id == facts["answer_id"]), None)
    versions = answer.versions if answer is not None else []
    place = int(facts["version"]) - 1
    return versions[place].reason if 0 <= place < len(versions) else ""


def _reopened(facts: Facts, _report: Report, _departments: Names) -> str:
    if facts["by"] == "sender":
        return gettext("The sender says that it is not solved, so the ward has to go back to it.")
    return gettext("The ward goes back to it by itself.")


def _asked(facts: Facts, _report: Report, _departments: Names) -> str:
    if facts["clock_rests"]:
        return gettext("The clock stands still until the sender has replied.")
    return gettext("The limit stays as it is.")


def _added(facts: Facts, _report: Report, _departments: Names) -> str:
    count = facts["photo_count"]
    return gettext("Photos: %(n)s. Only the ward sees them.", n=count) if count else ""


TELL: dict[str, Callable[[Facts, Report, Names], str]] = {
    "AnswerCorrected": _corrected,
    "AnswerPublished": _published,
    "DelayExplained": lambda _facts, report, _names: report.delay_reason,
    "DueDateExtended": _extended,
    "DueDateSet": _set,
    "InformationAdded": _added,
    "ReportAssigned": _assigned,
    "ReportForwarded": _forwarded,
    "ReportForwardedWithin": _within,
    "ReportJudged": lambda facts, *_: str(SOLVED_LABELS[facts["solved"]]),
    "ReportMerged": lambda facts, *_: gettext("Joined to %(code)s", code=facts["into"]),
    "ReportRefused": lambda facts, *_: str(REFUSAL_GROUNDS.get(facts["ground"], "")),
    "ReportReopened": _reopened,
    "SenderAsked": _asked,
}
