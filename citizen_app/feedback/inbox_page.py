"""What the inbox's page shows: the address read, filters that can be taken off, links with counts."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from citizen_app.accounts.queries import PersonName, names_with
from citizen_app.core.actor import Actor
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.feedback import queries_inbox as inbox
from citizen_app.feedback.queries_inbox import InboxFilter
from citizen_app.feedback.workflow import STATE_LABELS
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Category, Department, Neighbourhood, Ward

# The words of the address, and the parts of the filter that they fill.
WORDS = {
    "xem": "scope",
    "trang-thai": "state",
    "linh-vuc": "category",
    "khu-pho": "neighbourhood",
    "nguoi": "handler",
    "han": "lateness",
    "kenh": "channel",
    "q": "q",
    "xep": "sort",
    "sau": "after",
}
LONGEST = 200
SCOPE_LABELS = {
    inbox.MINE: _l("Waiting for me"),
    inbox.DEPARTMENT: _l("My department"),
    inbox.WARD: _l("The whole ward"),
    inbox.MENTIONED: _l("Where I am named"),
}
LATENESS_LABELS = {
    inbox.LATE: _l("Late"),
    inbox.TODAY: _l("Due today"),
    inbox.IN_TWO_DAYS: _l("Due in 2 working days"),
    inbox.WAITING: _l("Waiting for the sender"),
}
SORT_LABELS = {
    inbox.PRESSING: _l("The most pressing"),
    inbox.NEWEST: _l("The newest"),
    inbox.SUPPORTED: _l("The most supported"),
}
CHANNEL_LABELS = {
    "web": _l("Through this site"),
    "counter": _l("At the counter"),
    "phone": _l("By phone"),
    "letter": _l("By letter"),
    "paper": _l("On a printed sheet"),
    "kiosk": _l("At the screen in the hall"),
    "dialogue": _l("From a dialogue"),
    "import": _l("From another system"),
}


def wanted_from_address(ward: Ward | None) -> InboxFilter:
    """Return what the address asks for; what it does not know counts as not asked."""
    values = {part: request.args.get(word, "")[:LONGEST] for word, part in WORDS.items()}
    if request.args.get("tre") == "1":  # as addresses of the first release have it
        values["lateness"] = inbox.LATE
    values["scope"] = values["scope"] if values["scope"] in inbox.SCOPES else inbox.MINE
    return InboxFilter(**values, ward_id=ward.id if ward else None)


def chosen_ward(actor: Actor, code: str) -> Ward | None:
    """Return the ward of the address, or the only one that the actor works in."""
    held = actor.wards_with(Permission.REPORT_READ)
    if held is not None and len(held) == 1:
        return wards.only_ward(held)
    ward = wards.find_ward(code) if code else None
    return ward if ward is not None and (held is None or ward.id in held) else None


@dataclass(frozen=True)
class Chip:
    """A filter that is on: what it says, and the list without it."""

    words: object
    without: str


@dataclass(frozen=True)
class InboxPage:
    """Everything around the rows: links, choices of the filters, who may be assigned."""

    wanted: InboxFilter
    ward: Ward | None
    wards: Sequence[Ward]
    categories: Sequence[Category]
    neighbourhoods: Sequence[Neighbourhood]
    handlers: Sequence[PersonName]
    departments: Sequence[Department]

    def address(self, **changes: Any) -> str:
        """Return the inbox's address with some of the filters changed; paging begins anew."""
        wanted = dataclasses.replace(self.wanted, **{"after": "", **changes})
        return url_for("staff_feedback.inbox", **self.words(wanted))

    def words(self, wanted: InboxFilter | None = None) -> dict[str, Any]:
        """Return the filter as the words of an address."""
        wanted = wanted or self.wanted
        given = {word: getattr(wanted, part) for word, part in WORDS.items()}
        if len(self.wards) > 1 and self.ward is not None:
            given["phuong"] = self.ward.code
        plain = {"xem": inbox.MINE, "xep": inbox.PRESSING}
        return {word: value for word, value in given.items() if value and value != plain.get(word)}

    @property
    def chips(self) -> list[Chip]:
        """Return the filters that are on."""
        wanted = self.wanted
        said = {
            "state": STATE_LABELS.get(wanted.state)
            or (wanted.state == inbox.ALL and _("Any state")),
            "category": _name_of(self.categories, "code", wanted.category),
            "neighbourhood": _name_of(self.neighbourhoods, "id", wanted.neighbourhood),
            "handler": _("Nobody handles it")
            if wanted.handler == inbox.NOBODY
            else next((p.public_name for p in self.handlers if str(p.id) == wanted.handler), ""),
            "lateness": LATENESS_LABELS.get(wanted.lateness),
            "channel": CHANNEL_LABELS.get(wanted.channel),
            "q": wanted.q.strip() and f"“{wanted.q.strip()}”",
        }
        said = {part: words or self._unknown(part) for part, words in said.items()}
        return [Chip(words, self.address(**{part: ""})) for part, words in said.items() if words]

    def _unknown(self, part: str) -> str:
        """Return what the address asks for and nothing has any more: it still narrows the list."""
        return getattr(self.wanted, part) if part not in ("state", "lateness", "q") else ""


def _name_of(things: Sequence[Any], key: str, value: str) -> str:
    return next((local_name(thing) for thing in things if str(getattr(thing, key)) == value), "")


def page_of(actor: Actor, wanted: InboxFilter, ward: Ward | None) -> InboxPage:
    """Return what surrounds the rows of a list."""
    held = actor.wards_with(Permission.REPORT_READ)
    several = held is None or len(held) > 1
    choosable = (
        [w for w in wards.list_open_wards() if held is None or w.id in held] if several else []
    )
    if ward is None:
        return InboxPage(wanted, None, choosable, wards.list_categories(None), [], [], [])
    return InboxPage(
        wanted,
        ward,
        choosable,
        wards.list_categories(ward.id),
        wards.list_neighbourhoods(ward),
        names_with(Permission.REPORT_ANSWER, ward.id),
        wards.list_departments(ward.id) if actor.may(Permission.REPORT_ASSIGN, ward.id) else [],
    )
