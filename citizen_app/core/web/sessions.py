"""Two doors, two cookies: what a person holds as a resident is never sent to the staff pages."""

from __future__ import annotations

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface

from citizen_app.core.actor import Surface

STAFF_PATHS = ("/can-bo", "/quan-tri", "/giam-sat")
COOKIES = {Surface.STAFF: "ln_can_bo", Surface.RESIDENT: "ln_ba_con"}


def surface_of(path: str) -> Surface:
    """Return the door that an address lies behind."""
    behind = any(path == start or path.startswith(start + "/") for start in STAFF_PATHS)
    return Surface.STAFF if behind else Surface.RESIDENT


class TwoDoorSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, under the name and rules of the door."""

    def get_cookie_name(self, app: Flask) -> str:
        return COOKIES[surface_of(request.path)]

    def get_cookie_samesite(self, app: Flask) -> str:
        # A link in a mail must open an officer's page signed in; forged changes are refused by origin.
        return "Lax"

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def init_app(app: Flask) -> None:
    """Use the two cookies."""
    app.session_interface = TwoDoorSessions()
    app.config["SESSION_COOKIES"] = tuple(COOKIES.values())
    app.config["SESSION_COOKIE_HTTPONLY"] = True
