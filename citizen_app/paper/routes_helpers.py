"""Helpers' page of paper: enter a sheet with a phone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, url_for

from citizen_app.core.access import actor, signed_in
from citizen_app.core.actor import Surface
from citizen_app.paper.entry_page import entry_page
from citizen_app.permissions import Permission
from citizen_app.wards.choosing import ward_of_page

bp = Blueprint("helper_paper", __name__, template_folder="templates")


@bp.route("/ho-tro/phieu-giay", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def enter() -> Any:
    """Enter a sheet that somebody wrote with the help of a team member."""
    if not actor().may_anywhere(Permission.REPORT_ON_BEHALF):
        abort(403)
    ward = ward_of_page(Permission.REPORT_ON_BEHALF)
    return entry_page(
        ward, "paper/helper_enter.html", lambda: url_for("helper_paper.enter", phuong=ward.code)
    )
