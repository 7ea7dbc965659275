"""Administration: how a ward is set up, who works in it, the working calendar, the activity log."""

from __future__ import annotations

from flask import Flask

from citizen_app.admin import (
    routes_calendar,
    routes_fields,
    routes_ladder,
    routes_limits,
    routes_log,
    routes_overview,
    routes_staff,
    routes_texts,
    routes_units,
    routes_voters,
)
from citizen_app.admin.blueprint import bp
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.nav import StaffEntry, add_staff_entry
from citizen_app.permissions import Permission

# Imported for the pages that they hang into the blueprint.
ROUTES = (
    routes_overview,
    routes_units,
    routes_fields,
    routes_ladder,
    routes_limits,
    routes_texts,
    routes_staff,
    routes_calendar,
    routes_log,
    routes_voters,
)
MENU = (
    StaffEntry(_l("Settings"), "admin.home", Permission.WARD_SETTINGS, place=80),
    StaffEntry(_l("Activity log"), "admin.log", Permission.EVENT_READ, place=85),
    StaffEntry(_l("Who may do what"), "admin.roles", Permission.ROLE_READ, place=90),
)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(bp)
    for entry in MENU:
        add_staff_entry(entry)
