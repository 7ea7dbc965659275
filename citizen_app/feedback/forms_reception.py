"""What a reception clerk fills in: short, in the order in which people tell it, made for the keyboard."""

from __future__ import annotations

import re
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    Email,
    InputRequired,
    NumberRange,
    Optional,
    ValidationError,
)

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, choices, clean, line
from citizen_app.core.web.typed import check_key, check_phone
from citizen_app.feedback.fields import LETTER_KINDS, fields_by_group, places_or_unknown, text_rules

# 12 digits: căn cước; 9: the old identity card; a letter and 7 or 8 digits: a passport.
ID_NUMBER = re.compile(r"\d{12}|\d{9}|[A-Z]\d{7,8}")
WAYS = [("counter", _l("At the counter")), ("phone", _l("By phone")), ("letter", _l("By letter"))]


class ReceptionForm(BaseForm):
    """One reception."""

    key = HiddenField(validators=[check_key])
    way = RadioField(_l("How it came"), choices=choices(WAYS), default="counter")
    text = TextAreaField(
        _l("What is it about?"),
        description=_l("In the person's own words: what, where, since when, what they wish."),
        validators=text_rules(_l("Please write down what was told.")),
        filters=[clean],
    )
    name = line(_l("Name of the person"), 120)
    phone = StringField(_l("Phone number"), validators=[check_phone])
    address = line(_l("Address of the person"), 300)
    place = line(_l("Where is it?"), 300)
    letter_kind = RadioField(
        _l("What kind is it?"), choices=choices(LETTER_KINDS), default="petition"
    )
    received_on = DateField(
        _l("Received on"),
        description=_l("The limit is counted from this day."),
        validators=[InputRequired(_l("Please choose a day."))],
    )
    category = SelectField(_l("Field"), validators=[Optional()])
    neighbourhood = SelectField(_l("Neighbourhood"), validators=[Optional()])
    email = EmailField(
        _l("E-mail"),
        validators=[
            Optional(),
            Email(_l("This e-mail address is not complete. An example: ten@vidu.vn")),
        ],
        filters=[clean],
    )
    id_number = StringField(
        _l("Identity number"),
        description=_l("Only when the person gives it. Nobody sees it but who keeps the register."),
        filters=[lambda value: re.sub(r"[\s.]", "", value or "").upper()],
    )
    people_count = IntegerField(
        _l("How many people come with the same matter?"),
        default=1,
        validators=[
            InputRequired(_l("Please type a number.")),
            NumberRange(1, 10_000, message=_l("Please type a number from 1 to 10,000.")),
        ],
    )
    is_private = BooleanField(_l("The person asks that it be kept private"))
    photos = MultipleFileField(
        _l("Photos, or pictures of the letter"), description=_l("Up to 5 photos.")
    )
    settled_by = line(_l("Body that has settled it before"), 200)
    in_competence = BooleanField(_l("The ward is in charge"), default=True)
    guided_to = line(_l("Guided to this body"), 200)
    note = line(_l("Note for the register"), 500)

    def offer(self, categories: Any, neighbourhoods: Any) -> None:
        """Fill the lists of fields (grouped) and neighbourhoods."""
        self.category.choices = fields_by_group(categories)
        self.neighbourhood.choices = places_or_unknown(neighbourhoods)

    def validate_id_number(self, field: Any) -> None:
        """Accept the numbers of the papers that people show."""
        if field.data and not ID_NUMBER.fullmatch(field.data):
            raise ValidationError(_l("An identity number has 12 digits, an old one 9."))
