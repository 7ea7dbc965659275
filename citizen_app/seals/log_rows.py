"""The rows of the event log as the database has them, for sealing and for comparing.

Read past the models on purpose: a row that somebody has changed by hand may hold what no model can
read, and must be told of, not stumbled over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy import String as SqlString

from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.seals.models import Ranges

EventRow = dict[str, Any]
OF_EVENT = tuple(sorted(column.name for column in Event.__table__.columns))
SQLITE_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{6})")
AT_ONCE = 1000


def rows_between(after_id: int | None, last_id: int) -> Iterator[EventRow]:
    """Yield the events after a number (None: from the very first) up to another, in order."""
    within = Event.id <= last_id
    if after_id is not None:
        within = and_(within, Event.id > after_id)
    return _read(_events().where(within).order_by(Event.id))


def rows_after(after_id: int | None, most: int | None = None) -> Iterator[EventRow]:
    """Yield the events after a number (None: all), in order, at most so many."""
    query = _events() if after_id is None else _events().where(Event.id > after_id)
    return _read(query.order_by(Event.id).limit(most))


def rows_in(ranges: Ranges) -> list[EventRow]:
    """Return the events whose numbers lie in some ranges, in order."""
    rows: list[EventRow] = []
    for at in range(0, len(ranges), 200):
        within = [Event.id.between(first, last) for first, last in ranges[at : at + 200]]
        rows.extend(_read(_events().where(or_(*within)).order_by(Event.id)))
    return rows


def rows_of(subject_type: str, subject_id: int) -> list[EventRow]:
    """Return the events of one thing, oldest first."""
    about = and_(Event.subject_type == subject_type, Event.subject_id == subject_id)
    return list(_read(_events().where(about).order_by(Event.id)))


def _events() -> Select[Any]:
    """Select every column of the log as plainly as the engine can say it."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    at: ColumnElement[Any] = (
        type_coerce(Event.at, SqlString)
        if is_sqlite
        # As text, so that a moment which Python cannot hold is still a value to compare.
        else func.to_char(
            func.timezone("UTC", Event.at), literal_column('\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\'')
        )
    )
    special = {"at": at, "facts": cast(Event.facts, Text)}
    columns = (special.get(name, Event.__table__.c[name]).label(name) for name in OF_EVENT)
    return select(*columns)


def _read(query: Select[Any]) -> Iterator[EventRow]:
    result = db.session.execute(query, execution_options={"yield_per": AT_ONCE})
    for row in result:
        event = dict(zip(OF_EVENT, row, strict=True))
        event["at"], event["facts"] = _moment(event["at"]), _facts(event["facts"])
        yield event


def _moment(read: Any) -> Any:
    """Return a moment as seals write it; what is none stays as it is."""
    found = SQLITE_MOMENT.fullmatch(read) if isinstance(read, str) else None
    return f"{found[1]}T{found[2]}Z" if found else read


def _facts(read: Any) -> Any:
    """Return the facts; what is no proper JSON stays the text that it is."""
    try:
        return json.loads(read, object_pairs_hook=_once_each, parse_constant=_refuse)
    except (ValueError, TypeError, RecursionError):
        return read


def _once_each(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: one reader would take the first, another the last."""
    kept = list(pairs)
    facts = dict(kept)
    if len(facts) != len(kept):
        raise ValueError("a name stands twice")
    return facts


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
