"""The screen in the reception hall: big choices by touch, nothing left behind when somebody walks away."""

from __future__ import annotations

from flask import Flask

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.errors import FRAMES
from citizen_app.core.web.nav import StaffEntry, add_staff_entry
from citizen_app.kiosk import (
    events,
    jobs,
    models,
    routes_look,
    routes_public,
    routes_send,
    routes_staff,
)
from citizen_app.kiosk.touching import error_here
from citizen_app.permissions import Permission

__all__ = ["models"]

# Imported for what they register: kinds of events, jobs, pages.
PARTS = (events, jobs, routes_look, routes_send)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_public.bp)
    app.register_blueprint(routes_staff.bp)
    FRAMES[routes_public.bp.name] = error_here
    add_staff_entry(
        StaffEntry(_l("Hall screen"), "staff_kiosk.list_devices", Permission.KIOSK_KEEP, place=18)
    )
