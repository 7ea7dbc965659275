"""The migrations make exactly what the models say, both ways, and the database guards the log."""

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.exc import DBAPIError

from citizen_app.core.db import db
from config import ROOT

MIGRATIONS = str(ROOT / "migrations")


def test_models_and_migrations_agree(app: Flask) -> None:
    try:
        flask_migrate.check(directory=MIGRATIONS)
    except SystemExit:
        pytest.fail("the models have changes without a migration: make migrations m='...'")


def test_there_is_one_newest_migration(app: Flask) -> None:
    heads = ScriptDirectory(MIGRATIONS).get_heads()
    assert len(heads) == 1
    with db.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_heads() == tuple(heads)


def test_migrations_can_be_undone_and_done_again(app: Flask) -> None:
    before = tables()
    flask_migrate.downgrade(directory=MIGRATIONS, revision="base")
    assert tables() <= {"alembic_version"}
    flask_migrate.upgrade(directory=MIGRATIONS)
    assert tables() == before


def tables() -> set[str]:
    db.session.remove()
    return set(sa.inspect(db.engine).get_table_names())


def test_constraints_have_names(app: Flask) -> None:
    nameless = [
        f"{table.name}: {type(constraint).__name__}"
        for table in db.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None and not table.info.get("virtual")
    ]
    assert not nameless


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'other'", "DELETE FROM event"])
def test_the_database_keeps_the_log_as_it_is(app: Flask, statement: str) -> None:
    db.session.execute(
        sa.text(
            "INSERT INTO event (at, kind, subject_type, subject_id, actor_role, channel, facts,"
            " request_id) VALUES ('2026-01-05', 'Something', 'thing', 1, 'system', 'web', '{}', '')"
        )
    )
    db.session.commit()
    with pytest.raises(DBAPIError):
        db.session.execute(sa.text(statement))
    db.session.rollback()
    assert db.session.scalar(sa.text("SELECT count(*) FROM event")) == 1
