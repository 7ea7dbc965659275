"""Dialogue: sessions between the ward and its people, from the plan to the lawful notice."""

from __future__ import annotations

from flask import Flask

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.nav import StaffEntry, add_staff_entry
from citizen_app.dialogue import (
    desk,
    home,
    home_requests,
    jobs_attendance,
    jobs_live,
    jobs_requests,
    models_attendance,
    models_live,
    models_material,
    models_minutes,
    models_requests,
    notices,
    notices_attendance,
    notices_live,
    notices_minutes,
    notices_requests,
    promises,
    routes_attendance,
    routes_checkin,
    routes_counter,
    routes_live,
    routes_material,
    routes_minutes,
    routes_moderation,
    routes_public,
    routes_questions,
    routes_requests,
    routes_requests_staff,
    routes_results,
    routes_running,
    routes_signing,
    routes_staff,
    routes_thread,
)
from citizen_app.permissions import Permission

# Imported for what they register: tables, handlers, jobs, pages.
PARTS = (
    jobs_attendance,
    jobs_live,
    jobs_requests,
    models_attendance,
    models_live,
    models_material,
    models_minutes,
    models_requests,
    notices,
    notices_attendance,
    notices_live,
    notices_minutes,
    notices_requests,
    routes_counter,
    routes_live,
    routes_material,
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
    app.register_blueprint(routes_requests.bp)
    app.register_blueprint(routes_requests_staff.bp)
    app.register_blueprint(routes_minutes.bp)
    app.register_blueprint(routes_results.bp)
    app.register_blueprint(routes_signing.bp)
    promises.register()
    app.register_blueprint(routes_running.bp)
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
    add_staff_entry(
        StaffEntry(
            _l("Minutes to sign"),
            "staff_minutes.list_to_sign",
            Permission.DIALOGUE_SUPERVISE,
            place=23,
        )
    )
    home.register()
    home_requests.register()
    desk.register()
