"""What a ward's page of figures shows, put together from the sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citizen_app.commitments.queries import Figures, ward_figures
from citizen_app.core import clock
from citizen_app.core.events import NEWEST_EVENT
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback.queries_list import LateFigures, late_figures
from citizen_app.metrics import words
from citizen_app.metrics.catalogue import CATALOGUE, THEMES
from citizen_app.metrics.checks import last_check
from citizen_app.metrics.counting import PARTS, values_in_groups
from citizen_app.metrics.index.pages import IndexView, index_view
from citizen_app.metrics.index.queries import indices_of
from citizen_app.metrics.models import MetricCheck
from citizen_app.metrics.naming import named_parts
from citizen_app.metrics.periods import QUARTER_MONTHS, Period, add_months
from citizen_app.metrics.shown import Row, Trend, rows_of, trend_view
from citizen_app.metrics.trends import trends_of
from citizen_app.metrics.values import Value, values_of
from citizen_app.wards.models import Ward

TWELVE = 12
# What changes when a ward's figures may change: its log, its sums, its last check, the indices. An index
# stands beside those of other wards, so any of them counts.
VERSION = f"""select ({NEWEST_EVENT}),
    (select event_id from metric_cursor where ward_id = :ward),
    (select max(id) from metric_check where ward_id = :ward),
    (select max(at) from metric_index)"""  # noqa: S608
MONTHS_OFFERED, QUARTERS_OFFERED, YEARS_OFFERED = 4, 4, 2
LARGE_WORDS: dict[str, object] = {
    "A1": _l("reports were answered in time"),
    "A25": _l("answered reports are solved, say their senders"),
    "A10": _l("commitments were kept on the first date"),
}
TRENDS = ("A1", "A2", "A4", "A10")
# Which figure is shown by which group: how many reports come from where, who answers in time.
GROUPED = (("L7", "n"), ("A1", "f"), ("A1", "d"))


@dataclass(frozen=True)
class Offer:
    """Times of one kind that a reader may choose."""

    label: object
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class PartsView:
    """One figure by neighbourhood, field or department."""

    label: object
    whole: Value
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Dashboard:
    """All that the page shows."""

    period: Period
    values: Mapping[str, Value]
    trends: tuple[Trend, ...]
    parts: tuple[PartsView, ...]
    late: LateFigures
    promises: Figures
    check: MetricCheck | None
    indices: Sequence[IndexView]

    @property
    def large(self) -> list[tuple[Value, object]]:
        """Return the figures that are said large, with their words."""
        known = [(self.values[code], said) for code, said in LARGE_WORDS.items()]
        return [(value, said) for value, said in known if value.value is not None]

    @property
    def themes(self) -> list[tuple[object, list[Value]]]:
        """Return every figure by theme."""
        return [
            (
                words.THEME_LABELS[theme],
                [v for v in self.values.values() if v.indicator.theme == theme],
            )
            for theme in THEMES
        ]


def offered_periods() -> tuple[Offer, ...]:
    """Return the times that a reader may choose, the running one of each kind first."""
    today = clock.today()
    months = [add_months(today.replace(day=1), -back) for back in range(MONTHS_OFFERED)]
    this = Period.quarter(today).first
    quarters = [add_months(this, -QUARTER_MONTHS * back) for back in range(QUARTERS_OFFERED)]
    years = [add_months(today.replace(month=1, day=1), -12 * back) for back in range(YEARS_OFFERED)]
    return (
        Offer(_l("Up to today"), (Period.last_months(today, TWELVE),)),
        Offer(_l("Month"), tuple(Period.month(day) for day in months)),
        Offer(_l("Quarter"), tuple(Period.quarter(day) for day in quarters)),
        Offer(_l("Year"), tuple(Period.year(day) for day in years)),
    )


def dashboard_of(ward: Ward, period: Period) -> Dashboard:
    """Return a ward's figures in a time: a fixed number of questions."""
    measured = [one for one in CATALOGUE.values() if one.is_measured]
    values = values_of(measured, ward, period)
    trends = trends_of([CATALOGUE[code] for code in TRENDS], ward)
    views = (trend_view(CATALOGUE[code], trends[code]) for code in TRENDS)
    return Dashboard(
        period=period,
        values=values,
        trends=tuple(view for view in views if view is not None),
        parts=parts_view(ward, period, values, GROUPED),
        late=late_figures(ward),
        promises=ward_figures(ward),
        check=last_check(ward),
        indices=[index_view(one) for one in indices_of(ward, period)],
    )


def parts_view(
    ward: Ward, period: Period, values: Mapping[str, Value], wanted: Sequence[tuple[str, str]]
) -> tuple[PartsView, ...]:
    """Return some figures by group of the ward, parts below the sample left out."""
    indicators = [CATALOGUE[code] for code in sorted({code for code, _ in wanted})]
    found = values_in_groups([ward.id], indicators, period, PARTS)
    views = []
    for code, dimension in wanted:
        inside = {
            group.part: value
            for group, value in found.items()
            if (group.indicator, group.dimension) == (code, dimension)
        }
        rows = rows_of(named_parts(ward, dimension, inside), values[code])
        views.append(PartsView(words.DIMENSION_LABELS[dimension], values[code], tuple(rows)))
    return tuple(views)
