"""Protection against forged requests, without tokens: a change must come from our own pages.

Browsers say where a request comes from (Sec-Fetch-Site, Origin) and pages cannot forge it. So a form
that was opened yesterday, kept offline or served from a cache still works, and readers need no cookie.
docs/adr/0004 weighs this against tokens.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request

from citizen_app.core.db import SAFE_METHODS

OWN = {"same-origin", "none"}


def is_from_our_pages() -> bool:
    """Return whether a changing request was made by a page of this site (or by no browser at all)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if source is not None:
        return urlsplit(source).netloc == request.host
    # Neither header: not a browser of today. Without a session there is nothing to forge.
    return not any(name in request.cookies for name in current_app.config["SESSION_COOKIES"])


def _check() -> None:
    if request.method not in SAFE_METHODS and not is_from_our_pages():
        abort(403)


def init_app(app: Flask) -> None:
    """Refuse changing requests that other sites made."""
    app.before_request(_check)
