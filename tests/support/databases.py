"""One database per test process: made once, then put back after each test that wrote.

The application under test really commits, and its event tables refuse to be emptied, so a copy of
the template takes the place of what a test has changed: a file on SQLite, `CREATE DATABASE ...
TEMPLATE` on PostgreSQL. That is a matter of a few milliseconds and of some forty.
"""

import pathlib
import re
import shutil
from typing import Any, Protocol

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

WRITE = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|TRUNCATE|SELECT (setval|nextval))", re.I
)


class Database(Protocol):
    """What the fixtures need of an engine."""

    url: str

    def keep(self, name: str) -> None:
        """Remember the state of now under a name. Nothing may be connected."""

    def restore(self, name: str) -> None:
        """Go back to what was kept under a name. Nothing may be connected."""

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

    def restore(self, name: str) -> None:
        for path in self.folder.glob(f"{self.file.name}*"):
            path.unlink()
        self.number += 1
        shutil.copyfile(self.folder / f"{name}.sqlite", self.file)

    def remove(self) -> None:
        event.remove(Engine, "do_connect", self.connect_to_file)


class PostgresqlDatabase:
    """A database on the server that TEST_DATABASE_URL names, and its templates."""

    def __init__(self, server_url: str, name: str) -> None:
        server = make_url(server_url)
        self.name, self.kept = name, list[str]()
        self.server = server.set(drivername="postgresql").render_as_string(hide_password=False)
        self.url = server.set(database=name, drivername="postgresql+psycopg").render_as_string(
            hide_password=False
        )
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")

    def keep(self, name: str) -> None:
        template = f"{self.name}_{name}"
        self.execute(
            f"DROP DATABASE IF EXISTS {template} WITH (FORCE)",
            f"CREATE DATABASE {template} TEMPLATE {self.name}",
        )
        self.kept.append(template)

    def restore(self, name: str) -> None:
        self.execute(
            f"DROP DATABASE {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.name}_{name}",
        )

    def remove(self) -> None:
        for name in (self.name, *self.kept):
            self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def execute(self, *statements: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


def database_for(server_url: str | None, worker: str, folder: pathlib.Path) -> Database:
    if server_url:
        return PostgresqlDatabase(server_url, f"lang_nghe_{worker}")
    return SqliteDatabase(folder)


class Writes:
    """Notes whether anything was written since reset()."""

    def __init__(self) -> None:
        self.seen = False
        event.listen(Engine, "before_cursor_execute", self.note)

    def note(self, _conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.seen = self.seen or bool(WRITE.match(statement))

    def reset(self) -> None:
        self.seen = False

    def stop(self) -> None:
        event.remove(Engine, "before_cursor_execute", self.note)
