"""The number of voters of a ward: a new one is entered, earlier ones can be read."""

from __future__ import annotations

from typing import Any

from flask import url_for

from citizen_app.admin.blueprint import bp
from citizen_app.admin.forms_voters import VotersForm
from citizen_app.admin.pages import form_page
from citizen_app.core.access import actor, requires
from citizen_app.permissions import Permission
from citizen_app.wards import commands
from citizen_app.wards.voters import list_voter_counts


@bp.route("/<ward:ward>/cu-tri", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def voters(ward: Any) -> Any:
    """Say how many voters the ward has."""
    form = VotersForm.of_request()
    return form_page(
        form,
        lambda: commands.count_voters(actor(), ward, **form.data),
        back=url_for("admin.voters", ward=ward),
        template="admin/voters.html",
        ward=ward,
        counts=list_voter_counts(ward.id),
    )
