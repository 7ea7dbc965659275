"""A browser's own random mark, so that it is counted once: it names nobody and is kept nowhere as it is."""

from __future__ import annotations

import re
import secrets

from flask import Response, after_this_request, g, request

COOKIE = "ln_may"
MARK = re.compile(r"[A-Za-z0-9_-]{22,43}")
YEAR = 365 * 24 * 3600


def device_mark() -> str:
    """Return the mark of the browser that makes this (changing) request; a new one gets a cookie."""
    if "device_mark" not in g:
        known = request.cookies.get(COOKIE, "")
        g.device_mark = known if MARK.fullmatch(known) else _new_mark()
    return str(g.device_mark)


def _new_mark() -> str:
    mark = secrets.token_urlsafe(24)

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            COOKIE, mark, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure
        )
        return response

    return mark
