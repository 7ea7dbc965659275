"""The composite indices: those of a ward, and how they are worked out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from citizen_app.core import clock
from citizen_app.core.access import public
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.page_cache import cached_page
from citizen_app.metrics.dashboard import Offer
from citizen_app.metrics.index import words
from citizen_app.metrics.index.goalposts import GOALPOSTS, INDICES
from citizen_app.metrics.index.measuring import is_long_enough
from citizen_app.metrics.index.pages import goalpost_rows, index_view
from citizen_app.metrics.index.queries import indices_of
from citizen_app.metrics.index.stored import period_of
from citizen_app.metrics.periods import Period, add_months
from citizen_app.metrics.routes_public import wanted_period
from citizen_app.wards.models import Ward

bp = Blueprint("metrics_index", __name__, template_folder="templates")
TWELVE = 12


@bp.get("/p/<ward:ward>/chi-so/tong-hop")
@public
def ward_index(ward: Ward) -> Any:
    """Show both indices of a ward: how high, how sure, made from what, and how much hangs on choices."""
    wanted = wanted_period()
    period = wanted if is_long_enough(wanted) else period_of(clock.today())
    last = Period.year(add_months(Period.year(clock.today()).first, -TWELVE))
    return render_template(
        "metrics/index_ward.html",
        ward=ward,
        period=period,
        offered=[
            Offer(_l("Up to today"), (period_of(clock.today()),)),
            Offer(_l("Year"), (last,)),
        ],
        views=[index_view(one) for one in indices_of(ward, period)],
        goalposts=GOALPOSTS,
    )


@bp.get("/chi-so/tong-hop")
@public
@cached_page
def method() -> Any:
    """Show how the indices are worked out: the steps in plain words, and every goalpost with its reason."""
    return render_template(
        "metrics/index_method.html",
        goalposts=GOALPOSTS,
        indices=[(words.INDEX_LABELS[name], goalpost_rows(name)) for name in INDICES],
    )
