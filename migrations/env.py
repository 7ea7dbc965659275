"""How migrations run: inside the application, one transaction, on either engine."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import text

config = context.config
VIRTUAL = "search_fts"
LOCK = 7_264_001


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Leave out the full text tables and the columns that only one engine has."""
    if kind == "table" and (name or "").startswith(VIRTUAL):
        return False
    if kind == "index" and name in {
        "ix_search_entry_exact_vector",
        "ix_search_entry_folded_vector",
    }:
        return False
    return not (kind == "column" and name in {"exact_vector", "folded_vector"})


def render_item(kind: str, thing: Any, _context: Any) -> Any:
    """Write our moments as what the database has: a migration knows no code of the application."""
    if kind == "type" and type(thing).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Bring the database to the wanted revision."""
    db = current_app.extensions["migrate"].db
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # Two servers that start together take turns; a long lock on a busy table gives up instead.
            connection.execute(text(f"select pg_advisory_lock({LOCK})"))
            connection.execute(text("set lock_timeout = '10s'"))
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=include_object,
            render_item=render_item,
            compare_type=True,
            render_as_batch=connection.dialect.name == "sqlite",
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"select pg_advisory_unlock({LOCK})"))
        connection.commit()


run()
