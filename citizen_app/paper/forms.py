"""What staff and helpers fill in about paper."""

from __future__ import annotations

import re
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, choices, clean, line
from citizen_app.core.web.typed import check_key, check_phone
from citizen_app.feedback.fields import LETTER_KINDS, fields_by_group, places_or_unknown, text_rules
from citizen_app.paper.commands.booklets import MOST_SHEETS
from citizen_app.paper.commands.entering import Written

VERSION = re.compile(r"[0-9]{1,9}")
PDF_TOO = {"accept": "image/*,application/pdf"}


class StepForm(BaseForm):
    """A step, with the version of the row that was seen."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """Return the version that stood on the page; 0, which none has, when there was none."""
        return int(self.version.data) if VERSION.fullmatch(self.version.data or "") else 0


class OrderForm(BaseForm):
    """A new booklet."""

    sheets = IntegerField(
        _l("How many sheets?"),
        default=20,
        validators=[
            InputRequired(_l("Please type a number.")),
            NumberRange(1, MOST_SHEETS, message=_l("Please type a number from 1 to 50.")),
        ],
    )
    neighbourhood = SelectField(_l("For which neighbourhood?"), validators=[Optional()])

    def offer(self, places: Any) -> None:
        """Fill the list of neighbourhoods."""
        names = [(str(n.id), n.name) for n in places]
        self.neighbourhood.choices = choices([("", _l("For the whole ward")), *names])


class HandOutForm(StepForm):
    """Who gets a booklet."""

    holder = line(
        _l("Who gets it?"),
        120,
        _l("The team member or the desk. Print it first: afterwards it cannot be printed again."),
        required=_l("Please write who gets the booklet."),
    )


class ReasonForm(StepForm):
    """A step that needs a reason."""

    reason = line(_l("Reason"), 300, required=_l("Please write the reason."))


class WrittenForm(StepForm):
    """What stands on a sheet."""

    text = TextAreaField(
        _l("1. What is it about?"),
        description=_l("Word for word as on the sheet."),
        validators=text_rules(_l("Please write down what stands on the sheet.")),
        filters=[clean],
    )
    place = line(_l("2. Where is it?"), 300)
    name = line(_l("3. Name"), 120)
    phone = StringField(_l("Phone number"), validators=[check_phone])
    is_private = BooleanField(_l("“Keep it private” is ticked"))
    neighbourhood = SelectField(_l("Neighbourhood"), validators=[Optional()])
    category = SelectField(_l("Field"), validators=[Optional()])
    matter = RadioField(_l("What kind is it?"), choices=choices(LETTER_KINDS), default="petition")

    def offer(self, categories: Any, places: Any) -> None:
        """Fill the lists of fields (grouped) and neighbourhoods."""
        self.category.choices = fields_by_group(categories)
        self.neighbourhood.choices = places_or_unknown(places)

    @property
    def written(self) -> Written:
        """Return what was typed."""
        return Written(
            text=self.text.data or "",
            place=self.place.data or "",
            name=self.name.data or "",
            phone=self.phone.data or "",
            category=self.category.data or "",
            neighbourhood=self.neighbourhood.data or "",
            matter=self.matter.data or "petition",
            is_private=bool(self.is_private.data),
        )


class EnterForm(WrittenForm):
    """A sheet with its picture."""

    key = HiddenField(validators=[check_key])
    number = line(
        _l("Number on the sheet"),
        20,
        _l("Beside the square code, for example PA-7K3M-9QXD."),
        required=_l("Please type the number that stands on the sheet."),
    )
    photos = MultipleFileField(
        _l("Photo or PDF of the upper part"),
        description=_l("All of it, well lit, with the signature. Not the slip with the PIN."),
        render_kw=PDF_TOO,
    )
    received_on = DateField(
        _l("Received on"),
        description=_l("The limit is counted from this day."),
        validators=[InputRequired(_l("Please choose a day."))],
    )
    is_signed = BooleanField(_l("The person has signed the sheet"))


MOST_NOTE = 60


class LabelsForm(BaseForm):
    """Labels for public places."""

    places = SelectMultipleField(
        _l("For which neighbourhoods?"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    note = line(
        _l("Place that stands on every label"), MOST_NOTE, _l("For example a park or a market.")
    )

    def offer(self, places: Any) -> None:
        """Fill the list of neighbourhoods."""
        self.places.choices = choices([(str(n.id), n.name) for n in places])
