"""What is chosen on a screen, and what staff fill in about screens."""

from __future__ import annotations

import re
from typing import Any

from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.core.web.typed import check_phone
from citizen_app.feedback.fields import contentment
from citizen_app.feedback.states import SOLVED_LABELS
from citizen_app.kiosk.words import STILL_WRONG

CHOOSE = _l("Please touch one of the buttons.")
PAD = {"data-pad": "digits", "autocomplete": "off"}
CODE_PAD = {"data-pad": "code", "autocomplete": "off"}


class ChoiceForm(BaseForm):
    """One thing out of several."""

    choice = RadioField(_l("Please choose"), validators=[DataRequired(CHOOSE)])

    def offer(self, pairs: Any, label: Any) -> None:
        """Fill the list, and say what is asked."""
        self.choice.choices = choices(pairs)
        self.choice.label.text = str(label)


class HowForm(BaseForm):
    """Ready sentences, and a few words of one's own."""

    phrases = SelectMultipleField(
        _l("What fits? Touch all that is true"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    place = StringField(
        _l("Near which house or place?"),
        validators=[Length(max=300, message=_l("Please use no more than 300 letters."))],
        filters=[clean],
        render_kw={"autocomplete": "off"},
    )
    own = TextAreaField(
        _l("Anything else, in a few words?"),
        validators=[Length(max=500, message=_l("Please use no more than 500 letters."))],
        filters=[clean],
        render_kw={"autocomplete": "off"},
    )


class PhoneForm(BaseForm):
    """How to reach the person."""

    phone = StringField(
        _l("Your phone number"),
        description=_l(
            "Only for the ward’s answer, never shown in public. You can leave it empty."
        ),
        validators=[Optional(), check_phone],
        render_kw=PAD,
    )


class LookForm(BaseForm):
    """Code and PIN of a slip."""

    code = StringField(
        _l("Code on the slip"),
        description=_l("For example PA-7K3M-9QXD."),
        validators=[DataRequired(_l("Please type the code that stands on your slip."))],
        filters=[clean],
        render_kw=CODE_PAD,
    )
    pin = StringField(
        _l("PIN"),
        description=_l("6 digits, on the slip below the code."),
        validators=[DataRequired(_l("Please type the 6 digits of the PIN."))],
        filters=[lambda value: re.sub(r"\s", "", value or "")],
        render_kw=PAD,
    )


class RateForm(BaseForm):
    """What the sender says of an answer."""

    solved = RadioField(
        _l("Is it solved?"),
        choices=choices(list(SOLVED_LABELS.items())),
        validators=[DataRequired(CHOOSE)],
    )
    wrong = RadioField(
        _l("If it is not solved: what is still wrong?"),
        choices=choices(list(STILL_WRONG.items())),
        validators=[Optional()],
    )
    satisfaction = contentment()

    def validate_solved(self, field: Any) -> None:
        """Ask what is still wrong, so that the ward can act on it."""
        if field.data == "no" and not self.wrong.data:
            raise ValidationError(_l("Please touch below what is still wrong."))


class BindForm(BaseForm):
    """The digits that make a device the screen."""

    code = StringField(
        _l("8 digits from the staff page"),
        validators=[DataRequired(_l("Please type the 8 digits."))],
        filters=[lambda value: re.sub(r"\D", "", value or "")],
        render_kw=PAD,
    )


class DeviceForm(BaseForm):
    """A new screen."""

    name = StringField(
        _l("Where does the screen stand?"),
        description=_l("For example: reception hall, cultural house of khu phố 3."),
        validators=[
            DataRequired(_l("Please write where the screen stands.")),
            Length(max=80, message=_l("Please use no more than 80 letters.")),
        ],
        filters=[clean],
    )
