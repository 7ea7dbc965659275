"""Figures in words, as people say them: 9 in 10, 3 working days, 4.2 of 5."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from citizen_app.core import clock
from citizen_app.core.calendar import WorkingCalendar
from citizen_app.core.i18n import date_text, local_name, ngettext, number_text
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.metrics.catalogue import Kind
from citizen_app.metrics.comparing import Change
from citizen_app.metrics.periods import parse_period
from citizen_app.metrics.shown import Trend, period_words
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
        return _("%(number)s%%", number=number_text(100 * value.value))
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
        return _("%(number)s%%", number=number_text(100 * (value or 0)))
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


def quarter_text(name: str) -> str:
    """Return a quarter's name in words."""
    period = parse_period(name)
    return period_words(period) if period is not None else name


def late_days(due_at: dt.datetime | None, calendar: WorkingCalendar) -> str:
    """Say for how many working days a limit has passed, or when it ends."""
    if due_at is None:
        return _("no limit yet")
    if due_at >= clock.now():
        return _("due on %(day)s", day=date_text(due_at))
    days = calendar.working_days_between(clock.local_date(due_at), clock.today())
    if days > 0:
        shown = number_text(days)
        return ngettext("%(days)s working day late", "%(days)s working days late", days, days=shown)
    return _("late since the last working day")


def trend_text(trend: Trend) -> str:
    """Say the newest quarter, and how it lies beside the one before: apart, or within chance."""
    newest = trend.last
    start = _(
        "%(quarter)s: %(figure)s.",
        quarter=period_words(newest.period),
        figure=figure_text(newest) or sureness_text(newest).rstrip("."),
    )
    change = trend.change
    if change is None:
        return start
    return f"{start} {beside_text(change)}"


def beside_text(change: Change) -> str:
    """Say how a figure lies beside the one before it."""
    before = figure_text(change.before)
    if not change.is_real:
        return _("Before: %(figure)s. The difference is within chance.", figure=before)
    if change.is_better is None:
        return _("Before: %(figure)s.", figure=before)
    if change.is_better:
        return _("Better than before: %(figure)s.", figure=before)
    return _("Worse than before: %(figure)s.", figure=before)


def change_text(change: Change) -> str:
    """Say from what to what a figure went."""
    name, before, now = (
        local_name(change.now.indicator),
        figure_text(change.before),
        figure_text(change.now),
    )
    if change.difference > 0:
        return _("%(name)s rose from %(before)s to %(now)s.", name=name, before=before, now=now)
    return _("%(name)s fell from %(before)s to %(now)s.", name=name, before=before, now=now)


PART_KINDS: dict[str, object] = {
    "f": _l("the field"),
    "n": _l("the neighbourhood"),
    "d": _l("the department"),
}
MOSTLY, NEARLY_ALL = 0.6, 0.95


def reason_text(dimension: str, name: str, share: float, now: Value, before: Value) -> str:
    """Say how much of a change lies with a group, and its own figures."""
    group = f"{PART_KINDS[dimension]} {name}"
    figures = {"now": figure_text(now), "before": figure_text(before)}
    if share >= NEARLY_ALL:
        return _(
            "All of it lies with %(group)s: %(before)s before, %(now)s now.", group=group, **figures
        )
    if share >= MOSTLY:
        return _(
            "Most of it lies with %(group)s: %(before)s before, %(now)s now.",
            group=group,
            **figures,
        )
    return _(
        "Part of it lies with %(group)s: %(before)s before, %(now)s now.", group=group, **figures
    )
