"""From a cookie to an actor. Flask-Login keeps the session's token; this module knows whose it is."""

from __future__ import annotations

from citizen_app.core.actor import Actor


def load_actor() -> Actor:
    """Return who makes this request."""
    return Actor()
