"""Writing very many rows: COPY on PostgreSQL, executemany on SQLite; indexes rest meanwhile.

All of it happens in the one transaction of the caller: what fails leaves the database as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Table, text
from sqlalchemy.exc import ProgrammingError

from citizen_app.core.db import UtcDateTime, db
from citizen_app.demo.bulk_words import day_text

BATCH = 20_000
SECONDS_OF_DAY = 86_400
FIRST_DAY = 719_163  # 1970-01-01 as a day number
Value = Any


@lru_cache(maxsize=20_000)
def _day(number: int) -> str:
    day, month, year = day_text(number).split("/")
    return f"{year}-{month}-{day}"


@lru_cache(maxsize=90_000)
def _time(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def moment_text(seconds: int) -> str:
    """Return a moment (seconds since 1970, UTC) as both engines keep it, but for what follows."""
    day, second = divmod(seconds, SECONDS_OF_DAY)
    return f"{_day(FIRST_DAY + day)} {_time(second)}"


class Writer:
    """Collects the rows of one table. Moments are given in seconds since 1970, JSON as text."""

    def __init__(self, table: Table, columns: Sequence[str]) -> None:
        self.table, self.rows = table, list[tuple[Value, ...]]()
        self.written = 0
        rest = [c for c in table.columns if c.name not in columns and c.default is not None]
        # What a model would fill in by itself.
        fixed = {c.name: _default(c) for c in rest}
        self.columns = [*columns, *fixed]
        self.constants = tuple(fixed.values())
        kinds = [table.columns[name].type for name in self.columns]
        self.moments = [place for place, kind in enumerate(kinds) if isinstance(kind, UtcDateTime)]
        self.is_sqlite = db.engine.dialect.name == "sqlite"
        self.suffix = ".000000" if self.is_sqlite else "+00"

    def add(self, *values: Value) -> None:
        """Add a row."""
        row = [*values, *self.constants]
        for place in self.moments:
            if row[place] is not None:
                row[place] = moment_text(row[place]) + self.suffix
        self.rows.append(tuple(row))

    def flush(self) -> None:
        """Send what was collected."""
        if not self.rows:
            return
        names = ", ".join(f'"{name}"' for name in self.columns)
        driver: Any = db.session.connection().connection.driver_connection
        if self.is_sqlite:
            marks = ", ".join("?" * len(self.columns))
            insert = f"insert into {self.table.name} ({names}) values ({marks})"  # noqa: S608
            driver.executemany(insert, self.rows)
        else:
            with (
                driver.cursor() as cursor,
                cursor.copy(f"copy {self.table.name} ({names}) from stdin") as copy,
            ):
                copy.write("".join(map(_copy_line, self.rows)))
        self.written += len(self.rows)
        self.rows.clear()


def _default(column: Any) -> Value:
    value = column.default.arg
    if callable(value):
        value = value(None)
    return "{}" if isinstance(column.type, JSON) and value == {} else value


def _copy_line(row: tuple[Value, ...]) -> str:
    return "\t".join(map(_copied, row)) + "\n"


def _copied(value: Value) -> str:
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    written = str(value)
    if "\\" in written or "\n" in written or "\t" in written:
        return written.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    return written


@contextmanager
def resting_indexes(tables: Sequence[Table]) -> Iterator[None]:
    """Take away what would be kept in step row by row, and build it at the end in one go."""
    names = [table.name for table in tables]
    rest = _rest_sqlite if db.engine.dialect.name == "sqlite" else _rest_postgresql
    again = rest(names)
    yield
    for statement in again:
        db.session.execute(text(statement.replace(":", "\\:")))


def _rest_sqlite(names: Sequence[str]) -> list[str]:
    asked = "select type, name, sql, tbl_name from sqlite_master where sql is not null"
    rows = [row for row in db.session.execute(text(asked)) if row.tbl_name in names]
    indexes = [row for row in rows if row.type == "index"]
    inserting = [row for row in rows if row.type == "trigger" and row.name == "search_entry_in"]
    for row in [*indexes, *inserting]:
        db.session.execute(text(f'drop {row.type} "{row.name}"'))
    rebuild = "insert into search_fts(search_fts) values ('rebuild')"
    return [row.sql for row in [*indexes, *inserting]] + [rebuild]


def _rest_postgresql(names: Sequence[str]) -> list[str]:
    _without_checks_one_by_one()
    asked = """select i.indexname, i.indexdef from pg_indexes i
        where i.schemaname = current_schema() and i.tablename = any(:names)
        and not exists (select 1 from pg_constraint c where c.conname = i.indexname)"""
    rows = db.session.execute(text(asked), {"names": list(names)}).all()
    for row in rows:
        db.session.execute(text(f'drop index "{row.indexname}"'))
    db.session.execute(text("set local maintenance_work_mem = '512MB'"))
    sequences = [
        f"select setval(pg_get_serial_sequence('{name}', 'id'), max(id)) from {name}"  # noqa: S608
        for name in names
        if name != "report_contact"
    ]
    return [row.indexdef for row in rows] + sequences + [f"analyze {name}" for name in names]


def _without_checks_one_by_one() -> None:
    """Leave out the look-up of every foreign key, where the database lets us (its owner may not)."""
    try:
        with db.session.begin_nested():
            db.session.execute(text("set local session_replication_role = replica"))
    except ProgrammingError:
        return
