"""Help inside the site: a page per role and task, with pictures made from the running site."""

from __future__ import annotations

from flask import Flask

from citizen_app.guide import pages, routes_public


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_public.bp)
    app.jinja_env.globals["help_of_step"] = pages.page_of_step
