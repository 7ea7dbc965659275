"""What is filled in to come to a session, and at its door."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import EmailField, HiddenField, SelectField, StringField
from wtforms.fields import BooleanField
from wtforms.validators import DataRequired, Email, Length, Optional

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.core.web.typed import check_key, check_phone
from citizen_app.dialogue.commands.register import Request
from citizen_app.dialogue.models_attendance import MOST_PEOPLE, MOST_WALK_INS
from citizen_app.wards.models import Neighbourhood

LONG_NAME = _l("Please use no more than 120 letters.")


def how_many(most: int) -> Any:
    """Return the choices 1 to `most`."""
    return choices([(str(number), str(number)) for number in range(1, most + 1)])


def place_choices(places: Sequence[Neighbourhood]) -> Any:
    """Return neighbourhoods to choose from, none of them first."""
    return choices([("", _l("I do not know")), *((str(n.id), n.name) for n in places)])


def chosen(places: Sequence[Neighbourhood], value: str | None) -> Neighbourhood | None:
    """Return the neighbourhood that was chosen."""
    return next((place for place in places if str(place.id) == value), None)


class RegisterForm(BaseForm):
    """Places at a session."""

    key = HiddenField(validators=[check_key])
    name = StringField(
        _l("Your name"),
        description=_l("Only the ward's staff who prepare the session see it."),
        validators=[
            DataRequired(_l("Please write your name.")),
            Length(max=120, message=LONG_NAME),
        ],
        filters=[clean],
    )
    people = SelectField(
        _l("How many people come, you included?"), choices=how_many(MOST_PEOPLE), default="1"
    )
    neighbourhood = SelectField(_l("Neighbourhood"), validators=[Optional()])
    phone = StringField(_l("Phone number"), validators=[check_phone])
    email = EmailField(
        _l("E-mail"),
        validators=[
            Optional(),
            Length(max=254),
            Email(_l("This e-mail address is not complete. An example: ten@vidu.vn")),
        ],
        filters=[clean],
    )
    needs_interpreter = BooleanField(_l("Sign language or another interpreter"))
    needs_wheelchair = BooleanField(_l("Way and seat for a wheelchair"))
    needs_other = StringField(
        _l("Something else that you need"),
        validators=[Length(max=300, message=_l("Please use no more than 300 letters."))],
        filters=[clean],
    )
    website = StringField(_l("Leave this empty"), validators=[Length(max=0)])

    def offer(self, places: Sequence[Neighbourhood]) -> None:
        """Fill the list of neighbourhoods."""
        self.neighbourhood.choices = place_choices(places)

    def asked(self, places: Sequence[Neighbourhood]) -> Request:
        """Return what was filled in."""
        return Request(
            key=self.key.data or "",
            name=self.name.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            neighbourhood=chosen(places, self.neighbourhood.data),
            people=int(self.people.data),
            needs_interpreter=bool(self.needs_interpreter.data),
            needs_wheelchair=bool(self.needs_wheelchair.data),
            needs_other=self.needs_other.data or "",
        )


class SlipForm(BaseForm):
    """Opening a registration by what stands on its slip."""

    code = StringField(
        _l("Registration code"),
        description=_l("It stands on your slip and begins with DK, for example DK-7K3M-9QXD."),
        validators=[DataRequired(_l("Please type the code that stands on your slip."))],
        filters=[clean],
    )
    pin = StringField(
        _l("PIN"),
        description=_l("6 digits, on the slip below the code."),
        validators=[DataRequired(_l("Please type the 6 digits of the PIN."))],
        filters=[lambda value: re.sub(r"\s", "", value or "")],
    )


class FindForm(BaseForm):
    """Looking for somebody at the door."""

    typed = StringField(
        _l("Code or name"),
        validators=[DataRequired(_l("Please type a code or a name.")), Length(max=120)],
        filters=[clean],
    )


class WalkInForm(BaseForm):
    """Somebody at the door who had not registered."""

    people = SelectField(_l("How many people"), choices=how_many(MOST_WALK_INS), default="1")
    neighbourhood = SelectField(_l("Neighbourhood"), validators=[Optional()])
    name = StringField(_l("Name"), validators=[Length(max=120, message=LONG_NAME)], filters=[clean])

    def offer(self, places: Sequence[Neighbourhood]) -> None:
        """Fill the list of neighbourhoods."""
        self.neighbourhood.choices = choices(
            [("", _l("Not known")), *((str(n.id), n.name) for n in places)]
        )
