"""Puts the core's parts into an application, in order."""

from __future__ import annotations

import uuid

from flask import Flask, g
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from citizen_app.core import access, db, events, i18n, jobs, limits, search
from citizen_app.core.files import models as files
from citizen_app.core.files.storage import storage_at
from citizen_app.core.transports import channels
from citizen_app.core.web import (
    assets,
    display,
    errors,
    headers,
    nav,
    origin,
    page_cache,
    routes,
    sessions,
)
from config import Settings

# The core's own tables, named so that migrations know them.
TABLES = (events.Event, events.EventHandling, files.Attachment, limits.Try, search.SearchEntry)
MOST_REQUEST_BYTES = 80 * 1024 * 1024


def init_app(app: Flask, settings: Settings) -> None:
    """Set up everything that knows no feature."""
    _warn_of_address(app, settings)
    app.extensions["settings"] = settings
    app.config.update(SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=MOST_REQUEST_BYTES)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    components = {"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}
    app.jinja_loader = ChoiceLoader([app.jinja_loader, PrefixLoader(components)])  # type: ignore[list-item]
    app.before_request(_name_request)
    db.init_app(app, settings.database_url)
    i18n.init_app(app, settings.timezone)
    app.extensions["storage"] = storage_at(settings.files_url)
    channels.init_app(app, settings)
    for part in (sessions, origin, access, headers, page_cache, nav, errors, assets):
        part.init_app(app)
    jobs.init_app(app, settings.redis_url, settings.instance_dir)
    app.register_blueprint(routes.bp)
    app.register_blueprint(display.bp)
    app.jinja_env.globals.update(
        demo_mode=settings.demo_mode,
        public_url=settings.public_url,
        map_tiles={"url": settings.map_tiles_url, "credit": settings.map_tiles_credit},
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    # Registered last, so that it runs first: a failed commit becomes a page with all headers.
    app.after_request(db.finish_request)


def _warn_of_address(app: Flask, settings: Settings) -> None:
    if settings.is_seen_by_itself_only and not settings.is_for_trying_out:
        app.logger.warning(
            "PUBLIC_URL is %s: links in mails, slips and posters lead nowhere", settings.public_url
        )


def _name_request() -> None:
    g.request_id = uuid.uuid4().hex
