"""The indices in words: which, how high, how sure, how it stands beside similar wards."""

from __future__ import annotations

from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import number_text
from citizen_app.metrics.index.comparing import Standing
from citizen_app.metrics.index.goalposts import GOALPOSTS
from citizen_app.metrics.index.method import Index

INDEX_LABELS: dict[str, object] = {
    "democracy": _l("Grassroots democracy"),
    "transparency": _l("Transparency"),
}
ABOUT: dict[str, object] = {
    "democracy": _l(
        "Do people know, discuss, take part, check and benefit: all five words of the law's motto."
    ),
    "transparency": _l("Can people read what the ward does, promises and answers."),
}
STATES: dict[str, object] = {
    "left_out": _l(
        "Nothing happened that could be counted; the others of this theme speak for it."
    ),
    "worst": _l("Not measured, although the ward could: it counts as 0."),
}
UNIT_LABELS: dict[str, object] = {
    "phuong": _l("Wards"),
    "xa": _l("Communes and the special zone"),
}
SURE = 5  # points: an interval narrower than this on both sides is told as nearly certain


def points_text(value: float | None) -> str:
    """Return an index or a score as a whole number of points."""
    return number_text(round(value)) if value is not None else ""


def interval_text(index: Index) -> str:
    """Say how far the true index may lie away, in words."""
    if index.value is None or index.low is None or index.high is None:
        return ""
    low, high = number_text(round(index.low)), number_text(round(index.high))
    if index.high - index.low <= 2 * SURE:
        return _("quite sure: between %(low)s and %(high)s", low=low, high=high)
    return _("not very sure: it may lie anywhere between %(low)s and %(high)s", low=low, high=high)


def standing_text(standing: Standing) -> str:
    """Say in which group a ward stands."""
    if standing.groups == 1:
        return _("Cannot be told apart from the other similar wards: their intervals overlap.")
    if standing.group == 1:
        return _("In the highest of %(n)s groups of similar wards.", n=standing.groups)
    if standing.group == standing.groups:
        return _("In the lowest of %(n)s groups of similar wards.", n=standing.groups)
    return _(
        "In group %(group)s of %(n)s of similar wards, counted from the highest.",
        group=standing.group,
        n=standing.groups,
    )


def steadiness_text(standing: Standing) -> str:
    """Say in how many of the other weightings the ward stays in its group."""
    return _(
        "With other weights it stays in this group %(same)s times in 100; it would be higher "
        "%(higher)s times and lower %(lower)s times.",
        same=round(100 * standing.same),
        higher=round(100 * standing.higher),
        lower=round(100 * standing.lower),
    )


def class_text(unit: str, band: int) -> str:
    """Return what similar wards have in common: Wards with 30.000 to 60.000 people."""
    bounds = [number_text(bound) for bound in GOALPOSTS.bands]
    name = str(UNIT_LABELS[unit])
    if band == 0:
        return _("%(kind)s with fewer than %(most)s people", kind=name, most=bounds[0])
    if band == len(bounds):
        return _("%(kind)s with %(least)s people or more", kind=name, least=bounds[-1])
    return _(
        "%(kind)s with %(least)s to %(most)s people",
        kind=name,
        least=bounds[band - 1],
        most=bounds[band],
    )
