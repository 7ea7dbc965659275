"""From a cookie to an actor. Flask-Login keeps the session's token; this module knows whose it is.

The user id in the signed cookie is the token of a `SignIn` row, so a session that its owner ended,
or whose account was closed, opens nothing any more. A request without its door's cookie touches no
session at all: public pages stay the same for everybody.
"""

from __future__ import annotations

import datetime as dt

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from citizen_app.accounts import queries
from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.commands import NewSignIn
from citizen_app.accounts.models import SignIn
from citizen_app.accounts.unlocking import unlocked_codes
from citizen_app.core.actor import Actor, Surface
from citizen_app.core.web.sessions import surface_of

LONGEST = dt.timedelta(days=60)
login_manager = LoginManager()
# Addresses change all the time on phones: the token alone says whose session it is.
login_manager.session_protection = None


class Visitor(UserMixin):  # type: ignore[misc]
    """A signed-in person as Flask-Login wants to see one."""

    def __init__(self, sign_in: SignIn, token: str) -> None:
        self.sign_in, self.token = sign_in, token

    def get_id(self) -> str:
        """Return what the cookie keeps."""
        return self.token


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_visitor(token: str) -> Visitor | None:
    """Return whose session a token is, at the door of this address."""
    sign_in = queries.find_sign_in(token, surface_of(request.path))
    return Visitor(sign_in, token) if sign_in is not None else None


def has_session_cookie() -> bool:
    """Return whether the browser sent the cookie of this address's door."""
    return current_app.session_interface.get_cookie_name(current_app) in request.cookies


def current_sign_in() -> SignIn | None:
    """Return the session of this request, or None."""
    if not has_session_cookie():
        return None
    sign_in: SignIn | None = getattr(current_user, "sign_in", None)
    return sign_in


def load_actor() -> Actor:
    """Return who makes this request."""
    anyone = Actor(request_id=g.get("request_id", ""))
    if not has_session_cookie():
        return anyone
    if surface_of(request.path) is Surface.RESIDENT:
        anyone = Actor(request_id=anyone.request_id, unlocked=unlocked_codes())
    sign_in = current_sign_in()
    if sign_in is None:
        return anyone
    proved = sign_in.second_factor_at is not None
    return acting_as(anyone, sign_in.account, second_factor=proved)


def start_session(new: NewSignIn) -> None:
    """Give the browser its session; what the visitor had unlocked before stays so."""
    session.permanent = new.sign_in.surface == Surface.RESIDENT
    login_user(Visitor(new.sign_in, new.token))
    g.pop("actor", None)


def leave_session() -> None:
    """Take everything out of this door's cookie."""
    logout_user()
    session.clear()
    g.pop("actor", None)


def init_app(app: Flask) -> None:
    """Use the sign-ins, without Flask-Login's own "remember me" cookie and its hooks."""
    app.login_manager = login_manager  # type: ignore[attr-defined]
    app.config["PERMANENT_SESSION_LIFETIME"] = LONGEST
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    app.extensions["actor_loader"] = load_actor
