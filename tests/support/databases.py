"""One database per test process: migrated once, then put back after each test that wrote.

The application under test really commits, and its event tables refuse to be emptied, so a copy of
the template takes the place of what a test has changed: a file on SQLite, `CREATE DATABASE ...
TEMPLATE` on PostgreSQL.
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

    def keep(self) -> None:
        """Remember the state of now, to which restore() returns. Nothing may be connected."""

    def restore(self) -> None:
        """Go back to what was kept. Nothing may be connected."""

    def remove(self) -> None:
        """Leave nothing behind."""


class SqliteDatabase:
    """A file, its template beside it."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.file = folder / "test.sqlite"
        self.template = folder / "template.sqlite"
        self.url = f"sqlite:///{self.file}"

    def keep(self) -> None:
        shutil.copyfile(self.file, self.template)

    def restore(self) -> None:
        for ending in ("-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        shutil.copyfile(self.template, self.file)

    def remove(self) -> None:
        """The folder is the test run's own."""


class PostgresqlDatabase:
    """A database on the server that TEST_DATABASE_URL names, and its template."""

    def __init__(self, server_url: str, name: str) -> None:
        server = make_url(server_url)
        self.name, self.template = name, f"{name}_template"
        self.server = server.set(drivername="postgresql").render_as_string(hide_password=False)
        self.url = server.set(database=name, drivername="postgresql+psycopg").render_as_string(
            hide_password=False
        )
        self.remove()
        self.execute(f"CREATE DATABASE {self.name}")

    def keep(self) -> None:
        self.execute(
            f"DROP DATABASE IF EXISTS {self.template}",
            f"CREATE DATABASE {self.template} TEMPLATE {self.name}",
        )

    def restore(self) -> None:
        self.execute(
            f"DROP DATABASE {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.template}",
        )

    def remove(self) -> None:
        self.execute(
            f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
            f"DROP DATABASE IF EXISTS {self.template} WITH (FORCE)",
        )

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
