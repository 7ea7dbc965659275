"""The figures of a ward for everyone, one indicator with its definition, and the whole catalogue."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request

from citizen_app.core import clock
from citizen_app.core.access import public
from citizen_app.core.web.page_cache import cached_ward_page_by
from citizen_app.metrics import words
from citizen_app.metrics.catalogue import CATALOGUE, THEMES, Indicator
from citizen_app.metrics.checks import list_checks, told_differences
from citizen_app.metrics.dashboard import TWELVE, VERSION, dashboard_of, offered_periods
from citizen_app.metrics.naming import named_parts
from citizen_app.metrics.periods import Period, parse_period
from citizen_app.metrics.shown import rows_of, trend_view
from citizen_app.metrics.trends import trend_of
from citizen_app.metrics.values import parts_of, value_of
from citizen_app.wards.models import Ward

bp = Blueprint("metrics", __name__, template_folder="templates")


def wanted_period() -> Period:
    """Return the time that the address asks for; twelve months up to today without one."""
    found = parse_period(request.args.get("ky", ""))
    return found or Period.last_months(clock.today(), TWELVE)


@bp.get("/p/<ward:ward>/chi-so")
@public
@cached_ward_page_by(VERSION)
def dashboard(ward: Ward) -> Any:
    """Show a ward's figures: a few large ones in words, how they went, what is late, then all."""
    return render_template(
        "metrics/dashboard.html",
        ward=ward,
        view=dashboard_of(ward, wanted_period()),
        offered=offered_periods(),
        words=words,
    )


@bp.get("/p/<ward:ward>/chi-so/doi-chieu")
@public
@cached_ward_page_by(VERSION)
def checks(ward: Ward) -> Any:
    """Say when the figures were compared with what happened, what differed, what is done about it."""
    found = list_checks(ward)
    return render_template(
        "metrics/checks.html",
        ward=ward,
        checks=found,
        last=found[0] if found else None,
        differences=told_differences(found[0]) if found else [],
    )


def _indicator(code: str) -> Indicator:
    return CATALOGUE.get(code) or abort(404)


@bp.get("/p/<ward:ward>/chi-so/<code>")
@public
@cached_ward_page_by(VERSION)
def indicator(ward: Ward, code: str) -> Any:
    """Show one indicator of a ward: what it is, how it went, where it is high or low."""
    one, period = _indicator(code), wanted_period()
    if not one.is_measured:
        abort(404)
    value, trend = value_of(one, ward, period), trend_of(one, ward)
    return render_template(
        "metrics/indicator.html",
        ward=ward,
        indicator=one,
        period=period,
        offered=offered_periods(),
        value=value,
        trend=[quarter for quarter in trend if quarter.num or quarter.den],
        chart=trend_view(one, trend),
        groups=[
            (
                label,
                rows_of(
                    named_parts(ward, dimension, parts_of(one, ward, period, dimension)), value
                ),
            )
            for dimension, label in words.DIMENSION_LABELS.items()
        ],
        counters=[CATALOGUE[c] for c in one.counter if CATALOGUE[c].is_measured],
        words=words,
    )


@bp.get("/chi-so/dinh-nghia")
@public
def catalogue() -> Any:
    """Show every indicator with its definition, those not measured yet with the reason."""
    return render_template(
        "metrics/catalogue.html",
        themes=[
            (words.THEME_LABELS[theme], [i for i in CATALOGUE.values() if i.theme == theme])
            for theme in THEMES
        ],
        words=words,
    )
