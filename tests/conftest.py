"""Fixtures for all tests. The engine is SQLite, or the PostgreSQL server of TEST_DATABASE_URL.

app         the application, in a context of its own, so that commands and queries can be called;
            the database is back in its first state before the next test
client      one visitor's browser (tests/support/client.py); new_client() makes more
ward        Phường Bến Thành, open for reports; all wards of the city are loaded
browser_as  browser_as(Role.OFFICER): the browser of somebody with that role in the ward
demo        the demonstration's wards, people and reports
mails       mails(): the e-mails sent so far, oldest first
"""

import dataclasses
import os
import pathlib
import shutil
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import flask_migrate
import pytest
from flask import Flask

import catalogues
from citizen_app import create_app
from citizen_app.core.db import db
from citizen_app.core.web import page_cache
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from config import ROOT, Settings
from tests.support import network, people
from tests.support.client import StrictClient
from tests.support.databases import Database, Writes, database_for

pytest_plugins = ["tests.support.browser"]

FIRST, DEMO = "first", "demo"
SERVER_URL = os.environ.get("TEST_DATABASE_URL")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # once, before the processes part
        catalogues.compile_changed()


def pytest_report_header() -> str:
    return f"database: {'PostgreSQL' if SERVER_URL else 'SQLite'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `pg` belong to the other round; they are not collected here, and not skipped."""
    if not SERVER_URL:
        items[:] = [item for item in items if not item.get_closest_marker("pg")]


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        network.block(patch)
        yield


@pytest.fixture(scope="session")
def instance_dir(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="session")
def database(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = database_for(SERVER_URL, worker_id, tmp_path_factory.mktemp("database"))
    yield database
    database.remove()


@pytest.fixture(scope="session")
def settings(database: Database, instance_dir: pathlib.Path) -> Settings:
    environment = {
        "DATABASE_URL": database.url,
        "INSTANCE_DIR": str(instance_dir),
        "SECRET_KEY": "only-for-tests-and-long-enough-to-pass",
        "PUBLIC_URL": "http://localhost",
    }
    return dataclasses.replace(Settings.from_environment(environment), testing=True)


@pytest.fixture(scope="session")
def migrated_app(settings: Settings, database: Database) -> Flask:
    """The application on a database that the migrations made, with the city's wards."""
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        loaded = app.test_cli_runner().invoke(args=["wards", "load", "--province", "79"])
        assert loaded.exit_code == 0, loaded.output
        db.session.remove()
        db.engine.dispose()
        database.keep(FIRST)
    return app


@pytest.fixture(scope="session")
def writes() -> Iterator[Writes]:
    writes = Writes()
    yield writes
    writes.stop()


@pytest.fixture
def app(
    migrated_app: Flask, database: Database, instance_dir: pathlib.Path, writes: Writes
) -> Iterator[Flask]:
    page_cache.init_app(migrated_app)
    writes.reset()
    with migrated_app.app_context():
        yield migrated_app
        db.session.remove()
        if writes.any():
            db.engine.dispose()
            database.restore(FIRST, None if writes.whole else writes.tables)
    for folder in instance_dir.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)


@pytest.fixture(scope="session")
def kept_demo(
    migrated_app: Flask,
    database: Database,
    instance_dir: pathlib.Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> pathlib.Path:
    """The demo's database, kept; returns the folder with a copy of its files."""
    files = tmp_path_factory.mktemp("demo")
    with migrated_app.app_context():
        loaded = migrated_app.test_cli_runner().invoke(args=["demo", "load"])
        assert loaded.exit_code == 0, loaded.output
        db.session.remove()
        db.engine.dispose()
        database.keep(DEMO)
        database.restore(FIRST)
    for folder in [path for path in instance_dir.iterdir() if path.is_dir()]:
        shutil.move(folder, files)
    return files


@pytest.fixture
def demo(
    kept_demo: pathlib.Path,
    app: Flask,
    database: Database,
    instance_dir: pathlib.Path,
    writes: Writes,
) -> None:
    """The demo's wards, people and reports. Mark such tests xdist_group("demo"): it loads long."""
    db.session.remove()
    db.engine.dispose()
    database.restore(DEMO)
    writes.whole = True  # go back afterwards, even if the test only reads
    shutil.copytree(kept_demo, instance_dir, dirs_exist_ok=True)


@pytest.fixture
def new_client(app: Flask) -> Callable[[], StrictClient]:
    return lambda: StrictClient(app)


@pytest.fixture
def client(new_client: Callable[[], StrictClient]) -> StrictClient:
    return new_client()


@pytest.fixture
def ward(app: Flask) -> Ward:
    return people.open_ward()


@pytest.fixture
def browser_as(app: Flask, ward: Ward) -> Callable[[Role], StrictClient]:
    return lambda role: people.browser_of(app, people.make_staff(role, ward))


@pytest.fixture
def mails(app: Flask, instance_dir: pathlib.Path) -> Callable[[], list[EmailMessage]]:
    def read() -> list[EmailMessage]:
        files = sorted((instance_dir / "mail").glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    return read
