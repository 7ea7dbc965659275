"""What happened to a case as staff read it: every event, who did it, and what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from citizen_app.accounts.models import Account
from citizen_app.core.db import db
from citizen_app.core.events import KINDS, Event, events_of
from citizen_app.core.i18n import date_text, gettext, local_name
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback.models import Report
from citizen_app.feedback.timeline import day_of, without_echoes, words_of
from citizen_app.wards.escalation import TOLD
from citizen_app.wards.models import Department

READ_BY: dict[str, object] = {
    "": _l("Those of the ward who may read private cases"),
    "clerk": _l("The reception clerk alone"),
    "leader": _l("The leaders alone"),
    "city": _l("The city's inspectors alone"),
}
VISIBLE: dict[str, object] = {"public": _l("Public"), "private": _l("Private")}


@dataclass(frozen=True)
class HistoryRow:
    """One line: the event, its words, who did it, what changed."""

    event: Event
    label: object
    who: str
    what: str


def history_of(report: Report, departments: Iterable[Department]) -> list[HistoryRow]:
    """Return every event of a case, oldest first; `departments`: the ward's."""
    events = without_echoes(events_of(report))
    names = _names_in(events)
    named = {department.id: local_name(department) for department in departments}
    return [
        HistoryRow(
            event,
            KINDS[event.kind].label,
            names.get(event.actor_id or 0, ""),
            _what(event, report, names, named),
        )
        for event in events
    ]


def changes_since(rows: list[HistoryRow], event_id: int) -> list[HistoryRow]:
    """Return what came after an event, the newest ten of it."""
    return [row for row in rows if row.event.id > event_id][-10:]


def _names_in(events: list[Event]) -> dict[int, str]:
    """Return the names of the staff who did something or were given the case."""
    ids = {event.actor_id for event in events} | {e.facts.get("handler_id") for e in events}
    query = select(Account.id, Account.public_name)
    query = query.where(Account.id.in_({i for i in ids if i is not None}))
    return dict(db.session.execute(query.where(Account.surface == "staff")).all())


def _what(event: Event, report: Report, names: dict[int, str], departments: dict[int, str]) -> str:
    facts = event.facts
    public = words_of(event, report, departments)
    if event.kind == "ReportAssigned":
        return " – ".join(part for part in (public, names.get(facts["handler_id"] or 0)) if part)
    if public:
        return public
    tell = INSIDE.get(event.kind)
    return str(tell(facts)) if tell is not None else ""


def _days(facts: dict[str, Any]) -> str:
    return str(gettext("%(days)s working days more", days=facts["days"]))


INSIDE: dict[str, Any] = {
    "ReportReceived": lambda facts: VISIBLE.get(facts["visibility"], ""),
    "ReportRescreened": lambda facts: VISIBLE.get(facts["visibility"], ""),
    "ReportConfined": lambda facts: READ_BY[facts["confined_to"]],
    "ExtensionAsked": _days,
    "LimitNeared": lambda facts: (
        f"{date_text(day_of(facts['due_at']))} – {TOLD.get(facts['tell'], facts['tell'])}"
    ),
    "ReportJoined": lambda facts: facts["code"],
    "ReportMerged": lambda facts: facts["into"],
    "ReportUnmerged": lambda facts: facts["out_of"],
}
