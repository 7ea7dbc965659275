"""Places: wards, old units, neighbourhoods, departments, fields, limits, the working calendar."""

from __future__ import annotations

from flask import Flask

from citizen_app.wards import addressing, cli, queries, routes_public


def register(app: Flask) -> None:
    """Add this feature to the application."""
    addressing.init_app(app)
    app.extensions["site_version"] = queries.site_version
    app.register_blueprint(routes_public.bp)
    app.cli.add_command(cli.group)
