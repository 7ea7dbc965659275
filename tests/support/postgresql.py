"""A test process's database on the PostgreSQL server of TEST_DATABASE_URL."""

import contextlib
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

TABLES = """
SELECT table_name, array_agg(column_name::text) FROM information_schema.columns
JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
GROUP BY table_name"""
SEQUENCES = """
SELECT t.relname, s.relname FROM pg_class s
JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
JOIN pg_class t ON t.oid = d.refobjid
WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace"""
# What a deletion elsewhere deletes or empties by itself.
FOLLOWERS = """
SELECT confrelid::regclass::text, conrelid::regclass::text FROM pg_constraint
WHERE contype = 'f' AND confdeltype IN ('c', 'n', 'd')"""


class PostgresqlDatabase:
    """Keeps each state twice: as a template, and its rows in a schema of the database itself."""

    def __init__(self, server_url: str, name: str) -> None:
        server = make_url(server_url).set(drivername="postgresql")
        own = server.set(database=name)
        self.name, self.kept = name, dict[str, KeptRows]()
        self.server = server.render_as_string(hide_password=False)
        self.dsn = own.render_as_string(hide_password=False)
        self.url = own.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")

    def keep(self, name: str) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            self.kept[name] = KeptRows(connection, name)
        template = f"{self.name}_{name}"
        self.execute(
            f"DROP DATABASE IF EXISTS {template} WITH (FORCE)",
            f"CREATE DATABASE {template} TEMPLATE {self.name}",
        )

    def restore(self, name: str, written: set[str] | None = None) -> None:
        # A failed test may still hold a lock; then the database is made again.
        with contextlib.suppress(psycopg.errors.LockNotAvailable):
            if written is not None and self.kept[name].knows(written):
                with psycopg.connect(self.dsn, autocommit=True) as connection:
                    return self.kept[name].put_back(connection, written)
        return self.execute(
            f"DROP DATABASE {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.name}_{name}",
        )

    def remove(self) -> None:
        for name in (self.name, *(f"{self.name}_{kept}" for kept in self.kept)):
            self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def execute(self, *statements: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


class KeptRows:
    """The rows of all tables as they were, and where their numbers stood."""

    def __init__(self, connection: psycopg.Connection[Any], name: str) -> None:
        self.schema = f"kept_{name}"
        self.columns: dict[str, list[str]] = dict(connection.execute(TABLES).fetchall())
        self.followers = connection.execute(FOLLOWERS).fetchall()
        self.filled: set[str] = set()
        self.numbers: dict[str, tuple[str, int, bool]] = {}
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(self.schema)))
        for table in self.columns:
            copy = sql.SQL("CREATE TABLE {} AS SELECT {} FROM {}")
            connection.execute(copy.format(*self.parts(table)))
            found = connection.execute(
                sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))
            )
            if found.fetchone():
                self.filled.add(table)
        for table, sequence in connection.execute(SEQUENCES).fetchall():
            state = sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(sequence))
            value, is_called = connection.execute(state).fetchone()
            self.numbers[table] = (sequence, value, is_called)

    def knows(self, tables: set[str]) -> bool:
        return tables <= self.columns.keys()

    def put_back(self, connection: psycopg.Connection[Any], written: set[str]) -> None:
        """Give the written tables their rows back; their triggers and references are off meanwhile."""
        statements = [sql.SQL("SET lock_timeout = '2s'; SET session_replication_role = replica")]
        for table in sorted(self.with_followers(written)):
            statements.append(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            if table in self.filled:
                kept, columns, own = self.parts(table)
                copy = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {}")
                statements.append(copy.format(own, columns, columns, kept))
            if table in self.numbers:
                numbers = sql.SQL("SELECT setval({}, {}, {})")
                statements.append(numbers.format(*self.numbers[table]))
        connection.execute(sql.SQL("; ").join(statements))

    def with_followers(self, tables: set[str]) -> set[str]:
        found = set(tables)
        while more := {child for parent, child in self.followers if parent in found} - found:
            found |= more
        return found

    def parts(self, table: str) -> tuple[sql.Composable, sql.Composable, sql.Composable]:
        """The copy, the columns, the table itself."""
        columns = sql.SQL(", ").join(sql.Identifier(name) for name in self.columns[table])
        return sql.Identifier(self.schema, table), columns, sql.Identifier(table)
