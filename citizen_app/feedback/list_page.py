"""What the ward's list shows: the filter that stands in the address, its chips, cards with found words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup

from citizen_app.core import clock
from citizen_app.core.i18n import date_text, gettext, local_name, number_text
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.snippets import marked, snippet
from citizen_app.core.text import shorten
from citizen_app.feedback.models import Report
from citizen_app.feedback.queries_list import (
    BEST,
    BETWEEN,
    LONGEST_LATE,
    MOST_COUNTED,
    MOST_FOUND,
    NEWEST,
    SUPPORTED,
    THIS_YEAR,
    Found,
    PublicFilter,
    list_public,
)
from citizen_app.feedback.states import FILTERS
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Category, Neighbourhood, Ward

PERIODS: dict[str, object] = {
    "7-ngay": _l("Last 7 days"),
    "30-ngay": _l("Last 30 days"),
    "90-ngay": _l("Last 90 days"),
    THIS_YEAR: _l("This year"),
    BETWEEN: _l("Between two days"),
}
SORTS: dict[str, object] = {
    NEWEST: _l("Newest first"),
    SUPPORTED: _l("Most people concerned first"),
    LONGEST_LATE: _l("Longest overdue first"),
}
SNIPPET = 150


@dataclass(frozen=True)
class Chip:
    """One filter in force, and the address of the list without it."""

    label: str
    url: str


@dataclass(frozen=True)
class Card:
    """A case in the list; with a search, title and snippet show the found words."""

    report: Report
    title: str | Markup
    snippet: str | Markup | None
    is_from_answer: bool = False


def filter_of(args: Mapping[str, str]) -> PublicFilter:
    """Return what the address asks for; what is no day or number counts as nothing."""
    neighbourhood = args.get("khu-pho", "")
    return PublicFilter(
        q=args.get("q", "")[:200],
        state=args.get("trang-thai", ""),
        category=args.get("linh-vuc", "")[:60],
        neighbourhood=int(neighbourhood)
        if neighbourhood.isascii() and neighbourhood.isdigit() and len(neighbourhood) < 10
        else None,
        period=args.get("thoi-gian", ""),
        since=clock.typed_day(args.get("tu", "")),
        until=clock.typed_day(args.get("den", "")),
        sort=args.get("sap-xep", ""),
        after=args.get("sau", "")[:200],
    )


def args_of(wanted: PublicFilter) -> dict[str, str]:
    """Return the filter as the address has it, without the place of the page."""
    args = {
        "q": wanted.q,
        "linh-vuc": wanted.category,
        "trang-thai": wanted.state,
        "khu-pho": str(wanted.neighbourhood or ""),
        "thoi-gian": wanted.period,
        "tu": wanted.since.isoformat() if wanted.since and wanted.period == BETWEEN else "",
        "den": wanted.until.isoformat() if wanted.until and wanted.period == BETWEEN else "",
        "sap-xep": wanted.sort,
    }
    return {name: value for name, value in args.items() if value}


def list_page(ward: Ward, wanted: PublicFilter) -> dict[str, Any]:
    """Return what the template of the list needs."""
    categories = wards.list_categories(ward.id)
    places = wards.list_neighbourhoods(ward)
    found = list_public(ward, wanted)
    args = args_of(wanted)
    following = found.page.next_cursor
    return {
        "ward": ward,
        "wanted": wanted,
        "cards": [card_of(report, wanted) for report in found.page.rows],
        "number": number_in_words(found, wanted),
        "chips": chips_of(ward, wanted, categories, places),
        "categories": grouped(categories),
        "neighbourhoods": places,
        "filters": FILTERS,
        "periods": PERIODS,
        "sorts": ({BEST: _l("Best match first")} if wanted.is_search else {}) | SORTS,
        "more_url": list_url(ward, args | {"sau": following}) if following else "",
        "plain_url": list_url(ward, {"q": wanted.q} if wanted.q else {}),
        "first_url": list_url(ward, args) if wanted.after else "",
    }


def list_url(ward: Ward, args: Mapping[str, str]) -> str:
    """Return the address of the list with a filter."""
    return url_for("feedback.list_cases", ward=ward, **args)  # type: ignore[arg-type]


def grouped(categories: Sequence[Category]) -> list[tuple[Category, list[Category]]]:
    """Return each field of the upper level with those below it."""
    return [
        (top, [c for c in categories if c.parent_id == top.id])
        for top in categories
        if top.parent_id is None
    ]


def number_in_words(found: Found, wanted: PublicFilter) -> str:
    """Return how many cases fit, as a sentence; "" for none, and no number where it would be too small."""
    if not found.page.rows:
        return ""
    if found.count is None:
        return gettext("A few reports fit.")
    if found.is_more:
        return gettext("More than %(n)s reports fit.", n=number_text(MOST_COUNTED))
    if wanted.order == BEST and found.count == MOST_FOUND:
        return gettext("The %(n)s best matches.", n=number_text(found.count))
    if found.count == 1:
        return gettext("1 report fits.")
    return gettext("%(n)s reports fit.", n=number_text(found.count))


def chips_of(
    ward: Ward,
    wanted: PublicFilter,
    categories: Sequence[Category],
    places: Sequence[Neighbourhood],
) -> list[Chip]:
    """Return the filters in force, each with the address that takes it away; the words stay in their box."""
    args = args_of(wanted)
    labels = {
        "linh-vuc": next((local_name(c) for c in categories if c.code == wanted.category), ""),
        "trang-thai": str(FILTERS[wanted.state][0]) if wanted.state in FILTERS else "",
        "khu-pho": next((n.name for n in places if n.id == wanted.neighbourhood), ""),
        "thoi-gian": _period_in_words(wanted),
    }
    also = {"thoi-gian": ("thoi-gian", "tu", "den")}
    return [
        Chip(
            label,
            list_url(ward, {k: v for k, v in args.items() if k not in also.get(name, (name,))}),
        )
        for name, label in labels.items()
        if label
    ]


def _period_in_words(wanted: PublicFilter) -> str:
    if wanted.period != BETWEEN:
        return str(PERIODS.get(wanted.period, ""))
    since, until = date_text(wanted.since), date_text(wanted.until)
    if since and until:
        return gettext("%(first)s to %(last)s", first=since, last=until)
    if since:
        return gettext("From %(day)s", day=since)
    return gettext("Up to %(day)s", day=until) if until else ""


def card_of(report: Report, wanted: PublicFilter) -> Card:
    """Return a case as the list shows it."""
    if not wanted.is_search:
        told = report.public_text
        is_said = told.startswith(report.title[:40])  # the title is the text's own beginning
        return Card(report, report.title, None if is_said else shorten(told, SNIPPET))
    title = marked(report.title, wanted.q)
    asked = snippet(report.public_text, wanted.q)
    if asked is not None:
        return Card(report, title, asked)
    answer = report.published_answer
    said = snippet(answer.body, wanted.q) if answer is not None else None
    if said is not None:
        return Card(report, title, said, is_from_answer=True)
    return Card(report, title, shorten(report.public_text, SNIPPET))
