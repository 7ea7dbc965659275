"""The screens of sending a report, a form each: shape and messages only."""

from __future__ import annotations

import re
from typing import Any

from wtforms import (
    EmailField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import BooleanField
from wtforms.validators import Email, Length, Optional, ValidationError

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.core.web.typed import check_key, check_phone, plain_phone
from citizen_app.feedback.fields import place_line, text_rules
from citizen_app.feedback.models import Kind, NotifyBy
from citizen_app.feedback.states import KIND_LABELS

DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,15})?")
# The country with its islands: what lies outside is a slip of the hand, or forged.
LATITUDES, LONGITUDES = (6.0, 24.0), (101.0, 118.0)
ABOUT_LABELS: dict[str, object] = {
    "": _l("No"),
    "department": _l("Yes, a department of the ward"),
    "leaders": _l("Yes, the ward's leaders"),
    "words": _l("Yes, somebody else who works for the ward"),
}
NOTIFY_LABELS: dict[str, object] = {
    NotifyBy.EMAIL: _l("By e-mail"),
    NotifyBy.SMS: _l("By SMS"),
    NotifyBy.ZALO: _l("By Zalo"),
}


class WhatForm(BaseForm):
    """Screen 1: what happened and where."""

    key = HiddenField(validators=[check_key])
    kind = RadioField(
        _l("What do you want to send?"),
        choices=choices(list(KIND_LABELS.items())),
        default=Kind.REPORT,
    )
    text = TextAreaField(
        _l("What happened?"),
        description=_l(
            "Say what you saw, since when, and what you wish. "
            "Please leave out names and phone numbers of others."
        ),
        validators=text_rules(_l("Please tell us what happened.")),
        filters=[clean],
    )
    category = SelectField(
        _l("Field"),
        description=_l("Leave it open if you are not sure: we suggest one from your words."),
        validators=[Optional()],
    )
    place = place_line()
    neighbourhood = SelectField(_l("Neighbourhood"), validators=[Optional()])
    lat = HiddenField()
    lon = HiddenField()
    photos = MultipleFileField(
        _l("Photos or files"),
        description=_l(
            "Up to 5 photos or PDF files. Where and when a photo was taken is removed from it; "
            "a PDF file is kept as it is and only the ward reads it."
        ),
        render_kw={"accept": "image/*,application/pdf,.pdf"},
    )
    remove = SelectMultipleField(
        _l("Take out what you no longer want to send"), choices=[], validate_choice=False
    )
    seen = HiddenField(validators=[Length(max=200)])
    website = StringField(_l("Leave this empty"), validators=[Length(max=0)])

    def offer(self, categories: Any, neighbourhoods: Any) -> None:
        """Fill the lists of fields (grouped) and neighbourhoods."""
        top = [c for c in categories if c.parent_id is None]
        below = {
            t.id: [(c.code, local_name(c)) for c in categories if c.parent_id == t.id] for t in top
        }
        groups: dict[str, Any] = {"": choices([("", _l("Suggest one from my words"))])}
        groups |= {local_name(t): choices(below[t.id]) for t in top if below[t.id]}
        self.category.choices = groups
        names = [(str(n.id), n.name) for n in neighbourhoods]
        self.neighbourhood.choices = choices([("", _l("I do not know")), *names])

    def validate_lat(self, field: Any) -> None:
        """Take a pin only as a pair of degrees within the country."""
        pair = [_degrees(field.data), _degrees(self.lon.data)]
        if pair == [None, None] and not (field.data or self.lon.data):
            return
        lat, lon = pair
        if lat is None or lon is None or not _is_within(lat, lon):
            field.data = self.lon.data = ""
            raise ValidationError(_l("The pin on the map could not be read. Please set it again."))

    @property
    def position(self) -> tuple[float | None, float | None]:
        """Return the pin's degrees, or (None, None)."""
        return _degrees(self.lat.data), _degrees(self.lon.data)

    @property
    def kept(self) -> dict[str, Any]:
        """Return what the draft keeps of this screen."""
        lat, lon = self.position
        return {
            "kind": self.kind.data,
            "text": self.text.data,
            "category": self.category.data or "",
            "place": self.place.data,
            "neighbourhood": self.neighbourhood.data or "",
            "lat": lat,
            "lon": lon,
        }


