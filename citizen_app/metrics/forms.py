"""Asking for a quarterly report."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import HiddenField, SelectField

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, choices
from citizen_app.core.web.typed import check_key
from citizen_app.metrics.periods import Period
from citizen_app.metrics.shown import period_words


class ReportForm(BaseForm):
    """Which quarter; `key` makes a form that arrives twice one wish."""

    key = HiddenField(validators=[check_key])
    quarter = SelectField(_l("Quarter"))

    def offer(self, quarters: Sequence[Period]) -> None:
        """Fill the list of quarters."""
        self.quarter.choices = choices([(one.name, period_words(one)) for one in quarters])
