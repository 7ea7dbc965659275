"""Response headers: a strict content policy, and nothing that tells other sites about the reader."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, current_app, g, request

PERMISSIONS_POLICY = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"


def csp_nonce() -> str:
    """Return this response's nonce; a page that asks for one is never cached."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def content_policy(nonce: str | None, *, tiles: str = "") -> str:
    """Return the Content-Security-Policy: own files only, inline scripts by nonce alone.

    `tiles` is the address of the map's background: pictures may come from its host too.
    """
    parts = urlsplit(tiles)
    pictures = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    scripts = "'self'" + (f" 'nonce-{nonce}'" if nonce else "")
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self'; "
        f"img-src 'self' data: blob:{pictures}; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def within_this_site(target: str, host: str) -> str:
    """Return a target on our own host as a path: whoever asks could name any host as ours."""
    parts = urlsplit(target)
    if not parts.netloc or parts.netloc != host:
        return target
    return urlunsplit(("", "", "/" + parts.path.lstrip("/\\"), parts.query, parts.fragment))


def _set_headers(response: Response) -> Response:
    headers = response.headers
    if "Location" in headers:
        headers["Location"] = within_this_site(headers["Location"], request.host)
    tiles = current_app.extensions["settings"].map_tiles_url
    headers.setdefault("Content-Security-Policy", content_policy(g.get("csp_nonce"), tiles=tiles))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "asset" and "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store" if request.cookies else "no-cache"
    return response


def init_app(app: Flask) -> None:
    """Set the headers on every response."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.after_request(_set_headers)
