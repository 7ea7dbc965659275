"""What a ward fills in about its teams, and a supervisor about an entry."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.teams.models import Member
from citizen_app.wards.models import Neighbourhood

LONG = Length(max=120, message=_l("Please use no more than %(max)d letters."))


class PlacesField(SelectMultipleField):
    """Neighbourhoods, one box each."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TeamForm(BaseForm):
    """A team: its name, where it helps, what its members read."""

    name = StringField(
        _l("Name of the team"),
        description=_l("For example: Digital team of neighbourhood 3."),
        validators=[DataRequired(_l("Please give the team a name.")), LONG],
        filters=[clean],
    )
    neighbourhoods = PlacesField(
        _l("Where does it help?"),
        description=_l("Its members can act for people of these neighbourhoods and no others."),
        validators=[DataRequired(_l("Please choose at least one neighbourhood."))],
    )
    message = TextAreaField(
        _l("Message to the members"),
        description=_l("It stands on their page, for example when you meet next."),
        validators=[
            Length(max=500, message=_l("Please use no more than %(max)d letters.")),
        ],
        filters=[clean],
    )

    def offer(self, places: Sequence[Neighbourhood]) -> None:
        """Fill the list of neighbourhoods."""
        self.neighbourhoods.choices = choices([(str(place.id), place.name) for place in places])

    def chosen(self, places: Sequence[Neighbourhood]) -> list[Neighbourhood]:
        """Return the neighbourhoods that were ticked."""
        return [place for place in places if str(place.id) in (self.neighbourhoods.data or [])]


class InviteForm(BaseForm):
    """A link into a team."""

    label = StringField(
        _l("Whom is the link for?"),
        description=_l("For you alone, so that you know which link is whose."),
        validators=[LONG],
        filters=[clean],
    )


class DoorForm(BaseForm):
    """Who is put at the door of a dialogue."""

    member = SelectField(
        _l("Member of a team"),
        validators=[DataRequired(_l("Please choose somebody who is in a team of this ward now."))],
    )

    def offer(self, members: Sequence[Member], *, without: Collection[int] = ()) -> None:
        """Fill the list of people, each once, with the team that they are in."""
        people = {
            str(one.account_id): f"{one.account.public_name} – {one.team.name}"
            for one in members
            if one.account_id not in without
        }
        self.member.choices = choices([("", _l("Choose one")), *people.items()])


class LookForm(BaseForm):
    """That somebody has looked at an entry."""

    note = StringField(
        _l("What did you find out?"),
        validators=[Length(max=300, message=_l("Please use no more than %(max)d letters."))],
        filters=[clean],
    )
    version = HiddenField()

    @property
    def seen(self) -> int:
        """Return the version that stood on the page; 0, which none has, when there was none."""
        typed: Any = self.version.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else 0
