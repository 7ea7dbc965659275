"""What a quarterly report says: plain data read from the sums, before any file is made.

Official documents are Vietnamese, as the letters of dialogues are. No personal data: figures by group are
left out below the sample, and nobody but heads of departments is named. All of it is what everyone may
read (metrics/suppression.py): a file goes on to readers whom nobody knows, also those whom a report is about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from citizen_app.commitments.queries import Figures, ward_figures
from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.words import KIND_LABELS
from citizen_app.metrics import words
from citizen_app.metrics.accountability import public_accounts_of
from citizen_app.metrics.catalogue import CATALOGUE, THEMES, Indicator
from citizen_app.metrics.charts.drawn import svg_of
from citizen_app.metrics.checks import last_check
from citizen_app.metrics.comparing import Change, compare, period_before
from citizen_app.metrics.counting import PARTS, values_in_groups
from citizen_app.metrics.dashboard import TRENDS
from citizen_app.metrics.naming import may_be_shown, named_parts
from citizen_app.metrics.periods import Period, parse_period
from citizen_app.metrics.shown import LAYOUTS, ROMAN, quarter_mark, trend_view
from citizen_app.metrics.steering import changes_in
from citizen_app.metrics.trends import trends_of
from citizen_app.metrics.values import Value, values_of
from citizen_app.wards.models import Ward

HELD = ("closed", "published")


@dataclass(frozen=True)
class WardName:
    """How a ward is named in its report."""

    full_name: str
    office_name: str
    province_name: str
    slug: str
    code: str


@dataclass(frozen=True)
class Drawn:
    """A trend: its name, its words, its drawing."""

    name: str
    sentence: str
    svg: str


@dataclass(frozen=True)
class Held:
    """A session that was held."""

    day: dt.date
    kind: str
    title: str
    results_on: dt.date | None


@dataclass(frozen=True)
class DepartmentRow:
    """A department with its head and its figures; "" for the whole ward's head.

    A figure is None where too few things were counted; `late` are public cases alone.
    """

    name: str
    head: str
    values: Mapping[str, Value | None]
    late: int
    oldest_due: dt.date | None


@dataclass(frozen=True)
class Content:
    """All of a report."""

    ward: WardName
    period: Period
    until: dt.date
    made_on: dt.date
    figures: Sequence[tuple[str, Sequence[tuple[Value, Change]]]]
    values: Mapping[str, Value]
    changes: Sequence[str]
    trends: Sequence[Drawn]
    quarters: Mapping[str, Sequence[Value]]
    departments: Sequence[DepartmentRow]
    groups: Sequence[tuple[str, Indicator, Sequence[tuple[str, Value]]]]
    promises: Figures
    dialogues: Sequence[Held]
    checked: tuple[dt.datetime, int, int] | None

    @property
    def quarter_words(self) -> str:
        """Return the quarter as documents write it: quý IV năm 2026."""
        return f"quý {ROMAN[int(self.period.name[-1]) - 1]} năm {self.period.first.year}"

    @property
    def is_running(self) -> bool:
        """Return whether the quarter is not over."""
        return self.until < self.period.last

    @property
    def mark(self) -> str:
        """Return the quarter as an axis has it."""
        return quarter_mark(self.period)


def content_of(ward: Ward, quarter: str) -> Content:
    """Read everything that the report of a quarter says. Raises ValueError for no quarter."""
    period, today = parse_period(quarter), clock.today()
    if period is None:
        raise ValueError(f"not a quarter: {quarter}")
    measured = [one for one in CATALOGUE.values() if one.is_measured]
    now = values_of(measured, ward, period)
    before = values_of(measured, ward, period_before(period, today))
    check = last_check(ward)
    trends = {
        code: [value for value in values if value.period.first <= period.first]
        for code, values in trends_of([CATALOGUE[code] for code in TRENDS], ward).items()
    }
    return Content(
        ward=WardName(ward.full_name, ward.office_name, ward.province_name, ward.slug, ward.code),
        period=period,
        until=min(period.last, today),
        made_on=today,
        figures=[
            (
                str(words.THEME_LABELS[theme]),
                [
                    (now[i.code], compare(now[i.code], before[i.code]))
                    for i in measured
                    if i.theme == theme
                ],
            )
            for theme in THEMES
        ],
        values=now,
        changes=_changes(ward, period),
        trends=_drawn(trends),
        quarters=trends,
        departments=_departments(ward, period),
        groups=_groups(ward, period),
        promises=ward_figures(ward),
        dialogues=_dialogues(ward, period),
        checked=(check.at, check.subjects, check.mismatches) if check is not None else None,
    )


def _changes(ward: Ward, period: Period) -> list[str]:
    found = changes_in(ward, period)
    told = [*found.worse, *found.better, *found.other]
    return [" ".join([one.sentence, *one.why]) for one in told]


def _drawn(trends: Mapping[str, Sequence[Value]]) -> list[Drawn]:
    found = []
    for code, values in trends.items():
        view = trend_view(CATALOGUE[code], values, LAYOUTS[1:])
        if view is not None:
            name = f"{view.indicator.name}, theo quý"
            found.append(Drawn(name, words.trend_text(view), svg_of(view.charts[0], name)))
    return found


def _departments(ward: Ward, period: Period) -> list[DepartmentRow]:
    rows = []
    for account in public_accounts_of(ward, period):
        if account.department is not None and not account.has_any:
            continue
        name = account.department.name if account.department is not None else f"Cả {_unit(ward)}"
        head = account.department.head if account.department is not None else None
        oldest = clock.local_date(account.oldest_due) if account.oldest_due is not None else None
        is_part = account.department is not None
        values = {
            code: None if is_part and not may_be_shown(value) else value
            for code, value in account.values.items()
        }
        rows.append(
            DepartmentRow(name, head.public_name if head else "", values, account.late, oldest)
        )
    return rows


def _unit(ward: Ward) -> str:
    return ward.full_name[:1].lower() + ward.full_name[1:]


def _groups(ward: Ward, period: Period) -> list[tuple[str, Indicator, Sequence[tuple[str, Value]]]]:
    """Return how many reports came from where and how many were answered in time, above the sample."""
    wanted = [CATALOGUE["L7"], CATALOGUE["A1"]]
    found = values_in_groups([ward.id], wanted, period, PARTS)
    groups: list[tuple[str, Indicator, Sequence[tuple[str, Value]]]] = []
    for indicator in wanted:
        for dimension in ("n", "f"):
            inside = {
                group.part: value
                for group, value in found.items()
                if (group.indicator, group.dimension) == (indicator.code, dimension)
            }
            label = str(words.DIMENSION_LABELS[dimension])
            groups.append((label, indicator, named_parts(ward, dimension, inside)))
    return groups


def _dialogues(ward: Ward, period: Period) -> list[Held]:
    query = select(Session).where(
        Session.ward_id == ward.id,
        Session.state.in_(HELD),
        Session.starts_at >= clock.start_of_day(period.first),
        Session.starts_at <= clock.end_of_day(period.last),
    )
    sessions = db.session.scalars(query.order_by(Session.starts_at, Session.id)).unique()
    return [
        Held(
            clock.local_date(one.starts_at),
            str(KIND_LABELS[one.kind]),
            one.title,
            clock.local_date(one.results_at) if one.results_at is not None else None,
        )
        for one in sessions
    ]
