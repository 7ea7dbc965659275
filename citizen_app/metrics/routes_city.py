"""The wards of the city beside their like: a map, and the same in words."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from citizen_app.core.access import public
from citizen_app.core.web.page_cache import cached_page_by
from citizen_app.metrics import words
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.city import (
    STANDING_LABELS,
    city_version,
    compare_wards,
    compared,
)
from citizen_app.metrics.city_map import drawings_of
from citizen_app.metrics.dashboard import offered_periods
from citizen_app.metrics.routes_public import wanted_period

bp = Blueprint("metrics_city", __name__, template_folder="templates")
PROVINCE = "79"
FIRST = "A1"


@bp.get("/chi-so")
@public
@cached_page_by(city_version)
def city() -> Any:
    """Show where each ward lies beside similar ones, by one figure: on a map, then in groups."""
    offered = compared()
    wanted = request.args.get("chi-so", FIRST)
    indicator = next((one for one in offered if one.code == wanted), CATALOGUE[FIRST])
    period = wanted_period()
    peers = compare_wards(indicator, period)
    placed = {one.ward.code: one for some in peers for one in some.wards}
    return render_template(
        "metrics/city.html",
        ward=None,
        indicator=indicator,
        indicators=offered,
        period=period,
        offered=offered_periods(),
        peers=peers,
        standings=STANDING_LABELS,
        drawings=drawings_of(PROVINCE),
        placed=placed,
        words=words,
    )
