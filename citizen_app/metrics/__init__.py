"""Metrics: figures of grassroots democracy that a stranger can recompute."""

from __future__ import annotations

from flask import Flask

from citizen_app.metrics import cli, jobs, models, routes_public

__all__ = ["models"]

# Imported for what they register: tables, jobs, handlers.
PARTS = (jobs, models)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_public.bp)
    app.cli.add_command(cli.group)
