"""What a ward has promised, for everyone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from citizen_app.commitments import queries
from citizen_app.commitments.sources import places_of
from citizen_app.core.access import public
from citizen_app.core.web.page_cache import cached_page
from citizen_app.wards import queries as wards

bp = Blueprint("commitments", __name__, template_folder="templates")


def wanted_view() -> str:
    """Return which part of the list the address asks for."""
    view = request.args.get("xem", "")
    return view if view in queries.VIEWS else ""


@bp.get("/p/<ward:ward>/cam-ket")
@public
@cached_page
def board(ward: Any) -> Any:
    """Show what the ward has promised: kept, late, soon due."""
    typed = request.args.get("phong", "")
    department_id = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    view = wanted_view()
    page = queries.list_public(
        ward, view=view, department_id=department_id, after=request.args.get("sau", "")
    )
    return render_template(
        "commitments/board.html",
        ward=ward,
        page=page,
        places=places_of(page.rows),
        figures=queries.ward_figures(ward),
        departments=wards.list_departments(ward.id),
        view=view,
        department_id=department_id,
    )
