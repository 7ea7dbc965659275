"""Seals over the event log: nobody changes the past unnoticed, the operator included."""

from __future__ import annotations

from flask import Flask

from citizen_app.seals import jobs, notices, queries, routes_public, routes_slips

# Imported for what they register: jobs, handlers, pages.
PARTS = (jobs, notices, routes_slips)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_public.bp)
    # Slips and mails carry the newest head: copies of it that the operator cannot take back.
    app.jinja_env.globals.update(newest_seal=queries.newest_seal, short_head=queries.short_head)
