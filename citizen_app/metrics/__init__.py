"""Metrics: figures that anyone can recompute, and the city's published ones beside them."""

from __future__ import annotations

from flask import Flask

from citizen_app.metrics import routes_papi
from citizen_app.metrics.papi.pages import share_text


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_papi.bp)
    app.jinja_env.filters["share"] = share_text
