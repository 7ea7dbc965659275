"""The figures of a ward for everyone, one indicator with its definition, and the whole catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, render_template, request

from citizen_app.core import clock
from citizen_app.core.access import public
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.metrics import words
from citizen_app.metrics.catalogue import CATALOGUE, THEMES, Indicator
from citizen_app.metrics.checks import last_check
from citizen_app.metrics.index.pages import index_view
from citizen_app.metrics.index.queries import indices_of
from citizen_app.metrics.naming import named_parts
from citizen_app.metrics.periods import QUARTER_MONTHS, Period, add_months, parse_period
from citizen_app.metrics.trends import trend_of
from citizen_app.metrics.values import Value, parts_of, value_of, values_of
from citizen_app.wards.models import Ward

bp = Blueprint("metrics", __name__, template_folder="templates")
TWELVE = 12
LARGE = ("A1", "A25", "A10")
LARGE_WORDS: dict[str, object] = {
    "A1": _l("reports were answered in time"),
    "A25": _l("answered reports are solved, say their senders"),
    "A10": _l("commitments were kept on the first date"),
}


def wanted_period() -> Period:
    """Return the time that the address asks for; twelve months up to today without one."""
    found = parse_period(request.args.get("ky", ""))
    return found or Period.last_months(clock.today(), TWELVE)


def offered_periods() -> list[Period]:
    """Return what a reader may choose: this quarter, the one before, this year, the last."""
    this = Period.quarter(clock.today())
    before = Period.quarter(add_months(this.first, -QUARTER_MONTHS))
    year = Period.year(clock.today())
    return [this, before, year, Period.year(add_months(year.first, -TWELVE))]


@bp.get("/p/<ward:ward>/chi-so")
@public
def dashboard(ward: Ward) -> Any:
    """Show a ward's figures: a few large ones in words, then all by theme."""
    period = wanted_period()
    measured = [one for one in CATALOGUE.values() if one.is_measured]
    values = values_of(measured, ward, period)
    return render_template(
        "metrics/dashboard.html",
        ward=ward,
        period=period,
        offered=offered_periods(),
        large=[(values[code], LARGE_WORDS[code]) for code in LARGE],
        themes=_by_theme(values),
        late=values["A7"],
        indices=[index_view(one) for one in indices_of(ward, period)],
        check=last_check(ward),
        words=words,
    )


def _by_theme(values: Mapping[str, Value]) -> list[tuple[object, list[Value]]]:
    return [
        (words.THEME_LABELS[theme], [v for v in values.values() if v.indicator.theme == theme])
        for theme in THEMES
    ]


def _indicator(code: str) -> Indicator:
    return CATALOGUE.get(code) or abort(404)


@bp.get("/p/<ward:ward>/chi-so/<code>")
@public
def indicator(ward: Ward, code: str) -> Any:
    """Show one indicator of a ward: what it is, how it went, where it is high or low."""
    one, period = _indicator(code), wanted_period()
    if not one.is_measured:
        abort(404)
    return render_template(
        "metrics/indicator.html",
        ward=ward,
        indicator=one,
        period=period,
        value=value_of(one, ward, period),
        trend=[value for value in trend_of(one, ward) if value.num or value.den],
        groups=[
            (label, named_parts(ward, dimension, parts_of(one, ward, period, dimension)))
            for dimension, label in words.DIMENSION_LABELS.items()
        ],
        counters=[CATALOGUE[c] for c in one.counter if CATALOGUE[c].is_measured],
        words=words,
    )


@bp.get("/chi-so")
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
