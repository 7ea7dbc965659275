"""Open data: rows of what is public, sums of what is not, and a program to recompute the figures."""

from __future__ import annotations

from flask import Flask

from citizen_app.opendata import cli, jobs, routes_public
from citizen_app.opendata.words import size_text

# Imported for what they register: jobs.
PARTS = (jobs,)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_public.bp)
    app.cli.add_command(cli.group)
    app.jinja_env.filters["file_size"] = size_text
