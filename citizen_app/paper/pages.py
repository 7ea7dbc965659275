"""What several pages of paper share: the ward that is looked at, forms filled, addresses on prints."""

from __future__ import annotations

from typing import Any

from flask import Response

from citizen_app.core.web.addresses import whole_address


def track_address(number: str) -> str:
    """Return what the square code of a sheet leads to."""
    return whole_address("feedback.track", ma=number)


def pdf(content: bytes, name: str) -> Any:
    """Return a PDF to look at, never kept."""
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
