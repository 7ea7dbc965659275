"""Figures in words, as people say them: 9 in 10, 3 working days, 4.2 of 5."""

from __future__ import annotations

from fractions import Fraction

from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import ngettext, number_text
from citizen_app.metrics.catalogue import Kind
from citizen_app.metrics.values import Value

THEME_LABELS: dict[str, object] = {
    "know": _l("People know"),
    "discuss": _l("People discuss"),
    "do": _l("People take part"),
    "check": _l("People check and supervise"),
    "benefit": _l("People benefit"),
}
DIRECTION_LABELS: dict[str, object] = {
    "+": _l("higher is better"),
    "-": _l("lower is better"),
    "=": _l("neither high nor low is better"),
}
DIMENSION_LABELS: dict[str, object] = {
    "f": _l("By field"),
    "n": _l("By neighbourhood"),
    "d": _l("By department"),
}
SMALL_WORDS = 10  # shares are said as so many in at most ten


def figure_text(value: Value) -> str:
    """Return the figure alone, with its unit; "" where there is none."""
    if value.value is None:
        return ""
    if value.indicator.kind in {Kind.SHARE, Kind.SPREAD, Kind.TOP}:
        return _("%(number)s %%", number=number_text(100 * value.value))
    if value.indicator.kind == Kind.DAYS:
        days = round(value.value)
        shown = number_text(days)
        return ngettext("%(days)s working day", "%(days)s working days", days, days=shown)
    if value.indicator.kind == Kind.MARK:
        return _("%(mark)s of 5", mark=number_text(value.value, 1))
    return number_text(value.value)


def sureness_text(value: Value) -> str:
    """Return out of how many it was counted, and how far the true figure may lie away."""
    if value.value is None:
        if not value.den:
            return _("Nothing to count in this time.")
        return _("Too few (%(n)s) to say anything.", n=number_text(value.den))
    kind = value.indicator.kind
    if kind in {Kind.COUNT, Kind.STOCK}:
        return ""
    if kind == Kind.DAYS:
        return _(
            "Half of %(n)s took no longer; 9 in 10 took no more than %(upper)s days.",
            n=number_text(value.den),
            upper=number_text(value.upper),
        )
    if kind in {Kind.SPREAD, Kind.TOP}:
        return _("%(num)s of %(den)s", num=number_text(value.num), den=number_text(value.den))
    low, high = _shown(value.low, kind), _shown(value.high, kind)
    counted = (
        _("%(num)s of %(den)s", num=number_text(value.num), den=number_text(value.den))
        if kind == Kind.SHARE
        else _("%(n)s marks", n=number_text(value.den))
    )
    return _(
        "%(counted)s; probably between %(low)s and %(high)s.", counted=counted, low=low, high=high
    )


def _shown(value: float | None, kind: Kind) -> str:
    if kind == Kind.SHARE:
        return _("%(number)s %%", number=number_text(100 * (value or 0)))
    return number_text(value, 1)


def in_ten(value: Value) -> str:
    """Return a share as people say it: 9 in 10; none and all are said as such."""
    share = value.value or 0.0
    nearest = Fraction(share).limit_denominator(SMALL_WORDS)
    if share and not nearest:
        return _("fewer than 1 in %(n)s", n=SMALL_WORDS)
    if share < 1 and nearest == 1:
        return _("more than 9 in %(n)s", n=SMALL_WORDS)
    if nearest in {0, 1}:
        return _("none") if not nearest else _("all")
    return _("%(a)s in %(b)s", a=nearest.numerator, b=nearest.denominator)
