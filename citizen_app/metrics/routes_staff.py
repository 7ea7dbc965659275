"""The figures for those who lead a ward: what changed, why, what to do first, who answers for what."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request

from citizen_app.core import clock
from citizen_app.core.access import actor, requires
from citizen_app.metrics import words
from citizen_app.metrics.accountability import SHOWN, accounts_of
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.dashboard import offered_periods
from citizen_app.metrics.opening import explained
from citizen_app.metrics.periods import Period, parse_period
from citizen_app.metrics.steering import changes_in
from citizen_app.metrics.todo import todo_of
from citizen_app.metrics.values import value_of
from citizen_app.permissions import Permission
from citizen_app.wards.choosing import ward_and_others
from citizen_app.wards.queries import calendar_of

bp = Blueprint("staff_metrics", __name__, template_folder="templates", url_prefix="/can-bo/chi-so")


def wanted_period() -> Period:
    """Return the time that the address asks for, the running quarter without one."""
    if request.args.get("ky") == "12-thang":
        return Period.last_months(clock.today(), 12)
    return parse_period(request.args.get("ky", "")) or Period.quarter(clock.today())


@bp.get("")
@requires(Permission.FIGURES_READ)
def steer() -> Any:
    """Show what to do first, then what changed and what accounts for it."""
    ward, mine = ward_and_others(Permission.FIGURES_READ)
    period = wanted_period()
    return render_template(
        "metrics/steer.html",
        ward=ward,
        mine=mine,
        offered=offered_periods(),
        period=period,
        changes=changes_in(ward, period, everything=True),
        todo=todo_of(actor(), ward),
        today=clock.today(),
        late_days=partial(words.late_days, calendar=calendar_of(ward.id)),
        words=words,
    )


@bp.get("/trach-nhiem")
@requires(Permission.FIGURES_READ)
def accountability() -> Any:
    """Show each department and its head: what it was given and what became of it."""
    ward, mine = ward_and_others(Permission.FIGURES_READ)
    period = wanted_period()
    return render_template(
        "metrics/accountability.html",
        ward=ward,
        mine=mine,
        offered=offered_periods(),
        period=period,
        accounts=accounts_of(actor(), ward, period),
        shown=[CATALOGUE[code] for code in SHOWN],
        words=words,
    )


@bp.get("/dang-sau")
@requires(Permission.FIGURES_READ)
def things() -> Any:
    """List the things behind one figure, as far as the reader may open them."""
    ward, mine = ward_and_others(Permission.FIGURES_READ)
    period, one = wanted_period(), CATALOGUE.get(request.args.get("chi-so", "A1"))
    if one is None or not one.is_measured:
        abort(404)
    return render_template(
        "metrics/things.html",
        ward=ward,
        mine=mine,
        offered=offered_periods(),
        period=period,
        indicator=one,
        themes=[
            (label, [i for i in CATALOGUE.values() if i.is_measured and i.theme == theme])
            for theme, label in words.THEME_LABELS.items()
        ],
        value=value_of(one, ward, period, everything=True),
        found=explained(actor(), one.code, ward, period),
        words=words,
    )
