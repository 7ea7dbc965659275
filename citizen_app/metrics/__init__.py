"""Metrics: figures that anyone can recompute, and the city's published ones beside them."""

from __future__ import annotations

from flask import Flask

from citizen_app.metrics import cli, jobs, models, routes_index, routes_papi, routes_public
from citizen_app.metrics.papi.pages import share_text

__all__ = ["models"]

# Imported for what they register: tables, jobs, handlers.
PARTS = (jobs, models)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_public.bp)
    app.register_blueprint(routes_papi.bp)
    app.register_blueprint(routes_index.bp)
    app.jinja_env.filters["share"] = share_text
    app.cli.add_command(cli.group)
