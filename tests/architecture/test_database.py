"""The migrations make exactly what the models say, both ways, and the database guards the log."""

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.exc import DBAPIError

from citizen_app.core.db import db
from citizen_app.feedback.models import Report
from citizen_app.wards.models import Ward
from config import ROOT
from tests.support import factories

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


def test_migrations_keep_the_data(ward: Ward) -> None:
    """Down to the one before the newest and up again, with a whole case in the tables."""
    sent = factories.published(ward, factories.team_of(ward), email="an@vidu.example")
    code = sent.report.code
    before = rows()
    db.session.remove()
    flask_migrate.downgrade(directory=MIGRATIONS, revision="-1")
    old = tables()
    flask_migrate.upgrade(directory=MIGRATIONS)
    after = rows()  # what only the newest tables held is gone, and nothing else
    assert {name: after[name] for name in old if name in after} == {
        name: count for name, count in before.items() if name in old
    }
    report = db.session.scalars(sa.select(Report).where(Report.code == code)).one()
    assert report.contact.email == "an@vidu.example" and report.published_answer is not None


def rows() -> dict[str, int]:
    return {
        table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
        if not table.info.get("virtual")
    }


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
