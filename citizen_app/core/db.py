"""The database: typed models, one transaction per request, the only commit.

SQLite takes one writer at a time: a request that may write begins IMMEDIATE (waits its turn, never
fails half way), one that only reads begins deferred and may not write at all, so that readers never
stand in the writers' queue. PostgreSQL gets read-only transactions for the same requests.
"""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Connection, DateTime, Engine, Integer, MetaData, event, text
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction
from sqlalchemy.pool import Pool
from sqlalchemy.types import TypeDecorator

log = logging.getLogger(__name__)
MOST_READ_AHEAD = 1024 * 1024  # of what is no form: JSON, a piece of a photo
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# recursive_triggers: else INSERT OR REPLACE would go around the triggers that close the event log.
SQLITE_PRAGMAS = (
    "journal_mode=wal",
    "synchronous=normal",
    "foreign_keys=on",
    "recursive_triggers=on",
    "busy_timeout=10000",
)
_read_only: ContextVar[bool] = ContextVar("read_only", default=False)


class Base(DeclarativeBase):
    """The base of every model; constraints get names, so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware moment, kept in UTC on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must know its zone")
        moment = value.astimezone(dt.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


BigId = BigInteger().with_variant(Integer, "sqlite")
PERSONAL = {"personal": True}
db = SQLAlchemy(model_class=Base)


@event.listens_for(Engine, "connect")
def prepare_sqlite(connection: Any, _record: object) -> None:
    """Give each SQLite connection its settings and take over its BEGIN."""
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute("pragma " + pragma)


@event.listens_for(Engine, "begin")
def begin(connection: Connection) -> None:
    """Begin as a reader or as a writer."""
    reading = _read_only.get()
    if connection.dialect.name == "sqlite":
        if connection.info.get("query_only", False) != reading:
            connection.exec_driver_sql(f"pragma query_only={int(reading)}")
            connection.info["query_only"] = reading
        _begin_on_sqlite(connection, reading)
    elif reading:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


# SQLite's own waiting is a sleep that grows: among many threads one may wait for ever while others go
# first. Threads of one process stand in line here, so that only one of them waits for SQLite.
_turn = threading.Lock()
PATIENCE = 10.0  # seconds; then it is tried without the turn, and SQLite says what is the matter


def _begin_on_sqlite(connection: Connection, reading: bool) -> None:
    if not reading:
        connection.info["has_turn"] = _turn.acquire(timeout=PATIENCE)
    try:
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
    except BaseException:
        _give_up_turn(connection.info)
        raise


@event.listens_for(Engine, "commit")
@event.listens_for(Engine, "rollback")
def _end(connection: Connection) -> None:
    _give_up_turn(connection.info)


@event.listens_for(Pool, "checkin")
def _return(_connection: object, record: Any) -> None:
    _give_up_turn(record.info)  # whatever way its transaction ended


def _give_up_turn(info: dict[Any, Any]) -> None:
    if info.pop("has_turn", False):
        _turn.release()


@contextmanager
def reading() -> Iterator[None]:
    """Refuse every write inside the block."""
    token = _read_only.set(True)
    try:
        yield
    finally:
        _read_only.reset(token)


@contextmanager
def one_moment() -> Iterator[None]:
    """Read the same state of the database all through the block, and write nothing."""
    db.session.rollback()
    with reading():
        try:
            if db.engine.dialect.name == "postgresql":
                db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            yield
        finally:
            db.session.rollback()


@contextmanager
def transaction() -> Iterator[None]:
    """Commit once at the end of the block, or roll all of it back: for commands and jobs."""
    try:
        yield
        _commit()
    except BaseException:
        _forget()
        raise


@event.listens_for(Session, "after_flush")
def _note_write(session: Session, _context: object) -> None:
    session.info["has_written"] = True


@event.listens_for(Session, "after_transaction_end")
def _forget_write(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("has_written", None)


def let_others_write() -> None:
    """Give up the writer's turn before slow work that needs no database, such as reading photos.

    Only while nothing was written: what was read is simply read again afterwards.
    """
    if not db.session.info.get("has_written") and not db.session.new:
        db.session.rollback()


def after_commit(call: Callable[[], None]) -> None:
    """Run `call` once the change is safely stored; never when it is rolled back."""
    db.session.info.setdefault("after_commit", []).append(call)


def keep_despite_error() -> None:
    """Commit this request even though it answers with an error: a counted wrong try must stay counted."""
    g.keep_despite_error = True


def _commit() -> None:
    db.session.commit()
    for call in db.session.info.pop("after_commit", []):
        try:
            call()
        except Exception as error:  # what was stored is stored, whatever fails after it
            log.error("after a commit: %s", type(error).__name__)


def _begin_request() -> None:
    # A request that may write must not go on from a snapshot that a reader took.
    g.read_only_token = _read_only.set(request.method in SAFE_METHODS)
    if request.method not in SAFE_METHODS:
        # Read all that is sent before the first query: a slow upload must not hold the writers' turn.
        _ = request.form
        if (request.content_length or 0) <= MOST_READ_AHEAD:
            request.get_data(cache=True)


def finish_request(response: Response) -> Response:
    """Commit, or roll back; the first of all that is done to a response, so that it may become an error."""
    if request.method in SAFE_METHODS:
        _refuse_dirty_read()
    elif response.status_code < 400 or g.get("keep_despite_error"):
        return _commit_or_error_page(response)
    else:
        _forget()
    return response


def _commit_or_error_page(response: Response) -> Response:
    """Return the response once everything is stored; a full disk or a lost server gets its own page."""
    try:
        _commit()
    except SQLAlchemyError as error:
        _forget()
        session.modified = False  # no cookie may tell of what was not stored
        return current_app.make_response(current_app.handle_user_exception(error))
    return response


def _forget() -> None:
    db.session.rollback()
    db.session.info.pop("after_commit", None)


def _refuse_dirty_read() -> None:
    if db.session.new or db.session.dirty or db.session.deleted:
        log.error("a reading request changed data: %s", request.endpoint)
        if current_app.testing:
            raise AssertionError(f"GET {request.path} left the session dirty")


def _reset_mode(_error: BaseException | None) -> None:
    token = g.pop("read_only_token", None)
    if token is not None:
        _read_only.reset(token)


def init_app(app: Flask, database_url: str) -> None:
    """Bind the engine and put one transaction around each request."""
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    # Error messages must not carry the values of a statement: they may name a person.
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_pre_ping": database_url.startswith("postgresql"),
        "hide_parameters": True,
    }
    db.init_app(app)
    Migrate(app, db, compare_type=True, render_as_batch=database_url.startswith("sqlite"))
    app.before_request(_begin_request)
    app.teardown_request(_reset_mode)
