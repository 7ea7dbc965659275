"""Notices to people: one delivery per event, recipient and channel."""

from __future__ import annotations

from flask import Flask

from citizen_app.notices import models

__all__ = ["models"]


def register(_app: Flask) -> None:
    """Add nothing yet: this feature has tables and commands, but no pages of its own."""
