"""People: sign-in by two doors, second factor, roles, the account page."""

from __future__ import annotations

from flask import Flask

from citizen_app.accounts import models, signing_in

__all__ = ["models"]


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.extensions["actor_loader"] = signing_in.load_actor
