"""What every template may use, and the staff's menu: features add their entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from markupsafe import Markup
from werkzeug.local import LocalProxy

from citizen_app.core.access import actor
from citizen_app.core.actor import Surface
from citizen_app.core.i18n import language
from citizen_app.core.web.display import display_classes
from citizen_app.core.web.sessions import surface_of


@dataclass(frozen=True)
class StaffEntry:
    """One entry of the staff's menu; shown to whoever holds the permission somewhere."""

    label: Any
    endpoint: str
    permission: str | None = None
    place: int = 50


STAFF_ENTRIES: list[StaffEntry] = []


def add_staff_entry(entry: StaffEntry) -> None:
    """Add an entry once, however often the application is made."""
    if entry.endpoint not in {known.endpoint for known in STAFF_ENTRIES}:
        STAFF_ENTRIES.append(entry)
        STAFF_ENTRIES.sort(key=lambda known: known.place)


def staff_nav() -> list[dict[str, Any]]:
    """Return the menu of the person who is signed in at the staff door."""
    who = actor()
    shown = [e for e in STAFF_ENTRIES if e.permission is None or who.may_anywhere(e.permission)]
    entries = [{"label": e.label, "url": url_for(e.endpoint)} for e in shown]
    here = max(
        (e["url"] for e in entries if request.path.startswith(e["url"])), key=len, default=""
    )
    return [{**entry, "current": entry["url"] == here} for entry in entries]


def lang_vi() -> str:
    """Return the mark of stored Vietnamese text for its element, where the page is not Vietnamese."""
    return Markup("") if language() == "vi" else Markup('lang="vi"')


def _context() -> dict[str, Any]:
    context: dict[str, Any] = {
        "locale": language(),
        "page_path": request.path,
        "display_classes": display_classes(),
    }
    if surface_of(request.path) is Surface.STAFF:
        who = actor()
        inside = who.is_staff and who.second_factor
        context["staff"] = {"public_name": who.name} if who.is_staff else None
        context["staff_nav"] = staff_nav() if inside else []
    return context


def init_app(app: Flask) -> None:
    """Give templates what they all need."""
    app.context_processor(_context)
    app.jinja_env.globals["lang_vi"] = lang_vi
    # Macros that are imported see globals only, not what the context processor gives to pages.
    app.jinja_env.globals["locale"] = LocalProxy(language)
