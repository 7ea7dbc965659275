"""What a ward handed on to others: a read-only list and the trace of one case, without contact data."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from citizen_app.core.access import actor, requires
from citizen_app.feedback import policies, queries_transfers
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards

bp = Blueprint("handed_on", __name__, template_folder="templates", url_prefix="/can-bo/da-chuyen")


@bp.get("")
@requires(Permission.REPORT_READ)
def index() -> Any:
    """Show what was handed on, newest first."""
    page = queries_transfers.list_handed_on(actor(), request.args.get("sau", ""))
    ward = wards.only_ward(actor().ward_ids)
    return render_template("feedback/handed_on.html", ward=ward, page=page)


@bp.get("/<code>")
@requires(Permission.REPORT_READ)
def trace(code: str) -> Any:
    """Show where one case went, why, and how it stands now."""
    rows = queries_transfers.get_handed_on(actor(), code)
    report = rows[0].report
    return render_template(
        "feedback/handed_on_trace.html",
        ward=wards.only_ward(actor().ward_ids),
        rows=rows,
        report=report,
        title=rows[0].title,
        answer=report.published_answer if policies.is_public(report) else None,
    )
