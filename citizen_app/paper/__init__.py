"""Paper: booklets of numbered sheets, entered later and checked by a second person; what is printed."""

from __future__ import annotations

from flask import Flask

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.nav import StaffEntry, add_staff_entry
from citizen_app.paper import (
    erasing,
    events,
    models,
    routes_booklets,
    routes_helpers,
    routes_printed,
    routes_sheets,
    standing,
)
from citizen_app.permissions import Permission

__all__ = ["models"]

# Imported for what they register: kinds of events, handlers, pages.
PARTS = (erasing, events, routes_printed, routes_sheets)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_booklets.bp)
    app.register_blueprint(routes_helpers.bp)
    add_staff_entry(StaffEntry(_l("Paper"), "staff_paper.printed", Permission.PAPER_KEEP, place=17))
    standing.register()
