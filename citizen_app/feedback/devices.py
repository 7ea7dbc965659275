"""A browser's own random mark, so that it is counted once: it names nobody and is kept nowhere as it is.

It is given when somebody supports a case, never to readers, and signed so that nobody makes up their own.
"""

from __future__ import annotations

import secrets

from flask import Response, after_this_request, current_app, g, request
from itsdangerous import BadSignature, Signer

COOKIE = "ln_may"
YEAR = 365 * 24 * 3600


def device_mark() -> str:
    """Return the mark of the browser that makes this (changing) request; a new one gets a cookie."""
    if "device_mark" not in g:
        g.device_mark = known_mark() or _new_mark()
    return str(g.device_mark)


def known_mark() -> str | None:
    """Return the mark that the browser has already, or None."""
    try:
        return _signer().unsign(request.cookies.get(COOKIE, "")).decode("ascii")
    except (BadSignature, UnicodeError):
        return None  # none yet, or a forged one


def _new_mark() -> str:
    mark = secrets.token_urlsafe(24)

    @after_this_request
    def keep(response: Response) -> Response:
        signed = _signer().sign(mark).decode("ascii")
        response.set_cookie(
            COOKIE, signed, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure
        )
        return response

    return mark


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt=b"device")
