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
    LargeBinary,
    Select,
    Text,
    and_,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy import Integer as SqlInteger

from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.seals.models import Ranges

EventRow = dict[str, Any]
OF_EVENT = tuple(sorted(column.name for column in Event.__table__.columns))
SQLITE_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{6})")
AT_ONCE = 1000
ODD = "has_odd_type"


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
    columns = _of_sqlite() if db.engine.dialect.name == "sqlite" else _of_postgresql()
    return select(*(column.label(name) for name, column in columns.items()))


def _of_sqlite() -> dict[str, ColumnElement[Any]]:
    """Return the columns for an engine that keeps any value in any column: texts as their bytes."""
    columns = {column.name: column for column in Event.__table__.columns}
    texts = [name for name in OF_EVENT if not isinstance(columns[name].type, SqlInteger)]
    odd = or_(*(func.typeof(columns[name]) == "blob" for name in texts))
    plain = {name: columns[name] for name in OF_EVENT if name not in texts}
    return plain | {name: cast(columns[name], LargeBinary) for name in texts} | {ODD: odd}


def _of_postgresql() -> dict[str, ColumnElement[Any]]:
    """Return the columns, the moment as text: so that one which Python cannot hold can be compared."""
    form: ColumnElement[str] = literal_column('\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\'')
    return {column.name: column for column in Event.__table__.columns} | {
        "at": func.to_char(func.timezone("UTC", Event.at), form),
        "facts": cast(Event.facts, Text),
    }


def _read(query: Select[Any]) -> Iterator[EventRow]:
    result = db.session.execute(query, execution_options={"yield_per": AT_ONCE})
    names = list(result.keys())
    for row in result:
        event = {name: _text(value) for name, value in zip(names, row, strict=True)}
        event["at"], event["facts"] = _moment(event["at"]), _facts(event["facts"])
        if not event.get(ODD, True):
            del event[ODD]  # else it stays, and the row is not what was sealed
        yield event


def _text(value: Any) -> Any:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def _moment(read: Any) -> Any:
    """Return a moment as seals write it; what is none stays as it is."""
    found = SQLITE_MOMENT.fullmatch(read) if isinstance(read, str) else None
    return f"{found[1]}T{found[2]}Z" if found else read


def _facts(read: Any) -> Any:
    """Return the facts; what is no proper JSON stays the text that it is."""
    try:
        return READER.decode(read)
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


READER = json.JSONDecoder(object_pairs_hook=_once_each, parse_constant=_refuse)
