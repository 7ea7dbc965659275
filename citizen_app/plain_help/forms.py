"""What is asked of somebody who is stuck, and of whoever writes down an outing."""

from __future__ import annotations

from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.core.web.typed import check_key
from citizen_app.plain_help.commands.outings import Told
from citizen_app.plain_help.words import PURPOSE_LABELS, REASONS, TASKS


class PlaceForm(BaseForm):
    """A form with an optional neighbourhood."""

    key = HiddenField(validators=[check_key])
    neighbourhood = SelectField(_l("Neighbourhood"), validators=[Optional()])

    def offer(self, places: Any) -> None:
        """Fill the list of neighbourhoods."""
        names = [(str(n.id), n.name) for n in places]
        self.neighbourhood.choices = choices([("", _l("I would rather not say")), *names])


class StuckForm(PlaceForm):
    """What somebody could not do."""

    task = SelectField(
        _l("What did you want to do?"),
        choices=choices(list(TASKS.items())),
        validators=[DataRequired(_l("Please choose what you wanted to do."))],
    )
    step = HiddenField(validators=[Length(max=60)])
    ward = SelectField(
        _l("Ward"),
        description=_l("If you choose none, every ward can read it."),
        validators=[Optional()],
    )
    reason = RadioField(
        _l("What was difficult?"),
        choices=choices(list(REASONS.items())),
        validators=[DataRequired(_l("Please choose a reason."))],
    )
    note = TextAreaField(
        _l("A few words more"),
        description=_l("No names, no phone numbers. Nobody can answer you here."),
        validators=[Length(max=200, message=_l("Please use no more than 200 letters."))],
        filters=[clean],
    )
    website = StringField(_l("Leave this empty"), validators=[Length(max=0)])

    def offer_wards(self, wards: Any) -> None:
        """Fill the list of wards; a page of one ward asks for none."""
        names = [(ward.code, ward.full_name) for ward in wards]
        self.ward.choices = choices([("", _l("I would rather not say")), *names])


def whole_number(label: Any, least: int, most: int) -> IntegerField:
    """Return a number that has to be typed."""
    message = _l("Please type a number from %(least)s to %(most)s.", least=least, most=most)
    return IntegerField(
        label,
        validators=[InputRequired(message), NumberRange(least, most, message=message)],
    )


class OutingForm(PlaceForm):
    """A visit, a training or a help point."""

    version = HiddenField(validators=[Optional()])

    day = DateField(_l("Day"), validators=[InputRequired(_l("Please choose a day."))])
    purpose = RadioField(
        _l("What was it for?"),
        choices=choices(list(PURPOSE_LABELS.items())),
        validators=[DataRequired(_l("Please choose what it was for."))],
    )
    people = whole_number(_l("How many people were reached?"), 0, 5000)
    helpers = whole_number(_l("How many team members took part?"), 1, 100)
    note = StringField(
        _l("Note"),
        description=_l("What was taught or done. No names."),
        validators=[Length(max=300, message=_l("Please use no more than 300 letters."))],
        filters=[clean],
    )

    def told(self, places: Any) -> Told:
        """Return what was filled in; the neighbourhood is one of `places`, or none."""
        return Told(
            day=self.day.data,
            purpose=self.purpose.data,
            people=self.people.data,
            helpers=self.helpers.data,
            neighbourhood=next((n for n in places if str(n.id) == self.neighbourhood.data), None),
            note=self.note.data or "",
        )

    @property
    def seen(self) -> int:
        """Return the version that a page of corrections was made from; 0 where there is none."""
        said = self.version.data or ""
        return int(said) if said.isdecimal() and len(said) < 9 else 0


class TeamOutingForm(OutingForm):
    """The same, by a member of a team: in one of their own neighbourhoods."""

    neighbourhood = SelectField(_l("Neighbourhood"))

    def offer(self, places: Any) -> None:
        """Fill the list with the member's own neighbourhoods."""
        self.neighbourhood.choices = choices([(str(place.id), place.name) for place in places])
