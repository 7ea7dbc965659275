"""The wards of the city beside their like: a map, and the same in words."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from citizen_app.core import clock
from citizen_app.core.access import public
from citizen_app.core.web.page_cache import cached_page_by
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.city import (
    STANDING_LABELS,
    city_version,
    compare_indices,
    compare_wards,
    compared,
)
from citizen_app.metrics.city_map import drawings_of
from citizen_app.metrics.dashboard import offered_periods
from citizen_app.metrics.index.stored import period_of
from citizen_app.metrics.index.words import ABOUT, INDEX_LABELS
from citizen_app.metrics.routes_public import wanted_period

bp = Blueprint("metrics_city", __name__, template_folder="templates")
PROVINCE = "79"
FIRST = "A1"
# How an address names the composite indices.
INDEX_WORDS = {"dan-chu": "democracy", "minh-bach": "transparency"}


@bp.get("/chi-so")
@public
@cached_page_by(city_version)
def city() -> Any:
    """Show where each ward lies beside similar ones, by one figure or index: on a map, then in groups."""
    offered = compared()
    wanted = request.args.get("chi-so", FIRST)
    index = INDEX_WORDS.get(wanted)
    indicator = next((one for one in offered if one.code == wanted), CATALOGUE[FIRST])
    period = period_of(clock.today()) if index else wanted_period()
    peers = compare_indices(index) if index else compare_wards(indicator, period)
    return render_template(
        "metrics/city.html",
        ward=None,
        wanted=wanted if index else indicator.code,
        index=index,
        about=ABOUT.get(index or ""),
        indicator=indicator,
        indicators=offered,
        indices=[(word, INDEX_LABELS[name]) for word, name in INDEX_WORDS.items()],
        period=period,
        offered=offered_periods(),
        peers=peers,
        standings=STANDING_LABELS,
        drawings=drawings_of(PROVINCE),
        placed={one.ward.code: one for some in peers for one in some.wards},
    )
