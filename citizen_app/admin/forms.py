"""What an administrator fills in about places, limits, texts and the calendar."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from citizen_app.accounts.queries import PersonName
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.feedback.workflow import STATE_LABELS
from citizen_app.wards.models import Category, Department

PHONE = re.compile(r"[0-9 +().-]{3,40}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
DAY_KINDS = [("off", _l("Day off")), ("worked", _l("Working day that makes up for a day off"))]
UNITS = [("working_day", _l("Working days")), ("calendar_day", _l("Calendar days"))]


def one_line(most: int) -> dict[str, Any]:
    """Return what every short text has: one normal form and a greatest length."""
    message = _l("Please use no more than %(most)s letters.", most=most)
    return {"validators": [Length(max=most, message=message)], "filters": [clean]}


def required(message: Any, most: int) -> dict[str, Any]:
    """Return the same for a text that must be there."""
    rules = one_line(most)
    return {**rules, "validators": [DataRequired(message), *rules["validators"]]}


class OfficeForm(BaseForm):
    """How the office is reached."""

    is_open = BooleanField(
        _l("Residents can send reports here"),
        description=_l("Tick it when people are there to receive and answer them."),
    )
    address = StringField(_l("Address"), **one_line(300))
    hotline = StringField(
        _l("Phone number"),
        description=_l("The number of the office, not of a person. The public reads it."),
        filters=[clean],
        validators=[
            Optional(),
            Regexp(PHONE, message=_l("Type a phone number like 028 3822 1234.")),
        ],
    )
    email = StringField(
        _l("E-mail address"),
        description=_l("The address of the office. The public reads it."),
        filters=[clean],
        validators=[
            Optional(),
            Length(max=120, message=_l("Please use no more than %(most)s letters.", most=120)),
            Regexp(EMAIL, message=_l("Type an e-mail address like phuong@example.com.")),
        ],
    )
    office_hours = TextAreaField(
        _l("Office hours"),
        description=_l("For example: Monday to Friday, 7:30 to 11:30 and 13:00 to 17:00"),
        **one_line(200),
    )
    version = HiddenField()

    @property
    def seen(self) -> int | None:
        """Return the version that stood on the page."""
        return int(self.version.data) if (self.version.data or "").isdigit() else None

    @property
    def values(self) -> dict[str, Any]:
        """Return what was typed."""
        return {name: value for name, value in self.data.items() if name != "version"}


def place_field() -> IntegerField:
    """Return the field for a place in a list."""
    return IntegerField(
        _l("Place in the list"),
        description=_l("Smaller numbers come first."),
        validators=[
            InputRequired(_l("Please type a number.")),
            NumberRange(0, 9999, message=_l("Please type a number from 0 to 9999.")),
        ],
    )


class NewDepartmentForm(BaseForm):
    """A department to be added."""

    name = StringField(_l("Name"), **required(_l("Please type the name."), 120))
    short_name = StringField(
        _l("Short name"), description=_l("For lists and tables."), **one_line(40)
    )
    name_en = StringField(_l("Name in English"), **one_line(120))


class DepartmentForm(NewDepartmentForm):
    """A department."""

    position = place_field()
    head = SelectField(_l("Head"), description=_l("Who answers for the department."), coerce=int)

    def offer(self, people: Sequence[PersonName]) -> None:
        """Fill the list of those who may be its head."""
        known = [(one.id, one.public_name) for one in people]
        self.head.choices = choices([(0, _l("Nobody yet")), *known])

    @property
    def values(self) -> dict[str, Any]:
        """Return what was typed, as the command takes it."""
        return {
            **{k: v for k, v in self.data.items() if k != "head"},
            "head_id": self.head.data or None,
        }


class NewNeighbourhoodsForm(BaseForm):
    """Neighbourhoods to be added, as many as there are lines."""

    names = TextAreaField(
        _l("Names"),
        description=_l("One name on each line, as people say it."),
        **required(_l("Please type at least one name."), 10_000),
    )

    @property
    def lines(self) -> list[str]:
        """Return the names."""
        return (self.names.data or "").splitlines()


class NeighbourhoodForm(BaseForm):
    """A neighbourhood."""

    name = StringField(_l("Name"), **required(_l("Please type the name."), 80))
    households = IntegerField(
        _l("Households"),
        validators=[
            Optional(),
            NumberRange(0, 100_000, message=_l("Please type a number from 0 to 100,000.")),
        ],
    )
    position = place_field()


class FieldForm(BaseForm):
    """A field of the ward's own."""

    name = StringField(_l("Name"), **required(_l("Please type the name."), 120))
    hint = StringField(
        _l("What belongs here"),
        description=_l("A few examples for people who choose a field."),
        **one_line(300),
    )
    words = StringField(
        _l("Words that point to it"),
        description=_l(
            "Words that people use, with commas between. They help to suggest the field."
        ),
        **one_line(500),
    )
    is_sensitive = BooleanField(
        _l("Keep these cases private"),
        description=_l("For matters that name people, such as the conduct of officials."),
    )

    @property
    def values(self) -> dict[str, Any]:
        """Return what was typed, the words as a list."""
        words = [word.strip() for word in (self.words.data or "").split(",")]
        return {
            "name": self.name.data,
            "hint": self.hint.data,
            "keywords": [word for word in words if word],
            "is_sensitive": self.is_sensitive.data,
        }


