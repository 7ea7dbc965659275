"""Which of several wards a staff page is about: the one in the address, or the first of one's own."""

from __future__ import annotations

from flask import abort, request

from citizen_app.core.access import actor
from citizen_app.wards.models import Ward
from citizen_app.wards.queries import wards_held


def ward_and_others(permission: str) -> tuple[Ward, list[Ward]]:
    """Return the ward that is looked at, and all that the actor may choose.

    404 where the address names another one, or the actor holds the permission nowhere.
    """
    mine = wards_held(actor(), permission)
    wanted = request.values.get("phuong", "")
    found = next((ward for ward in mine if wanted in ("", ward.code)), None)
    return (found if found is not None else abort(404)), mine


def ward_of_page(permission: str) -> Ward:
    """Return the ward that is looked at."""
    return ward_and_others(permission)[0]
