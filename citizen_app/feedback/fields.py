"""Fields that each form for a report has, whoever fills it in: sender, clerk, helper, on paper or a phone."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, Length, Optional

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import choices, line

LEAST, MOST = 10, 5000
MOST_OF_PLACE = 300
LETTER_KINDS = [
    ("petition", _l("Report, proposal")),
    ("complaint", _l("Complaint (khiếu nại)")),
    ("denunciation", _l("Denunciation (tố cáo)")),
]


def text_rules(needed: Any) -> list[Any]:
    """Return the rules of a report's text; `needed` is what to say when there is none."""
    message = _l("Please write at least 10 letters, and no more than 5,000.")
    return [DataRequired(needed), Length(min=LEAST, max=MOST, message=message)]


def place_line() -> StringField:
    """Return where something is, in words."""
    hint = _l("House number, street or alley, or something everybody knows nearby")
    return line(_l("Where is it?"), MOST_OF_PLACE, hint)


def contentment() -> RadioField:
    """Return how content the sender is, from 5 to 1; may be left open."""
    marks = [
        ("5", _l("5: very content")),
        ("4", _l("4: content")),
        ("3", _l("3: neither")),
        ("2", _l("2: not content")),
        ("1", _l("1: not at all")),
    ]
    label = _l("How content are you with how the ward handled it?")
    return RadioField(label, choices=choices(marks), validators=[Optional()])


def fields_by_group(categories: Any) -> dict[str, Any]:
    """Return the fields to choose from, by the group they stand in; first, that the text decides."""
    groups: dict[str, Any] = {"": choices([("", _l("By the words of the text"))])}
    for top in [c for c in categories if c.parent_id is None]:
        below = [(c.code, local_name(c)) for c in categories if c.parent_id == top.id]
        if below:
            groups[local_name(top)] = choices(below)
    return groups


def places_or_unknown(places: Any) -> Any:
    """Return the neighbourhoods to choose from; first, that nobody knows."""
    names = [(str(place.id), place.name) for place in places]
    return choices([("", _l("Not known")), *names])
