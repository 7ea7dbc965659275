"""The door of a dialogue on a helper's phone: whose doors, the list of each, and reading the marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import moment_text
from citizen_app.dialogue import policies_attendance as policies
from citizen_app.dialogue import queries_attendance, queries_door
from citizen_app.dialogue.commands.checkin import Mark
from citizen_app.dialogue.marks import MOST_MARKS, read_mark, time_words
from citizen_app.dialogue.models import Session
from citizen_app.pocket.errors import Conflict
from citizen_app.wards import queries as wards


def packed_doors(actor: Actor) -> dict[str, Any]:
    """Return at whose doors the helper is or will be, and the lists of those that are open."""
    sessions = queries_door.sessions_on_duty(actor)
    lists = (packed_door(actor, session) for session in sessions)
    return {"duties": [_duty(one) for one in sessions], "doors": [one for one in lists if one]}


def _duty(session: Session) -> dict[str, Any]:
    opens = policies.door_opens_at(session)
    return {
        "code": session.code,
        "title": session.title,
        "at": moment_text(session.starts_at),
        "place": session.place,
        "opens": moment_text(opens),
        "opens_in": max(0, int((opens - clock.now()).total_seconds())),
    }


def packed_door(actor: Actor, session: Session) -> dict[str, Any] | None:
    """Return the list of a door, None when the helper may not have it (any more).

    The least that finds a person, as at the staff's door, and which marks are the helper's own.
    """
    if not policies.may_have_list(actor, session, queries_door.duties_of(actor, session)):
        return None
    own = queries_door.own_marks(actor, session)
    left = policies.list_kept_until(session) - clock.now()
    return {
        "code": session.code,
        "title": session.title,
        "people": [
            {**vars(row), "at": time_words(row.at), "own": own.get(row.code, "")}
            for row in queries_attendance.list_for_door(actor, session)
        ],
        "walk_ins": [
            {**vars(one), "at": time_words(one.at)}
            for one in queries_door.own_walk_ins(actor, session)
        ],
        "counts": vars(queries_attendance.counts_of(session)),
        "places": [[place.id, place.name] for place in wards.list_neighbourhoods(session.ward)],
        "keep_seconds": max(0, int(left.total_seconds())),
    }


def session_of(actor: Actor, code: str) -> Session:
    """Return a session at whose door the actor is or was; say nothing of any other."""
    session = queries_door.session_of_duty(actor, code)
    if session is None:
        raise Conflict("door", _l("You were not put at the door of this dialogue."))
    return session


def marks_of(sent: Sequence[Any], phone_now: dt.datetime | None) -> list[Mark]:
    """Return the marks of a phone; `phone_now` is its own clock, by which it says when each was made.

    No name is taken: those who come without registering are counted.
    """
    if len(sent) > MOST_MARKS:
        raise Conflict("invalid", _l("Please open the page again and send once more."))
    now = int(phone_now.timestamp() * 1000) if phone_now is not None else None
    return [read_mark(_with_age(one, now)) for one in sent]


def _with_age(one: Any, now: int | None) -> dict[str, Any]:
    row = one if isinstance(one, dict) else {}
    at, ago = row.get("at"), 0
    if now is not None and isinstance(at, int) and not isinstance(at, bool):
        ago = max(0, (now - at) // 1000)
    return {**row, "ago": ago, "name": ""}
