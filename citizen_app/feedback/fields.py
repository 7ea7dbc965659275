"""Fields that each form for a report has, whoever fills it in: sender, clerk, helper, on paper or a phone."""

from __future__ import annotations

from typing import Any

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import line

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
