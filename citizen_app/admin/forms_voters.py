"""What an administrator fills in about the number of voters."""

from __future__ import annotations

from wtforms import DateField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from citizen_app.admin.forms import required
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm


class VotersForm(BaseForm):
    """The number of voters on a day, and where it is written."""

    number = IntegerField(
        _l("Number of voters"),
        description=_l("All voters of the ward, as the voter list has them."),
        validators=[
            InputRequired(_l("Please type the number of voters.")),
            NumberRange(1, 2_000_000, message=_l("Please type a number above 0.")),
        ],
    )
    as_of = DateField(
        _l("On which day"),
        description=_l("The day for which the list or the report gives this number."),
        validators=[DataRequired(_l("Please choose a day."))],
    )
    source = StringField(
        _l("Source"),
        description=_l(
            "For example: voter list for the election of 15/03/2026. Everyone reads it."
        ),
        **required(_l("Please say where it is written."), 300),
    )
