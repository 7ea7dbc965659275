"""Whole addresses of pages, also where no request is being answered: for mails, slips and feeds."""

from __future__ import annotations

from typing import Any

from flask import current_app


def whole_address(endpoint: str, **values: Any) -> str:
    """Return a page's address with the public scheme and host."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return str(current_app.extensions["settings"].public_url) + path
