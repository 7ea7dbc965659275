"""What this feature needs of the application around it: settings, ways out, addresses of pages."""

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


def address_of(endpoint: str, **values: str) -> str:
    """Return a page's whole address, also where no request is being answered."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return settings().public_url + path
