"""The ways to reach people, by name: one transport each, set up from the settings."""

from __future__ import annotations

from enum import StrEnum

from flask import Flask, current_app

from citizen_app.core.transports.mail import mail_transport
from citizen_app.core.transports.messages import Transport
from citizen_app.core.transports.sms import text_transport
from config import Settings


class Channel(StrEnum):
    """A way to reach somebody; all but e-mail carry short texts to a phone number."""

    EMAIL = "email"
    SMS = "sms"
    ZALO = "zalo"


# Where the application keeps the transport of each.
PLACES = {Channel.EMAIL: "mail", Channel.SMS: "sms", Channel.ZALO: "zalo"}


def transport_of(channel: str) -> Transport:
    """Return what carries the messages of a channel."""
    kept: Transport = current_app.extensions[PLACES[Channel(channel)]]
    return kept


def init_app(app: Flask, settings: Settings) -> None:
    """Set up every channel."""
    app.extensions["mail"] = mail_transport(settings.mail_url, settings.mail_from)
    app.extensions["sms"] = text_transport(settings.sms_url)
    app.extensions["zalo"] = text_transport(settings.zalo_url)
