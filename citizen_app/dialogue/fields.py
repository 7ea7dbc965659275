"""Rules that each form for a question has, whoever fills it in: asker, clerk, helper, on a phone."""

from __future__ import annotations

from wtforms.validators import DataRequired, Length

from citizen_app.core.i18n import lazy_gettext as _l

LEAST, MOST = 10, 1000
TEXT_RULES = [
    DataRequired(_l("Please write your question.")),
    Length(
        min=LEAST,
        max=MOST,
        message=_l("Please write at least 10 letters, and no more than 1,000."),
    ),
]
