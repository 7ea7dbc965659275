"""Surveys: a few questions in plain words, answered once by person without naming anybody."""

from __future__ import annotations

from flask import Flask

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.nav import StaffEntry, add_staff_entry
from citizen_app.permissions import Permission
from citizen_app.surveys import events, home, inviting, jobs, models, routes_public, routes_staff

__all__ = ["models"]

# Imported for what they register: kinds of events, jobs.
PARTS = (events, jobs)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_public.bp)
    app.register_blueprint(routes_staff.bp)
    add_staff_entry(
        StaffEntry(_l("Survey"), "staff_surveys.list_waves", Permission.SURVEY_RUN, place=35)
    )
    app.jinja_env.globals.update(
        survey_after_case=inviting.survey_after_case,
        survey_after_dialogue=inviting.survey_after_dialogue,
        survey_after_coming=inviting.survey_after_coming,
    )
    home.register()
