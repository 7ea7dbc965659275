"""PAPI as a mirror: where the city stands, what a ward can do about it, and what it measures itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template

from citizen_app.core import clock
from citizen_app.core.access import public
from citizen_app.core.web.page_cache import cached_page
from citizen_app.metrics import words
from citizen_app.metrics.index.stored import period_of
from citizen_app.metrics.papi import pages
from citizen_app.metrics.papi.own import own_values
from citizen_app.metrics.papi.reference import ITEM_YEAR, Part, find_dimension
from citizen_app.wards.models import Ward

bp = Blueprint("papi", __name__, template_folder="templates")


@bp.get("/chi-so/papi")
@public
@cached_page
def index() -> Any:
    """Show all dimensions of the newest year, each in words."""
    return render_template("metrics/papi.html", ward=None, view=pages.overview())


@bp.get("/chi-so/papi/<dimension>")
@public
@cached_page
def dimension(dimension: str) -> Any:
    """Show one dimension: its parts over the years, what they measure, what a ward can do."""
    view = pages.dimension_page(_part(dimension))
    return render_template("metrics/papi_dimension.html", ward=None, view=view, item_year=ITEM_YEAR)


@bp.get("/p/<ward:ward>/chi-so/papi")
@public
def ward_index(ward: Ward) -> Any:
    """Show all dimensions, with ways to what a ward measures beside each."""
    return render_template("metrics/papi.html", ward=ward, view=pages.overview())


@bp.get("/p/<ward:ward>/chi-so/papi/<dimension>")
@public
def ward_dimension(ward: Ward, dimension: str) -> Any:
    """Show one dimension, and beside each part what the ward measures itself and what it can do."""
    part, period = _part(dimension), period_of(clock.today())
    return render_template(
        "metrics/papi_dimension.html",
        ward=ward,
        view=pages.dimension_page(part, own_values(part.code, ward, period)),
        item_year=ITEM_YEAR,
        period=period,
        words=words,
    )


def _part(slug: str) -> Part:
    return find_dimension(slug) or abort(404)
