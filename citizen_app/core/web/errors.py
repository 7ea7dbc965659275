"""Error pages: what happened, how to mend it, and everything that was typed is shown back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, abort, current_app, render_template, request
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from citizen_app.core.db import db
from citizen_app.core.errors import DomainError
from citizen_app.core.i18n import lazy_gettext as _l

LONG = 8
SECRET = ("password", "pin", "code", "token")
TEXTS: dict[int, tuple[Any, Any]] = {
    400: (_l("We could not read that"), _l("Please go back and try again.")),
    401: (
        _l("You need to sign in again"),
        _l("Your session has ended. Copy what you wrote below, sign in, and send it once more."),
    ),
    403: (
        _l("You cannot open this page"),
        _l("If you think you should, please ask your ward office."),
    ),
    404: (
        _l("There is no such page"),
        _l("The address may be mistyped or the page may have moved."),
    ),
    405: (_l("This page cannot be opened that way"), _l("Please go back and try again.")),
    409: (
        _l("Something changed in the meantime"),
        _l("Please open the page again and look before you go on."),
    ),
    413: (_l("That was too large"), _l("Please send fewer or smaller photos, or a shorter text.")),
    422: (_l("Something is not right yet"), _l("Please go back, mend it and try again.")),
    429: (
        _l("Please wait a little"),
        _l("Too many tries in a short time. Please try again in a few minutes."),
    ),
    500: (
        _l("Something went wrong on our side"),
        _l("Nothing was saved. Please try again in a few minutes."),
    ),
    503: (
        _l("We cannot save right now"),
        _l("Nothing was saved. Please keep what you wrote and try again in a few minutes."),
    ),
}

# Features whose pages may lead nowhere else show an error in their own frame, by the name of their blueprint:
# (status, heading, words) to a response, or None for the usual page.
FRAMES: dict[str, Callable[[int, object, object], Any]] = {}


def typed_text() -> list[tuple[str, str]]:
    """Return what the person typed at length, so that an error never loses it."""
    if request.method != "POST":
        return []
    try:
        pairs = list(request.form.items())
    except HTTPException:
        return []
    return [
        (name, value)
        for name, value in pairs
        if len(value) > LONG and not name.startswith(SECRET) and " " in value
    ]


def error_page(status: int, message: object = "") -> Any:
    """Return the page for a status, with a command's own words when it gave some."""
    heading, body = TEXTS.get(status, TEXTS[400 if status < 500 else 500])
    frame = FRAMES.get(request.blueprint or "")
    framed = frame(status, heading, message or body) if frame is not None else None
    if framed is not None:
        return framed
    html = render_template(
        "errors/error.html", status=status, heading=heading, body=message or body, kept=typed_text()
    )
    return html, status


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    return error_page(error.code)


def _domain(error: DomainError) -> Any:
    return error_page(error.status, error.message)


def _stale(_error: StaleDataError) -> Any:
    return error_page(409, _l("Somebody else changed this case while you were working on it."))


def _database(error: OperationalError) -> Any:
    db.session.rollback()
    return error_page(503)


def _clash(error: IntegrityError) -> Any:
    """Two did the same in the same moment, and the database let one through."""
    db.session.rollback()
    # Not the error's own words: they may quote what somebody typed.
    current_app.logger.warning("%s: %s", request.endpoint, type(error.orig).__name__)
    return error_page(409)


def _refuse_nul() -> None:
    """Refuse an address with a NUL in it: no address of ours has one, and PostgreSQL takes none."""
    if "\0" in request.path or b"%00" in request.query_string:
        abort(400)


def init_app(app: Flask) -> None:
    """Register the pages for errors."""
    app.before_request(_refuse_nul)
    app.register_error_handler(IntegrityError, _clash)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(OperationalError, _database)
