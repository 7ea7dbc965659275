"""Places: wards, old units, neighbourhoods, departments, fields, limits, the working calendar."""

from __future__ import annotations

from flask import Flask

from citizen_app.wards import addressing, cli, routes_public


def register(app: Flask) -> None:
    """Add this feature to the application."""
    addressing.init_app(app)
    app.register_blueprint(routes_public.bp)
    app.cli.add_command(cli.group)
