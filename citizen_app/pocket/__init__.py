"""The helper's pocket: an app that works a day without a signal, and what its phones send later."""

from __future__ import annotations

from flask import Flask

from citizen_app.pocket import (
    events,
    jobs,
    models,
    resolving,
    routes_api,
    routes_pages,
    routes_staff,
)

__all__ = ["models"]

# Imported for what they register: kinds of events, jobs.
PARTS = (events, jobs)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_pages.bp)
    app.register_blueprint(routes_api.bp)
    app.register_blueprint(routes_staff.bp)
    resolving.register()
