"""PAPI as a mirror: where the city stands, and what a ward can do about it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template

from citizen_app.core.access import public
from citizen_app.core.web.page_cache import cached_page
from citizen_app.metrics.papi import pages
from citizen_app.metrics.papi.reference import ITEM_YEAR, find_dimension

bp = Blueprint("papi", __name__, template_folder="templates", url_prefix="/chi-so/papi")


@bp.get("")
@public
@cached_page
def index() -> Any:
    """Show all dimensions of the newest year, each in words."""
    return render_template("metrics/papi.html", ward=None, view=pages.overview())


@bp.get("/<dimension>")
@public
@cached_page
def dimension(dimension: str) -> Any:
    """Show one dimension: its parts over the years, what they measure, what a ward can do."""
    part = find_dimension(dimension)
    if part is None:
        abort(404)
    view = pages.dimension_page(part)
    return render_template("metrics/papi_dimension.html", ward=None, view=view, item_year=ITEM_YEAR)
