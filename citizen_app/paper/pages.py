"""What several pages of paper share: the ward that is looked at, forms filled, addresses on prints."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request

from citizen_app.core.access import actor
from citizen_app.core.web.addresses import whole_address
from citizen_app.permissions import Permission
from citizen_app.surveys.queries import wards_to_run
from citizen_app.wards.models import Ward


def wards_with(permission: Permission) -> list[Ward]:
    """Return the wards in which the actor holds a permission."""
    return list(wards_to_run(actor(), permission))


def ward_of_page(permission: Permission) -> Ward:
    """Return the ward of the address, or the first of one's own."""
    wanted = request.values.get("phuong", "")
    found = next((w for w in wards_with(permission) if wanted in ("", w.code)), None)
    return found if found is not None else abort(404)


def track_address(number: str) -> str:
    """Return what the square code of a sheet leads to."""
    return whole_address("feedback.track", ma=number)


def pdf(content: bytes, name: str) -> Any:
    """Return a PDF to look at, never kept."""
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