def routing_form(top: Category, leaves: Iterable[Category], departments: list[Department]) -> Any:
    """Return a form with a choice of department for a main field and for each field below it."""
    offered = choices([(str(d.id), local_name(d)) for d in departments])
    nobody = choices([("", _l("No department yet"))])
    as_above = choices([("", _l("As the main field"))])
    fields: dict[str, Any] = {
        field_name(top): SelectField(_l("All of this field"), choices=[*nobody, *offered])
    }
    for leaf in leaves:
        fields[field_name(leaf)] = SelectField(local_name(leaf), choices=[*as_above, *offered])
    return type("RoutingForm", (BaseForm,), fields)


def field_name(category: Category) -> str:
    """Return the name of a category's choice in the routing form."""
    return f"field_{category.id}"


class LimitForm(BaseForm):
    """A limit of the ward's own."""

    purpose = SelectField(
        _l("What for"), validators=[DataRequired(_l("Please choose what the limit is for."))]
    )
    report_kind = SelectField(_l("For which reports"))
    days = IntegerField(
        _l("Number of days"),
        validators=[
            InputRequired(_l("Please type the number of days.")),
            NumberRange(1, 365, message=_l("Please type a number from 1 to 365.")),
        ],
    )
    unit = RadioField(_l("Counted in"), choices=choices(UNITS), default="working_day")
    citation = StringField(
        _l("Decision it rests on"),
        description=_l("Number, date and body, for example: Decision 12/QD-UBND of 05/01/2026"),
        **required(_l("Please name the decision. The public reads it beside the limit."), 300),
    )
    effective_from = DateField(
        _l("In force from"),
        description=_l("Cases received from this day on are counted by it."),
        validators=[DataRequired(_l("Please choose a day."))],
    )
    note = TextAreaField(_l("Note"), **one_line(500))


class EndLimitForm(BaseForm):
    """The end of a limit."""

    last_day = DateField(
        _l("Last day in force"),
        description=_l("Cases received up to this day keep the limit they were given."),
        validators=[DataRequired(_l("Please choose a day."))],
    )


# Where a case may stand when an answer is written or a step taken with a text.
TEXT_STATES = ("in_progress", "reopened", "waiting_resident", "forwarded", "refused", "merged")


class TextForm(BaseForm):
    """A text to start an answer from."""

    title = StringField(_l("Title"), **required(_l("Please type a title."), 120))
    category = SelectField(
        _l("For which field"),
        description=_l("It is offered first for cases of this field, and for no other field."),
        validators=[Optional()],
    )
    for_state = SelectField(
        _l("For which state of the case"),
        description=_l("Most answers fit whatever the state is."),
        validators=[Optional()],
    )
    body = TextAreaField(
        _l("Text"),
        description=_l(
            "Filled in by itself: {ward}, {code}, {sent_at}, {department}, {due}, {today}, {officer}, "
            "{title}, {hotline}, {address}. Put … where officers have to write something."
        ),
        **required(_l("Please write the text."), 10_000),
    )

    def offer(self, categories: Iterable[Category], state: str = "") -> None:
        """Fill the lists; `state` is the one that the text has, should it be none of the usual."""
        fields = [
            (c.code, ("" if c.parent_id is None else "– ") + local_name(c)) for c in categories
        ]
        self.category.choices = choices([("", _l("All fields")), *fields])
        states = dict.fromkeys([*TEXT_STATES, *([state] if state else [])])
        named = [(one, STATE_LABELS[one]) for one in states if one in STATE_LABELS]
        self.for_state.choices = choices([("", _l("All states")), *named])


class ClosureForm(BaseForm):
    """Days without reception."""

    first_day = DateField(_l("First day"), validators=[DataRequired(_l("Please choose a day."))])
    last_day = DateField(_l("Last day"), validators=[DataRequired(_l("Please choose a day."))])
    reason = StringField(
        _l("Reason"),
        description=_l("The public reads it. Say where people can turn meanwhile."),
        **required(_l("Please give the reason."), 300),
    )


class DayForm(BaseForm):
    """What a day in the working calendar is."""

    kind = RadioField(
        _l("What kind of day"),
        choices=choices(DAY_KINDS),
        validators=[InputRequired(_l("Please choose what kind of day it is."))],
    )
    name = StringField(
        _l("Name"),
        description=_l("For example: Lunar New Year"),
        **required(_l("Please type the name."), 120),
    )
    source = StringField(
        _l("Decision or notice"),
        description=_l("Where it is written, so that anyone can check it."),
        **required(_l("Please say where it is written."), 300),
    )


class NewDayForm(DayForm):
    """A day to be put into the calendar."""

    day = DateField(_l("Day"), validators=[DataRequired(_l("Please choose a day."))])

    def validate_day(self, field: Any) -> None:
        """Refuse a year that cannot be meant."""
        if not FIRST_DAY <= field.data <= LAST_DAY:
            raise ValueError(_l("Please check the year."))
