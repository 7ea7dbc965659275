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
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.nav import StaffEntry, add_staff_entry

__all__ = ["events", "jobs", "models"]
ROUTES = (routes_public, routes_account, routes_staff, routes_second_factor)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    signing_in.init_app(app)
    app.register_blueprint(bp)
    app.cli.add_command(cli.group)
    add_staff_entry(StaffEntry(_l("Your account"), "accounts.staff_account", place=99))
