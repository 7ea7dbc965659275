"""Places: wards, old units, neighbourhoods, departments, fields, limits, the working calendar."""

from __future__ import annotations

from flask import Flask

from citizen_app.wards import models

__all__ = ["models"]


def register(app: Flask) -> None:
    """Add this feature to the application."""
