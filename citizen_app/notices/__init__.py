"""Notices to people: one delivery per event, recipient and channel."""

from __future__ import annotations

from flask import Flask

from citizen_app.notices import models

__all__ = ["models"]


def register(app: Flask) -> None:
    """Add this feature to the application; it has no pages of its own yet."""
    app.extensions["notices"] = True
