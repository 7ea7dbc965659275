"""Reports: from sending to the published answer and the sender's judgement."""

from __future__ import annotations

from flask import Flask

from citizen_app.feedback import models

__all__ = ["models"]


def register(app: Flask) -> None:
    """Add this feature to the application."""
