"""Lắng Nghe: the citizen feedback and dialogue platform for Vietnam's wards."""

from __future__ import annotations

from flask import Flask

from citizen_app import (
    accounts,
    admin,
    cli,
    commitments,
    demo,
    dialogue,
    feedback,
    guide,
    kiosk,
    metrics,
    notices,
    opendata,
    paper,
    plain_help,
    pocket,
    seals,
    surveys,
    teams,
    wards,
)
from citizen_app.core import setup
from config import Settings

FEATURES = (
    guide,
    accounts,
    wards,
    notices,
    commitments,
    feedback,
    dialogue,
    metrics,
    seals,
    surveys,
    opendata,
    teams,
    pocket,
    paper,
    kiosk,
    plain_help,
    admin,
    demo,
    cli,
)


def create_app(settings: Settings) -> Flask:
    """Return the application: settings, core, then each feature."""
    app = Flask(__name__, static_folder=None, template_folder="core/web/templates")
    app.testing = settings.testing
    app.debug = settings.debug
    setup.init_app(app, settings)
    for feature in FEATURES:
        feature.register(app)
    return app
