"""What staff fill in about a commitment."""

from __future__ import annotations

import re

from wtforms import DateField, HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, clean

VERSION = re.compile(r"[0-9]{1,9}")


class CommitmentForm(BaseForm):
    """A step with nothing to fill in but the version that was seen."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """Return the version that stood on the page; 0, which none has, when there was none."""
        return int(self.version.data) if VERSION.fullmatch(self.version.data or "") else 0


class DoneForm(CommitmentForm):
    """What was done."""

    outcome = TextAreaField(
        _l("What was done?"),
        description=_l(
            "Where, when and by whom; what people can go and see. No names of residents."
        ),
        validators=[
            DataRequired(_l("Please say what was done.")),
            Length(max=2000, message=_l("Please use no more than 2,000 letters.")),
        ],
        filters=[clean],
    )


class DateWishForm(CommitmentForm):
    """Another date, and why."""

    wanted = DateField(
        _l("New date"),
        validators=[DataRequired(_l("Please choose a day, as day, month and year."))],
    )
    reason = TextAreaField(
        _l("Why can the date not be kept?"),
        description=_l("Everyone reads it beside the new date when it is agreed to."),
        validators=[
            DataRequired(_l("Please give the reason.")),
            Length(max=500, message=_l("Please use no more than 500 letters.")),
        ],
        filters=[clean],
    )
