"""What an administrator fills in about the ladder of reminders."""

from __future__ import annotations

from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, NumberRange

from citizen_app.admin.forms import required
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm


class RungForm(BaseForm):
    """One rung of the ladder."""

    share = IntegerField(
        _l("Part of the time that has passed, in percent"),
        description=_l("100: on the day of the limit, and for all days after it."),
        validators=[
            InputRequired(_l("Please type a number from 1 to 100.")),
            NumberRange(1, 100, message=_l("Please type a number from 1 to 100.")),
        ],
    )
    days_late = IntegerField(
        _l("Working days after the limit"),
        description=_l("0: not later than the limit."),
        validators=[
            InputRequired(_l("Please type a number from 0 to 60.")),
            NumberRange(0, 60, message=_l("Please type a number from 0 to 60.")),
        ],
    )
    tell = RadioField(
        _l("Who is told"), validators=[InputRequired(_l("Please choose who is told."))]
    )
    citation = StringField(
        _l("Decision it rests on"),
        description=_l("Number, date and body, for example: Decision 12/QD-UBND of 05/01/2026"),
        **required(_l("Please name the decision."), 300),
    )
    is_active = BooleanField(_l("In use"))
