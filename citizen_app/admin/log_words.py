"""What facts are called, and how their values are told to people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from citizen_app.admin.log_words_door import WORDS_OF_DOORS
from citizen_app.admin.log_words_paper import PAPER_FACTS
from citizen_app.admin.log_words_pocket import WORDS_OF_POCKET
from citizen_app.admin.log_words_teams import WORDS_OF_TEAMS
from citizen_app.core.events import Event
from citizen_app.core.i18n import date_text, moment_text, number_text
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import shorten
from citizen_app.dialogue.words import KIND_LABELS as SESSION_KINDS
from citizen_app.dialogue.words import OUTCOMES
from citizen_app.dialogue.words import PARTS as SESSION_PARTS
from citizen_app.dialogue.words_minutes import SIGNER_ROLES
from citizen_app.feedback.states import KIND_LABELS, REFUSAL_GROUNDS, SOLVED_LABELS
from citizen_app.permissions import ROLE_LABELS
from citizen_app.wards.escalation import TOLD

MOST_LETTERS = 160
YES, NO = _l("yes"), _l("no")


@dataclass(frozen=True)
class Names:
    """The names of what a page of the log points to, by id or code."""

    people: Mapping[int, str] = field(default_factory=dict)
    departments: Mapping[int, str] = field(default_factory=dict)
    neighbourhoods: Mapping[int, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    wards: Mapping[str, str] = field(default_factory=dict)


Tell = Callable[[Any, Names], Any]


def _word(words: Mapping[Any, object]) -> Tell:
    return lambda value, _names: words.get(value, value)


def _text(value: Any, _names: Names) -> str:
    return shorten(str(value), MOST_LETTERS)


def _truth(value: Any, _names: Names) -> object:
    return YES if value else NO


def _number(value: Any, _names: Names) -> str:
    return number_text(value)


def _day(value: Any, _names: Names) -> str:
    return date_text(dt.date.fromisoformat(value))


def _moment(value: Any, _names: Names) -> str:
    return moment_text(dt.datetime.fromisoformat(value))


def _person(value: Any, names: Names) -> str:
    return names.people.get(value, "")


def _department(value: Any, names: Names) -> str:
    return names.departments.get(value, "")


def _neighbourhood(value: Any, names: Names) -> str:
    return names.neighbourhoods.get(value, "")


def _neighbourhoods(value: Any, names: Names) -> str:
    return ", ".join(names.neighbourhoods.get(one, "") for one in value)


def _category(value: Any, names: Names) -> str:
    return names.categories.get(value, str(value))


def _ward(value: Any, names: Names) -> str:
    return names.wards.get(value, str(value))


def _counted(value: Any, _names: Names) -> str:
    return ", ".join(f"{PERSONAL_KINDS.get(kind, kind)}: {count}" for kind, count in value.items())


def _parts(value: Any, _names: Names) -> str:
    return ", ".join(str(PARTS.get(one, one)) for one in value)


def _session_parts(value: Any, _names: Names) -> str:
    return ", ".join(str(SESSION_PARTS.get(one, one)) for one in value)


PARTS = {
    "title": _l("Title"),
    "public_text": _l("Words that the public reads"),
    "public_place": _l("Place"),
    "visibility": _l("Visibility"),
}
VISIBILITIES = {"public": _l("everyone may read it"), "private": _l("kept private")}
REASONS = {
    "submitted": _l("sent"),
    "forwarded": _l("forwarded"),
    "reopened": _l("reopened"),
    "waiting": _l("days of waiting added"),
    "calendar": _l("the working calendar changed"),
}
CONFINED = {
    "": _l("nobody in particular"),
    "clerk": _l("the reception clerk"),
    "leader": _l("the ward's leaders"),
    "city": _l("the city"),
}
WAYS = {"counter": _l("at the counter"), "phone": _l("by phone"), "letter": _l("by letter")}
REMINDED = {"before": _l("before the date"), "after": _l("after the date")}
TEXT_PARTS = {"question": _l("Words of the sender"), "answer": _l("Answer")}
PERSONAL_KINDS = {
    "phone": _l("phone number"),
    "email": _l("e-mail address"),
    "id_number": _l("identity number"),
    "plate": _l("number plate"),
    "address": _l("name with a house number"),
}
CHANNELS = {
    "web": _l("by themselves"),
    "helper": _l("with a helper"),
    "counter": _l("at the counter"),
}
MINUTES_PARTS = {
    "answer": _l("an answer"),
    "room": _l("a question asked in the room"),
    "rest": _l("people and conclusions"),
    "signers": _l("who signs"),
    "masked": _l("personal data taken out"),
}
BY = {"sender": _l("the sender"), "staff": _l("the ward")}
DAY_KINDS = {"off": _l("day off"), "worked": _l("working day"), "": _l("ordinary day")}
UNITS = {
    "working_day": _l("working days"),
    "calendar_day": _l("calendar days"),
    "per_year": _l("times a year"),
    "percent": _l("percent of the voters"),
}
# The facts that are shown, in this order; ids that tell people nothing are left out.
FACTS: dict[str, tuple[object, Tell]] = {
    "name": (_l("What"), _text),
    **PAPER_FACTS,
    "day": (_l("Day"), _day),
    "kind": (_l("Kind"), _word(KIND_LABELS)),
    "category": (_l("Field"), _category),
    "category_before": (_l("Field before"), _category),
    "neighbourhood_id": (_l("Neighbourhood"), _neighbourhood),
    "privacy_asked": (_l("Asked to keep it private"), _truth),
    "photo_count": (_l("Photos"), _number),
    "department_id": (_l("Department"), _department),
    "department_before": (_l("Department before"), _department),
    "handler_id": (_l("Person"), _person),
    "handler_before": (_l("Person before"), _person),
    "author_id": (_l("Written by"), _person),
    "account_id": (_l("Person"), _person),
    "role": (_l("Role"), _word(ROLE_LABELS)),
    "neighbourhood_ids": (_l("Neighbourhoods"), _neighbourhoods),
    "due_at": (_l("Due"), _moment),
    "previous": (_l("Due before"), _moment),
    "days": (_l("Days"), _number),
    "unit": (_l("Counted in"), _word(UNITS)),
    "reason": (_l("Because"), _word(REASONS)),
    "visibility": (_l("Visibility"), _word(VISIBILITIES)),
    "is_text_changed": (_l("Words changed for the public"), _truth),
    "changed": (_l("Parts changed"), _parts),
    "parts": (_l("Parts changed"), _session_parts),
    "outcome": (_l("Decision"), _word(OUTCOMES)),
    "session_kind": (_l("Kind"), _word(SESSION_KINDS)),
    "starts_at": (_l("Beginning"), _moment),
    "days_before": (_l("Days before the session"), _number),
    "is_in_time": (_l("In time"), _truth),
    "minutes_part": (_l("Part"), _word(MINUTES_PARTS)),
    "question": (_l("Question"), _text),
    "minutes_version": (_l("Version"), _number),
    "digest": (_l("Mark of the text"), _text),
    "signer_role": (_l("For"), _word(SIGNER_ROLES)),
    "by_link": (_l("By a personal link"), _truth),
    "missing_signatures": (_l("Signatures missing"), _number),
    "has_place": (_l("Has a place"), _truth),
    "through": (_l("Registered"), _word(CHANNELS)),
    "people": (_l("People"), _number),
    "marked": (_l("Checked in"), _number),
    "answered": (_l("Answered"), _number),
    "unanswered": (_l("Not answered"), _number),
    "is_done": (_l("Reached"), _truth),
    "disputes": (_l("Disputes"), _number),
    "photos_before": (_l("Photos before the work"), _number),
    "photos_after": (_l("Photos after the work"), _number),
    "documents": (_l("Documents"), _number),
    "is_text_shown": (_l("The asker's words are shown"), _truth),
    "votes": (_l("Votes"), _number),
    "options": (_l("Answers to choose from"), _number),
    "is_answered": (_l("Answered"), _truth),
    "place": (_l("Place in the order"), _number),
    "seconds": (_l("Seconds"), _number),
    "quarter": (_l("Quarter"), _text),
    "is_early": (_l("Before its day"), _truth),
    "opens_on": (_l("Opens on"), _day),
    "closes_on": (_l("Closes on"), _day),
    "groups": (_l("Groups of people"), _number),
    "results_due_on": (_l("Results until"), _day),
    "walk_ins": (_l("Came without registering"), _number),
    "undone": (_l("Taken back"), _number),
    "lines": (_l("Lines"), _number),
    "counted": (_l("Counted anew"), _number),
    "needed": (_l("Needed"), _number),
    "voters": (_l("Number of voters"), _number),
    "hold_by": (_l("To be held by"), _day),
    "session": (_l("Session"), _text),
    "is_file": (_l("A file"), _truth),
    "is_fixed": (_l("Put right"), _truth),
    "is_on_time": (_l("In time"), _truth),
    "clock_rests": (_l("The limit rests"), _truth),
    "solved": (_l("Solved?"), _word(SOLVED_LABELS)),
    "satisfaction": (_l("Rating, of 5"), _number),
    "by": (_l("By"), _word(BY)),
    "from_ward": (_l("From"), _ward),
    "to_ward": (_l("To"), _ward),
    "to_body": (_l("To"), _text),
    "from_department": (_l("Department before"), _department),
    "to_department": (_l("Department"), _department),
    "confined_to": (_l("Read only by"), _word(CONFINED)),
    "confined_before": (_l("Read before by"), _word(CONFINED)),
    "tell": (_l("Told"), _word(TOLD)),
    "way": (_l("How it came"), _word(WAYS)),
    "first_day": (_l("From day"), _day),
    "last_day": (_l("To day"), _day),
    "row_count": (_l("Rows"), _number),
    "has_personal": (_l("With people's names"), _truth),
    "part": (_l("Text"), _word(TEXT_PARTS)),
    "masked": (_l("Taken out"), _counted),
    "kept": (_l("Left in on purpose"), _counted),
    "publish_at": (_l("To be published"), _moment),
    "helper_id": (_l("Helper"), _person),
    "is_offline": (_l("Without a signal"), _truth),
    **{
        name: (label, _word(words))
        for name, (label, words) in (WORDS_OF_TEAMS | WORDS_OF_POCKET | WORDS_OF_DOORS).items()
    },
    "due_on": (_l("Date"), _day),
    "before": (_l("Date before"), _day),
    "wanted": (_l("Date asked for"), _day),
    "when": (_l("When"), _word(REMINDED)),
    "is_public": (_l("Everyone may read it"), _truth),
    "count": (_l("How many now"), _number),
    "supporters": (_l("Supporters who moved along"), _number),
    "concern_count": (_l("How many it is about"), _number),
    "ground": (_l("Ground"), _word(REFUSAL_GROUNDS)),
    "source": (_l("Source"), _text),
    "as_of": (_l("As of"), _day),
    "number": (_l("Number"), _number),
    "number_before": (_l("Number before"), _number),
    "old": (_l("Before"), _text),
    "new": (_l("After"), _text),
}
SETTINGS: dict[str, object] = {
    "ward.is_open": _l("Takes reports"),
    "ward.address": _l("Address of the office"),
    "ward.hotline": _l("Phone number of the office"),
    "ward.email": _l("E-mail address of the office"),
    "ward.office_hours": _l("Office hours"),
    "department.added": _l("Department added"),
    "department.name": _l("Name of a department"),
    "department.name_en": _l("English name of a department"),
    "department.short_name": _l("Short name of a department"),
    "department.position": _l("Place of a department in the list"),
    "department.head_id": _l("Head of a department"),
    "department.is_active": _l("Department in use"),
    "neighbourhood.added": _l("Neighbourhood added"),
    "neighbourhood.name": _l("Name of a neighbourhood"),
    "neighbourhood.households": _l("Households of a neighbourhood"),
    "neighbourhood.position": _l("Place of a neighbourhood in the list"),
    "neighbourhood.is_active": _l("Neighbourhood in use"),
    "category.added": _l("Field added"),
    "category.name": _l("Name of a field"),
    "category.hint": _l("Examples for a field"),
    "category.keywords": _l("Words that point to a field"),
    "category.is_sensitive": _l("Cases of a field kept private"),
    "category.is_active": _l("Field in use"),
    "category.department": _l("Department that gets a field"),
    "deadline_rule.added": _l("Limit added"),
    "deadline_rule.effective_to": _l("Last day of a limit"),
    "escalation_rule.added": _l("Rung of the ladder changed for this ward"),
    "escalation_rule.removed": _l("Rung of the ladder again as in all wards"),
    "escalation_rule.share": _l("Part of the time until a reminder"),
    "escalation_rule.days_late": _l("Days after the limit until a reminder"),
    "escalation_rule.tell": _l("Who a reminder goes to"),
    "escalation_rule.citation": _l("What a reminder rests on"),
    "escalation_rule.is_active": _l("Rung of the ladder in use"),
    "answer_template.added": _l("Answer text added"),
    "answer_template.title": _l("Title of an answer text"),
    "answer_template.body": _l("Words of an answer text"),
    "answer_template.category_id": _l("Field of an answer text"),
    "answer_template.for_state": _l("State for an answer text"),
    "answer_template.is_active": _l("Answer text shown"),
    "closed_period.added": _l("Days without reception announced"),
    "closed_period.last_day": _l("Last day without reception"),
    "closed_period.removed": _l("Days without reception called off"),
}
# What limits are for.
PURPOSES: dict[str, object] = {
    "answer": _l("Answering"),
    "answer_several_units": _l("Answering, when several units must work together"),
    "forward": _l("Forwarding to the body in charge"),
    "supervision_recommendation": _l("Answering a recommendation of supervision"),
    "refuse_reception_notice": _l("Notice of a refusal to receive"),
    "waiting_resident": _l("Waiting for more from the sender"),
    "ask_judgement": _l("Asking the sender whether it is solved"),
    "reopen_window": _l("Asking to reopen a case"),
    "dialogue_notice": _l("Announcing a dialogue, before its day"),
    "dialogue_results": _l("Publishing the results of a dialogue"),
    "commitment_voice": _l("Time to confirm or dispute what is reported done"),
    "dialogue_erase": _l("Erasing who registered for a dialogue"),
    "dialogue_yearly": _l("Dialogues to be held in a year"),
    "dialogue_request": _l("Voters who can ask for a dialogue together"),
    "dialogue_request_hold": _l("Holding a dialogue that enough voters asked for"),
    "dialogue_request_open": _l("Time in which voters can join a request for a dialogue"),
    "dialogue_request_erase": _l("Erasing who asked for a dialogue"),
}


def heading_of(event: Event, label: object) -> object:
    """Return what happened; for a setting, which one."""
    return SETTINGS.get(event.facts.get("what", ""), label)


def lines_of(event: Event, names: Names) -> list[tuple[object, str]]:
    """Return the facts of an event as (label, text) lines."""
    facts = dict(event.facts)
    if event.kind == "CalendarChanged":
        facts |= {key: DAY_KINDS.get(facts[key], facts[key]) for key in ("old", "new")}
    elif event.kind == "SettingChanged":
        facts = _setting(facts)
    lines = []
    for key, (label, tell) in FACTS.items():
        value = facts.get(key)
        text = "" if value in (None, "", []) else str(tell(value, names))
        if text:
            lines.append((label, text))
    return lines


def _setting(facts: dict[str, Any]) -> dict[str, Any]:
    """Tell a setting's values: days as days, yes and no, and what was added only once."""
    what, values = str(facts.get("what", "")), {key: facts.get(key) for key in ("old", "new")}
    if what.endswith((".added", ".removed", ".head_id")):
        values = {}
    elif what.endswith(("effective_to", "last_day")):
        values = {key: _day(value, Names()) if value else "" for key, value in values.items()}
    elif what.endswith(".tell"):
        values = {key: TOLD.get(str(value), value) for key, value in values.items()}
    else:
        values = {key: plain_words(value) for key, value in values.items()}
    return {"name": limit_name(str(facts.get("name", ""))), **values}


def limit_name(name: str) -> str:
    """Return the name of what a setting belongs to; a limit is named by what it is for."""
    purpose, _, rest = name.partition(": ")
    if purpose not in PURPOSES:
        return name
    days, _, unit = rest.partition(" ")
    counted = f": {days} {UNITS.get(unit, unit)}" if rest else ""
    return f"{PURPOSES[purpose]}{counted}"


def plain_words(value: Any) -> Any:
    """Return a setting's value in words."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value
