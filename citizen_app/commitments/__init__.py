"""Commitments: promises with an owner, a date and evidence."""

from __future__ import annotations

from flask import Flask

from citizen_app.commitments import models

__all__ = ["models"]


def register(_app: Flask) -> None:
    """Add nothing yet: this feature has its tables only."""
