"""The form for checking a slip."""

from __future__ import annotations

import re

from wtforms import StringField
from wtforms.validators import DataRequired

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, clean


class CheckForm(BaseForm):
    """What stands on a slip; the PIN where the case is not public."""

    code = StringField(
        _l("Code on the slip"),
        description=_l(
            "For example PA-7K3M-9QXD. PA stands for a report, CH for a question, DK for a place at a "
            "dialogue, TM for a slip given out without a signal."
        ),
        validators=[DataRequired(_l("Please type the code that stands on your slip."))],
        filters=[clean],
    )
    pin = StringField(
        _l("PIN"),
        description=_l(
            "6 digits, on the slip below the code. Not needed for what everybody may read."
        ),
        filters=[lambda value: re.sub(r"\s", "", value or "")],
    )
