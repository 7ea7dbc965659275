"""Metrics: figures that anyone can recompute, and the city's published ones beside them."""

from __future__ import annotations

from flask import Flask

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.nav import StaffEntry, add_staff_entry
from citizen_app.metrics import (
    cli,
    events,
    jobs,
    models,
    notices,
    routes_city,
    routes_index,
    routes_papi,
    routes_public,
    routes_staff,
)
from citizen_app.metrics.papi.pages import share_text
from citizen_app.metrics.reports import events as report_events
from citizen_app.metrics.reports import making
from citizen_app.metrics.reports import models as report_models
from citizen_app.metrics.reports import routes as report_routes
from citizen_app.metrics.shown import period_words, up_to_today
from citizen_app.metrics.words import quarter_text
from citizen_app.permissions import Permission

__all__ = ["models"]

# Imported for what they register: tables, jobs, handlers.
PARTS = (events, jobs, making, models, notices, report_events, report_models)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_public.bp)
    app.register_blueprint(routes_city.bp)
    app.register_blueprint(routes_papi.bp)
    app.register_blueprint(routes_staff.bp)
    app.register_blueprint(report_routes.bp)
    app.register_blueprint(routes_index.bp)
    app.jinja_env.filters.update(share=share_text, up_to_today=up_to_today)
    app.jinja_env.globals.update(period_words=period_words, quarter_text=quarter_text)
    add_staff_entry(
        StaffEntry(_l("Figures"), "staff_metrics.steer", Permission.FIGURES_READ, place=37)
    )
    app.cli.add_command(cli.group)
