"""Dialogue: sessions between the ward and its people, from the plan to the lawful notice."""

from __future__ import annotations

from flask import Flask

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.nav import StaffEntry, add_staff_entry
from citizen_app.dialogue import (
    home,
    jobs_attendance,
    models_attendance,
    notices,
    notices_attendance,
    opening,
    promises,
    routes_attendance,
    routes_checkin,
    routes_moderation,
    routes_public,
    routes_questions,
    routes_staff,
    routes_thread,
)
from citizen_app.permissions import Permission

# Imported for what they register: tables, handlers, jobs, pages.
PARTS = (
    jobs_attendance,
    models_attendance,
    notices,
    notices_attendance,
    routes_moderation,
    routes_questions,
    routes_thread,
)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_public.bp)
    app.register_blueprint(routes_staff.bp)
    app.register_blueprint(routes_attendance.bp)
    app.register_blueprint(routes_checkin.bp)
    add_staff_entry(
        StaffEntry(
            _l("Dialogues"), "staff_dialogue.list_sessions", Permission.DIALOGUE_PLAN, place=20
        )
    )
    add_staff_entry(
        StaffEntry(
            _l("Questions to prepare"),
            "staff_dialogue.list_to_prepare",
            Permission.DIALOGUE_PREPARE,
            place=21,
        )
    )
    add_staff_entry(
        StaffEntry(
            _l("Objections"), "staff_dialogue.list_appeals", Permission.DIALOGUE_SUPERVISE, place=22
        )
    )
    home.register()
    promises.register()
    opening.register()
