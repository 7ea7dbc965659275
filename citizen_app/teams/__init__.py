"""Community digital teams: neighbours who file for others, with consent, and are supervised."""

from __future__ import annotations

from flask import Flask

from citizen_app.teams import events, models

__all__ = ["models"]

# Imported for what they register: kinds of events.
PARTS = (events,)


def register(app: Flask) -> None:
    """Add this feature to the application."""
