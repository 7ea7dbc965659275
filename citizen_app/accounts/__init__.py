"""People: sign-in by two doors, second factor, roles, the account page."""

from __future__ import annotations

from flask import Flask

from citizen_app.accounts import (
    cli,
    events,
    jobs,
    models,
    routes_account,
    routes_public,
    routes_second_factor,
    routes_staff,
    signing_in,
)
from citizen_app.accounts.blueprint import bp

__all__ = ["events", "jobs", "models"]
ROUTES = (routes_public, routes_account, routes_staff, routes_second_factor)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    signing_in.init_app(app)
    app.register_blueprint(bp)
    app.cli.add_command(cli.group)
