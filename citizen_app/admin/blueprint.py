"""The one blueprint of this feature: whoever opens a ward's page needs the right in that ward."""

from __future__ import annotations

from flask import Blueprint, current_app, request

from citizen_app.core.access import AccessMarker, actor, authorize
from citizen_app.wards.models import Ward

bp = Blueprint("admin", __name__, template_folder="templates", url_prefix="/quan-tri")


@bp.before_request
def ask_in_this_ward() -> None:
    """Ask for a page's permission in the ward of its address, not just in some ward."""
    ward = (request.view_args or {}).get("ward")
    view = current_app.view_functions[str(request.endpoint)]
    marker: AccessMarker | None = getattr(view, "access_marker", None)
    permission = marker.permission if marker else None
    # Who holds it nowhere is sent to the sign-in page or turned away by the marker itself.
    if isinstance(ward, Ward) and permission and actor().may_anywhere(permission):
        authorize(actor(), permission, ward.id)
