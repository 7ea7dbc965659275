"""A demonstration: four wards with staff, months of reports in all states, drawn photos."""

from __future__ import annotations

from flask import Flask

from citizen_app.demo import cli


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.cli.add_command(cli.group)
