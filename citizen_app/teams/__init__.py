"""Community digital teams: neighbours who file for others, with consent, and are supervised."""

from __future__ import annotations

from flask import Flask

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.nav import StaffEntry, add_staff_entry
from citizen_app.permissions import Permission
from citizen_app.teams import (
    account,
    desk,
    events,
    models,
    queries,
    routes_door,
    routes_filing,
    routes_help,
    routes_resident,
    routes_staff,
    watching,
)

__all__ = ["models"]

# Imported for what they register: kinds of events, handlers and jobs, pages.
PARTS = (events, watching, routes_filing)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_help.bp)
    app.register_blueprint(routes_resident.bp)
    app.register_blueprint(routes_staff.bp)
    app.register_blueprint(routes_door.bp)
    add_staff_entry(
        StaffEntry(
            _l("Digital teams"), "staff_teams.list_teams", Permission.TEAM_SUPERVISE, place=36
        )
    )
    app.jinja_env.globals.update(helped_by=queries.consent_of)
    account.register()
    desk.register()
