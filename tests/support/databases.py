"""One database per test process: made once, then put back after each test that wrote.

The application under test really commits, and its event tables refuse to be emptied. On SQLite a
copy of a file takes the place of what a test has changed. On PostgreSQL the written tables get their
rows back with triggers off; where that is not enough, the database is made again from its template.
Both take a few milliseconds.
"""

import pathlib
import re
import shutil
from typing import Any, Protocol

from sqlalchemy import Engine, event

from tests.support.postgresql import PostgresqlDatabase

ROWS = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)\"?", re.I)
READING = re.compile(
    r"\s*(?:SELECT(?! setval)|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET|SHOW|EXPLAIN)\b",
    re.I,
)


class Database(Protocol):
    """What the fixtures need of an engine."""

    url: str

    def keep(self, name: str) -> None:
        """Remember the state of now under a name. Nothing may be connected."""

    def restore(self, name: str, written: set[str] | None = None) -> None:
        """Go back to what was kept under a name; `written` are the only tables that differ from it.

        Nothing may be connected.
        """

    def remove(self) -> None:
        """Leave nothing behind."""


class SqliteDatabase:
    """A file; each restore begins a new one, so that nothing reaches over from a failed test."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder, self.number = folder, 0
        self.named = folder / "test.sqlite"
        self.url = f"sqlite:///{self.named}"
        event.listen(Engine, "do_connect", self.connect_to_file)

    @property
    def file(self) -> pathlib.Path:
        return self.folder / f"test-{self.number}.sqlite"

    def connect_to_file(self, _dialect: Any, _record: Any, arguments: Any, _options: Any) -> None:
        """Give a connection to the address that the application knows the file of this moment."""
        if arguments and str(arguments[0]) == str(self.named):
            arguments[0] = str(self.file)

    def keep(self, name: str) -> None:
        shutil.copyfile(self.file, self.folder / f"{name}.sqlite")

    def restore(self, name: str, written: set[str] | None = None) -> None:
        for path in self.folder.glob(f"{self.file.name}*"):
            path.unlink()
        self.number += 1
        shutil.copyfile(self.folder / f"{name}.sqlite", self.file)

    def remove(self) -> None:
        event.remove(Engine, "do_connect", self.connect_to_file)


def database_for(server_url: str | None, worker: str, folder: pathlib.Path) -> Database:
    if server_url:
        return PostgresqlDatabase(server_url, f"lang_nghe_{worker}")
    return SqliteDatabase(folder)


class Writes:
    """Notes which tables were written since reset()."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self.whole = False  # something else than rows was changed
        event.listen(Engine, "before_cursor_execute", self.note)

    def note(self, _conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if match := ROWS.match(statement):
            self.tables.add(match[1])
        elif not READING.match(statement):
            self.whole = True

    def any(self) -> bool:
        return self.whole or bool(self.tables)

    def reset(self) -> None:
        self.tables, self.whole = set(), False

    def stop(self) -> None:
        event.remove(Engine, "before_cursor_execute", self.note)
