"""Whole answers of public pages, kept in front of the application by their address.

What the page cache found or made goes out through all of the application once; the same address asked
again is answered from here, headers and all, as long as the day is the one that the page was made for, and
one question about the ward (which is its last event, for most pages) has the same answer. Nothing else may
be kept: no answer that sets a cookie, none but a 200.

A page that is made for a moment only (`Until`) is made anew by one of those who ask when it is over;
the others get what there is meanwhile, so that a crowd never makes the same page many times at once.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_accept_header, parse_cookie, parse_etags

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.i18n import LANGUAGE_COOKIE
from citizen_app.core.web.display import DISPLAY_COOKIE, display_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)
MOST_BYTES = 32 * 1024 * 1024
# So many seconds a page whose moment is over is still given while somebody makes it anew.
PATIENCE = 4.0
# What an answer without a body does not say.
OF_BODY = {"content-type", "content-length", "content-encoding"}
Headers = list[tuple[str, str]]
Address = tuple[str, str, str, bool, bool, tuple[str, ...]]


@dataclass(frozen=True)
class Stamp:
    """What a page was made for: as long as these hold it is fresh.

    `question` is asked with the ward's number as `:ward`; `answer` is its one row as the driver gives it.
    """

    ward_id: int
    question: str
    answer: tuple[Any, ...]
    day: dt.date


@dataclass(frozen=True)
class Until:
    """A page that is fresh for a moment, whatever happens: a point of the monotonic clock, in seconds."""

    moment: float


_stamp: ContextVar[Stamp | Until | None] = ContextVar("stamp", default=None)


def mark(stamp: Stamp | Until) -> None:
    """Say that the answer of this request may be kept."""
    _stamp.set(stamp)


@dataclass(frozen=True)
class KeptAnswer:
    """A whole answer."""

    stamp: Stamp | Until
    headers: Headers
    body: bytes
    etag: str


class KeptAnswers:
    """A WSGI layer around the application."""

    def __init__(self, app: Flask) -> None:
        self.app, self.inner = app, app.wsgi_app
        self.answers: OrderedDict[Address, KeptAnswer] = OrderedDict()
        self.size, self.lock = 0, threading.Lock()
        self.engine: Engine | None = None
        self.renewing: set[Address] = set()

    def forget(self) -> None:
        """Let go of everything."""
        with self.lock:
            self.answers.clear()
            self.renewing.clear()
            self.size, self.engine = 0, None

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET":
            return self.inner(environ, start)
        address = address_of(environ)
        kept = self.answers.get(address)
        if kept is not None and self._is_fresh(kept.stamp):
            return self._answer(address, kept, environ, start)
        if kept is None or not isinstance(kept.stamp, Until):
            return self._ask_inside(address, environ, start)
        if not self._begin_renewing(address, kept.stamp):
            return self._answer(address, kept, environ, start)
        try:
            return self._ask_inside(address, environ, start)
        finally:
            with self.lock:
                self.renewing.discard(address)

    def _begin_renewing(self, address: Address, stamp: Until) -> bool:
        """Return whether the caller makes the page anew: alone, or because another one takes too long."""
        with self.lock:
            if address in self.renewing and time.monotonic() < stamp.moment + PATIENCE:
                return False
            self.renewing.add(address)
            return True

    def _is_fresh(self, stamp: Stamp | Until) -> bool:
        if isinstance(stamp, Until):
            return time.monotonic() < stamp.moment
        if self.engine is None or stamp.day != clock.today():
            return False
        try:
            return asked(self.engine, stamp.question, stamp.ward_id) == stamp.answer
        except SQLAlchemyError:
            return False  # the application has a page for this
        except Exception as error:  # the driver's own
            log.warning("kept answers: %s", type(error).__name__)
            return False

    def _answer(
        self, address: Address, kept: KeptAnswer, environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        with self.lock:
            if address in self.answers:
                self.answers.move_to_end(address)
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and parse_etags(known).contains_weak(kept.etag):
            start("304 NOT MODIFIED", [h for h in kept.headers if h[0].lower() not in OF_BODY])
            return []
        start("200 OK", list(kept.headers))
        return [kept.body]

    def _ask_inside(
        self, address: Address, environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        said: list[tuple[str, Headers]] = []

        def noting(status: str, headers: Headers, *rest: Any) -> Callable[[bytes], object]:
            said.append((status, headers))
            return start(status, headers, *rest)

        _stamp.set(None)
        parts = self.inner(environ, noting)
        stamp = _stamp.get()
        if stamp is not None and said and isinstance(parts, Iterable):
            return self._keep(address, stamp, said[-1], parts)
        return parts

    def _keep(
        self,
        address: Address,
        stamp: Stamp | Until,
        said: tuple[str, Headers],
        parts: Iterable[bytes],
    ) -> Iterable[bytes]:
        status, headers = said
        named = {name.lower(): value for name, value in headers}
        if not status.startswith("200") or "set-cookie" in named or "etag" not in named:
            return parts
        body = b"".join(parts)
        close = getattr(parts, "close", None)
        if close is not None:
            close()
        etag = named["etag"].removeprefix("W/").strip('"')
        self._put(address, KeptAnswer(stamp, list(headers), body, etag))
        return [body]

    def _put(self, address: Address, kept: KeptAnswer) -> None:
        with self.app.app_context():
            self.engine = db.engine
        with self.lock:
            old = self.answers.pop(address, None)
            self.size += len(kept.body) - (len(old.body) if old else 0)
            self.answers[address] = kept
            while self.size > MOST_BYTES:
                _, gone = self.answers.popitem(last=False)
                self.size -= len(gone.body)


def address_of(environ: WSGIEnvironment) -> Address:
    """Return all that two answers of one page may differ by."""
    cookies = environ.get("HTTP_COOKIE", "")
    english = LANGUAGE_COOKIE in cookies and parse_cookie(cookies).get(LANGUAGE_COOKIE) == "en"
    return (
        environ["wsgi.url_scheme"],
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        english,
        takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")),
        display_of(parse_cookie(cookies).get(DISPLAY_COOKIE, ""))
        if DISPLAY_COOKIE in cookies
        else (),
    )


def takes_gzip(accepted: str) -> bool:
    """Return whether the page cache would send the packed form."""
    return bool(accepted) and bool(parse_accept_header(accepted)["gzip"])


def asked(engine: Engine, question: str, ward_id: int) -> tuple[Any, ...]:
    """Return the answer to a question with the driver alone: this is all that a kept answer costs."""
    connection = engine.raw_connection()
    try:
        # One trip to the server instead of three: a single question needs no transaction.
        with _without_transaction(engine, connection):
            cursor = connection.cursor()
            cursor.execute(in_words_of(engine.dialect.name, question), {"ward": ward_id})
            row = cursor.fetchone()
            cursor.close()
    finally:
        connection.close()
    return tuple(row or ())


def in_words_of(dialect: str, question: str) -> str:
    """Return a question as a driver takes it."""
    return question if dialect == "sqlite" else question.replace(":ward", "%(ward)s")


@contextmanager
def _without_transaction(engine: Engine, connection: Any) -> Iterator[None]:
    """Let PostgreSQL's driver begin none; SQLite's begins none by itself (core.db)."""
    if engine.dialect.name != "postgresql":
        yield
        return
    connection.driver_connection.autocommit = True
    try:
        yield
    finally:
        connection.driver_connection.autocommit = False
