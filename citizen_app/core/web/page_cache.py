"""Public pages as rendered bytes, under a key that contains the ward's last event.

A page is therefore always fresh and never purged by hand; ETag and 304 come for free. The day is in
the key too, since "overdue" changes at midnight with no event.

A ward's pages are kept by their address as well, as whole answers in front of the application
(`KeptAnswers`): such a page costs one look at the ward's last event and nothing else.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, make_response, request, session

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import NEWEST_EVENT
from citizen_app.core.i18n import language
from citizen_app.core.web.display import display
from citizen_app.core.web.kept_answers import KeptAnswers, Stamp, in_words_of, mark

MOST_BYTES = 64 * 1024 * 1024
LARGEST = 512 * 1024
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Page:
    """A rendered page and its compressed form."""

    body: bytes
    packed: bytes
    etag: str
    media_type: str


class PageCache:
    """The least recently used pages go first; the size is counted in bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes, self.size = most_bytes, 0
        self.pages: OrderedDict[str, Page] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: str) -> Page | None:
        """Return a kept page."""
        with self.lock:
            page = self.pages.get(key)
            if page is not None:
                self.pages.move_to_end(key)
            return page

    def put(self, key: str, page: Page) -> None:
        """Keep a page, and let go of the oldest ones when there is no room."""
        weight = len(page.body) + len(page.packed)
        if weight > LARGEST:
            return
        with self.lock:
            old = self.pages.pop(key, None)
            self.size -= len(old.body) + len(old.packed) if old else 0
            self.pages[key] = page
            self.size += weight
            while self.size > self.most_bytes:
                _, gone = self.pages.popitem(last=False)
                self.size -= len(gone.body) + len(gone.packed)


def cached_page(view: View) -> View:
    """Serve a public GET page from the cache. The view must not look at who reads it."""
    return _cached(view, NEWEST_EVENT, lambda: current_app.extensions["site_version"]())


def cached_page_by(version: Callable[[], object]) -> Callable[[View], View]:
    """Do the same for a page of no ward, which changes when what `version` returns does."""
    return lambda view: _cached(view, "", version)


def cached_ward_page_by(question: str) -> Callable[[View], View]:
    """Do the same for a page of a ward that changes with more than its last event.

    It is fresh as long as `question` (one row; the ward's number is `:ward`) has the same answer.
    """
    return lambda view: _cached(view, question, lambda: 0)


def _cached(view: View, of_ward: str, without: Callable[[], object]) -> View:
    @wraps(view)
    def cached(*args: Any, **kwargs: Any) -> Response:
        cache: PageCache = current_app.extensions["page_cache"]
        ward, today = kwargs.get("ward"), clock.today()
        version = _answer(of_ward, ward.id) if ward is not None else without()
        ward_id = getattr(ward, "id", 0)
        parts = (language(), display(), ward_id, version, today, request.full_path)
        if ward is not None:
            mark(Stamp(ward.id, of_ward, cast(tuple[Any, ...], version), today))
        key = hashlib.sha256(repr(parts).encode()).hexdigest()
        page = cache.get(key)
        if page is None:
            response = make_response(view(*args, **kwargs))
            if response.status_code != 200 or "csp_nonce" in g or session.modified:
                return response
            body = response.get_data()
            # The tag is that of the bytes: a new release of the site changes them without an event.
            tag = hashlib.sha256(key.encode() + body).hexdigest()[:32]
            page = Page(body, gzip.compress(body, 6, mtime=0), tag, response.content_type)
            cache.put(key, page)
        return _respond(page)

    return cast(View, cached)


def _answer(question: str, ward_id: int) -> tuple[Any, ...]:
    """Return the answer as the driver gives it, which is how kept answers ask again."""
    words = in_words_of(db.engine.dialect.name, question)
    return tuple(db.session.connection().exec_driver_sql(words, {"ward": ward_id}).one())


def _respond(page: Page) -> Response:
    packed = bool(request.accept_encodings["gzip"])
    response = Response(page.packed if packed else page.body, content_type=page.media_type)
    response.set_etag(page.etag + ("-gz" if packed else ""), weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return cast(Response, response.make_conditional(request))


def init_app(app: Flask) -> None:
    """Give each process its cache, empty when there was one."""
    app.extensions["page_cache"] = PageCache()
    app.extensions.setdefault("site_version", lambda: 0)
    if "kept_answers" not in app.extensions:
        app.extensions["kept_answers"] = KeptAnswers(app)
        app.wsgi_app = app.extensions["kept_answers"]  # type: ignore[method-assign]
    app.extensions["kept_answers"].forget()
