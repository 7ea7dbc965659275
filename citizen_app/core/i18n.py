"""Languages: English msgids, Vietnamese by default, English as the second language."""

from __future__ import annotations

import datetime as dt

from flask import Flask, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, gettext, lazy_gettext, ngettext

from citizen_app.core import clock

__all__ = ["force_locale", "gettext", "lazy_gettext", "ngettext"]

LANGUAGES = ("vi", "en")
LANGUAGE_COOKIE = "ngon_ngu"
WEEKDAYS = (
    lazy_gettext("Monday"),
    lazy_gettext("Tuesday"),
    lazy_gettext("Wednesday"),
    lazy_gettext("Thursday"),
    lazy_gettext("Friday"),
    lazy_gettext("Saturday"),
    lazy_gettext("Sunday"),
)


def select_locale() -> str:
    """Return the language somebody chose on this device, else Vietnamese."""
    if has_request_context() and request.cookies.get(LANGUAGE_COOKIE) == "en":
        return "en"
    return "vi"


def language() -> str:
    """Return the code of the language in use."""
    return str(get_locale() or "vi")


def local_name(thing: object) -> str:
    """Return a data row's name in the language in use (`name_en` where there is one)."""
    english = getattr(thing, "name_en", "") or ""
    return english if english and language() == "en" else str(getattr(thing, "name", ""))


def local_citation(rule: object) -> str:
    """Return a rule's legal basis in the language in use."""
    english = getattr(rule, "citation_en", "") or ""
    return english if english and language() == "en" else str(getattr(rule, "citation", ""))


def date_text(value: dt.datetime | dt.date | None) -> str:
    """Return dd/mm/yyyy of a moment (in the ward's zone) or a day."""
    if value is None:
        return ""
    day = clock.local_date(value) if isinstance(value, dt.datetime) else value
    return f"{day:%d/%m/%Y}"


def iso_date_text(value: str) -> str:
    """Return dd/mm/yyyy of a day written as 2026-12-07."""
    return date_text(dt.date.fromisoformat(value))


def long_date_text(value: dt.datetime | dt.date) -> str:
    """Return the weekday and the date: thứ Hai, 07/12/2026."""
    day = clock.local_date(value) if isinstance(value, dt.datetime) else value
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def moment_text(value: dt.datetime | None) -> str:
    """Return the time and the day, 24 hours: 14 giờ 05, 07/12/2026."""
    if value is None:
        return ""
    here = clock.local(value)
    return str(
        gettext(
            "%(hour)s:%(minute)s, %(date)s",
            hour=f"{here:%H}",
            minute=f"{here:%M}",
            date=f"{here:%d/%m/%Y}",
        )
    )


def time_text(value: dt.datetime) -> str:
    """Return the time of day of a moment, 24 hours: 14 giờ 05."""
    here = clock.local(value)
    return str(gettext("%(hour)s:%(minute)s", hour=f"{here:%H}", minute=f"{here:%M}"))


def number_text(value: float | None, decimals: int = 0) -> str:
    """Return a number with '.' for thousands and ',' for decimals (swapped in English)."""
    if value is None:
        return ""
    text = f"{value:,.{decimals}f}"
    return text if language() == "en" else text.translate(str.maketrans(",.", ".,"))


def init_app(app: Flask, timezone: str) -> None:
    """Set up translation and the filters that templates use for dates and numbers."""
    app.config["BABEL_DEFAULT_LOCALE"] = "vi"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.root_path) + "/../translations"
    clock.use_zone(timezone)
    babel = Babel()
    babel.init_app(app, locale_selector=select_locale, default_timezone=timezone)
    app.jinja_env.filters.update(
        date=date_text,
        iso_date=iso_date_text,
        long_date=long_date_text,
        moment=moment_text,
        clock_time=time_text,
        number=number_text,
        local_name=local_name,
        local_citation=local_citation,
    )
