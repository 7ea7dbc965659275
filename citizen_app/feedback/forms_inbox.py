"""What is filled in at the inbox: who gets the cases that were ticked."""

from __future__ import annotations

import re
from typing import Any

from wtforms import SelectField
from wtforms.validators import DataRequired, Optional

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import BaseForm, choices

TICK = re.compile(r"(PA-[A-Z0-9-]{4,12}):([0-9]{1,9})")


class BulkAssignForm(BaseForm):
    """Who handles the cases that were ticked."""

    department = SelectField(
        _l("Department"), validators=[DataRequired(_l("Please choose a department."))]
    )
    handler = SelectField(_l("Handling officer"), validators=[Optional()])

    def offer(self, departments: Any, handlers: Any) -> None:
        """Fill the lists of choices."""
        places = [(str(d.id), local_name(d)) for d in departments]
        self.department.choices = choices([("", _l("Choose a department")), *places])
        people = [
            (str(p.id), f"{p.public_name} – {p.title}" if p.title else p.public_name)
            for p in handlers
        ]
        self.handler.choices = choices([("", _l("The department will decide")), *people])


def read_ticks(values: list[str]) -> list[tuple[str, int]]:
    """Return the cases that were ticked, as code and version; what is none is passed over."""
    found = (TICK.fullmatch(value) for value in values)
    return [(match[1], int(match[2])) for match in found if match]
