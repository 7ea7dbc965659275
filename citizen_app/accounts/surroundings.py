"""What this feature needs of the application around it: settings and ways out."""

from __future__ import annotations

from typing import cast

from flask import current_app

from citizen_app.core.transports.messages import Transport
from config import Settings


def settings() -> Settings:
    """Return the installation's settings."""
    return cast(Settings, current_app.extensions["settings"])


def mail() -> Transport:
    """Return what carries e-mail."""
    return cast(Transport, current_app.extensions["mail"])


def sms() -> Transport:
    """Return what carries text messages."""
    return cast(Transport, current_app.extensions["sms"])
