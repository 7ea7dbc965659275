"""Pages that many ask for at the same moment while they change all the time: made once a second.

What is given is at most a second old. It is kept in front of the application (`kept_answers`), so that
two thousand people who look every few seconds cost one rendering a second and process; a proxy that
keeps it as long, as `Cache-Control` allows, takes the rest off. The view must not look at who reads it.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, current_app, make_response, request

from citizen_app.core.web.kept_answers import Until, mark

SECONDS = 1.0
LEAST_TO_PACK = 200
View = TypeVar("View", bound=Callable[..., Any])


def brief_page(*, by_cookie: bool) -> Callable[[View], View]:
    """Keep a page for a second. `by_cookie`: it is written in the language that a cookie names."""

    def decorate(view: View) -> View:
        @wraps(view)
        def brief(*args: Any, **kwargs: Any) -> Any:
            response = make_response(view(*args, **kwargs))
            if response.status_code != 200:
                return response
            usual = 0.0 if current_app.testing else SECONDS
            seconds = current_app.config.get("BRIEF_SECONDS", usual)
            if seconds:
                mark(Until(time.monotonic() + seconds))
            return _finish(response, by_cookie)

        return cast(View, brief)

    return decorate


def _finish(response: Response, by_cookie: bool) -> Response:
    body = response.get_data()
    tag = hashlib.sha256(body).hexdigest()[:20]
    if len(body) >= LEAST_TO_PACK and request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(body, 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        tag += "-gz"
    response.set_etag(tag, weak=True)
    response.headers["Vary"] = "Accept-Encoding, Cookie" if by_cookie else "Accept-Encoding"
    # A page that somebody opens again is asked for again; only proxies keep it for its second.
    response.headers["Cache-Control"] = (
        "public, max-age=0, s-maxage=1" if by_cookie else "public, max-age=1"
    )
    return response  # whole: `kept_answers` keeps it, and answers "304" from what it keeps
