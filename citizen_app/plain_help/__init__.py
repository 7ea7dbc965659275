"""Plain help: "I could not do it", a warning of scams, and the log of visits and training."""

from __future__ import annotations

from flask import Flask

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.nav import StaffEntry, add_staff_entry
from citizen_app.permissions import Permission
from citizen_app.plain_help import (
    account,
    events,
    models,
    routes_public,
    routes_staff,
    routes_team,
    stuck,
)

__all__ = ["models"]

# Imported for what they register: kinds of events.
PARTS = (events,)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_public.bp)
    app.register_blueprint(routes_staff.bp)
    app.register_blueprint(routes_team.bp)
    account.register()
    add_staff_entry(
        StaffEntry(_l("Visits, training"), "staff_help.outings", Permission.HELP_KEEP, place=36)
    )
    app.jinja_env.globals["stuck_link"] = stuck.stuck_link
