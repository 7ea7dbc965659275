"""Marks as a phone at the door sends them, and what became of each in words."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from citizen_app.core import clock
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.dialogue.commands import checkin

MARK_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
MOST_MARKS = 100
TEXTS = ("id", "kind", "code", "target", "name")
OUTCOMES: dict[str, object] = {
    checkin.DONE: _l("Checked in."),
    checkin.ALREADY: _l("Checked in before, at %(time)s. It counts once."),
    checkin.KEPT: _l("Another phone had checked them in too: they stay checked in."),
    checkin.UNKNOWN: _l("No registration has this code."),
    checkin.ELSEWHERE: _l("This code is of another session."),
    checkin.OFF_DUTY: _l("You were not at this door any more. Please tell the ward who came."),
    checkin.REFUSED: _l("This could not be taken. Please enter it again."),
}


def read_mark(sent: Any) -> checkin.Mark:
    """Return what one mark says; what cannot be read becomes a mark that is refused."""
    sent = sent if isinstance(sent, dict) else {}
    name = {key: sent.get(key) if isinstance(sent.get(key), str) else "" for key in TEXTS}
    whole = MARK_ID.fullmatch(str(name["id"]))
    ago = _whole_number(sent.get("ago"), most=30 * 86400) or 0
    place, people = sent.get("neighbourhood") or None, sent.get("people") or None
    number_of_place = _whole_number(place, most=2**31 - 1)
    number_of_people = _whole_number(people, most=99)
    wrong = (place is not None and number_of_place is None) or (
        people is not None and number_of_people is None
    )
    return checkin.Mark(
        id=str(name["id"])[:64],
        kind=str(name["kind"]) if whole and not wrong else "",
        at=clock.now() - dt.timedelta(seconds=ago),
        code=str(name["code"])[:40],
        target=str(name["target"])[:64],
        name=str(name["name"])[:400],
        neighbourhood_id=number_of_place,
        people=number_of_people,
    )


def _whole_number(value: Any, *, most: int) -> int | None:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,10}", value):
        value = int(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 <= value <= most else None


def told(one: checkin.Outcome) -> dict[str, str]:
    """Return what became of a mark, for its phone."""
    words = outcome_words(one.outcome, one.at)
    return {"id": one.id, "outcome": one.outcome, "code": one.code, "words": words}


def outcome_words(outcome: str, at: dt.datetime | None) -> str:
    """Return an outcome in words; `at` is the moment that counts."""
    return str(OUTCOMES[outcome]) % {"time": time_words(at)}


def time_words(at: dt.datetime | None) -> str:
    """Return the time of day in the ward, "" for none."""
    return f"{clock.local(at):%H:%M}" if at is not None else ""