def _degrees(typed: str | None) -> float | None:
    return float(typed) if typed and DEGREES.fullmatch(typed) else None


def _is_within(lat: float, lon: float) -> bool:
    return LATITUDES[0] <= lat <= LATITUDES[1] and LONGITUDES[0] <= lon <= LONGITUDES[1]


class ReachForm(BaseForm):
    """Screen 2: how to reach the sender, and whom it is about. All of it may be left open."""

    name = StringField(
        _l("Your name"),
        description=_l("Only the officers who handle it see your name."),
        validators=[Length(max=120, message=_l("Please use no more than 120 letters."))],
        filters=[clean],
    )
    name_shown = BooleanField(
        _l("Show my name in public"),
        description=_l("Without this tick the public never sees your name. You can hide it later."),
    )
    phone = StringField(
        _l("Phone number"),
        description=_l("Only so that the ward can ask you back. Never shown in public."),
        validators=[check_phone],
    )
    email = EmailField(
        _l("E-mail"),
        description=_l("We send you the answer there. Never shown in public."),
        validators=[
            Optional(),
            Email(_l("This e-mail address is not complete. An example: ten@vidu.vn")),
        ],
        filters=[clean],
    )
    notify_by = RadioField(
        _l("How shall we tell you?"),
        choices=choices(list(NOTIFY_LABELS.items())),
        validators=[Optional()],
    )
    is_private = BooleanField(
        _l("Keep my report private"),
        description=_l("Only you and the officers who handle it will read it and the answer."),
    )
    about = RadioField(
        _l("Is it about a person or department of the ward?"),
        description=_l(
            "If so, it goes to somebody above them. Those whom it is about can neither read it "
            "nor be given it to handle."
        ),
        choices=choices(list(ABOUT_LABELS.items())),
        default="",
        validators=[Optional()],
    )
    department = SelectField(_l("Which department?"), validators=[Optional()])
    accused_text = StringField(
        _l("Who is it about?"),
        description=_l(
            "Name or position, as far as you know. Only those who handle it above them read this."
        ),
        validators=[Length(max=300, message=_l("Please use no more than 300 letters."))],
        filters=[clean],
    )

    def offer(self, departments: Any) -> None:
        """Fill the list of departments."""
        names = [(d.code, local_name(d)) for d in departments]
        self.department.choices = choices([("", _l("Please choose")), *names])

    def validate_notify_by(self, field: Any) -> None:
        """Ask for the number or address that the chosen way needs."""
        if field.data == NotifyBy.EMAIL and not self.email.data and self.phone.data:
            raise ValidationError(
                _l("Please type your e-mail address above, or choose SMS or Zalo.")
            )
        if field.data in {NotifyBy.SMS, NotifyBy.ZALO} and not plain_phone(self.phone.data):
            raise ValidationError(_l("Please type your phone number above, or choose e-mail."))

    def validate_name_shown(self, field: Any) -> None:
        """Ask for the name that is to be shown, and keep a private report's name hidden."""
        if field.data and not self.name.data:
            raise ValidationError(_l("Please type the name that the public shall read."))
        if field.data and self.is_private.data:
            raise ValidationError(_l("A private report shows no name. Please take one tick away."))

    def validate_about(self, field: Any) -> None:
        """Ask whom it is about."""
        if field.data == "department" and not self.department.data:
            raise ValidationError(_l("Please choose the department below."))
        if field.data == "words" and not self.accused_text.data:
            raise ValidationError(_l("Please write below who it is about."))

    @property
    def kept(self) -> dict[str, Any]:
        """Return what the draft keeps of this screen; the way to be told follows from what was typed."""
        told = self.notify_by.data
        if not told:
            told = NotifyBy.EMAIL if self.email.data or not self.phone.data else NotifyBy.SMS
        return {
            "name": self.name.data,
            "name_shown": self.name_shown.data,
            "phone": self.phone.data,
            "email": self.email.data,
            "notify_by": str(told),
            "is_private": self.is_private.data,
            "about": self.about.data or "",
            "department": self.department.data if self.about.data == "department" else "",
            "accused_text": self.accused_text.data if self.about.data else "",
        }
