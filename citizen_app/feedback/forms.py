"""What residents fill in: shape and messages only."""

from __future__ import annotations

import re
from typing import Any

from wtforms import (
    EmailField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import BooleanField
from wtforms.validators import DataRequired, Email, Length, Optional, ValidationError

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.feedback.models import Kind
from citizen_app.feedback.states import KIND_LABELS, SOLVED_LABELS

PHONE = re.compile(r"(\+84|0)\d{9,10}")
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def plain_phone(typed: str | None) -> str:
    """Return a phone number without spaces, dots and dashes."""
    return re.sub(r"[\s.\-()]", "", typed or "")


class SendForm(BaseForm):
    """A new report."""

    key = HiddenField()
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
        validators=[
            DataRequired(_l("Please tell us what happened.")),
            Length(
                min=10,
                max=5000,
                message=_l("Please write at least 10 letters, and no more than 5,000."),
            ),
        ],
        filters=[clean],
    )
    category = SelectField(
        _l("Field"),
        description=_l("Leave it open if you are not sure: the ward will choose."),
        validators=[Optional()],
    )
    place = StringField(
        _l("Where is it?"),
        description=_l("House number, street or alley, or something everybody knows nearby"),
        validators=[Length(max=300, message=_l("Please use no more than 300 letters."))],
        filters=[clean],
    )
    neighbourhood = SelectField(_l("Neighbourhood"), validators=[Optional()])
    photos = MultipleFileField(
        _l("Photos"),
        description=_l("Up to 5 photos. Where and when they were taken is removed from them."),
    )
    name = StringField(
        _l("Your name"),
        description=_l("Only the officers who handle it see your name."),
        validators=[Length(max=120, message=_l("Please use no more than 120 letters."))],
        filters=[clean],
    )
    phone = StringField(
        _l("Phone number"),
        description=_l("Only so that the ward can ask you back. Never shown in public."),
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
    is_private = BooleanField(
        _l("Keep my report private"),
        description=_l("Only you and the officers who handle it will read it and the answer."),
    )
    website = StringField(_l("Leave this empty"), validators=[Length(max=0)])

    def offer(self, categories: Any, neighbourhoods: Any) -> None:
        """Fill the lists of fields (grouped) and neighbourhoods."""
        top = [c for c in categories if c.parent_id is None]
        below = {
            t.id: [(c.code, local_name(c)) for c in categories if c.parent_id == t.id] for t in top
        }
        groups: dict[str, Any] = {"": choices([("", _l("The ward will choose"))])}
        groups |= {local_name(t): choices(below[t.id]) for t in top if below[t.id]}
        self.category.choices = groups
        names = [(str(n.id), n.name) for n in neighbourhoods]
        self.neighbourhood.choices = choices([("", _l("I do not know")), *names])

    def validate_phone(self, field: Any) -> None:
        """Accept a Vietnamese number in any common way of writing it."""
        field.data = plain_phone(field.data)
        if field.data and not PHONE.fullmatch(field.data):
            raise ValidationError(_l("This phone number is not complete. An example: 0901 234 567"))

    def validate_key(self, field: Any) -> None:
        """Refuse a page that was tampered with."""
        if not KEY.fullmatch(field.data or ""):
            raise ValidationError(_l("Please open the page again and send once more."))


class TrackForm(BaseForm):
    """Following a case by what stands on the slip."""

    code = StringField(
        _l("Report code"),
        description=_l("It stands on your slip and begins with PA, for example PA-7K3M-9QXD."),
        validators=[DataRequired(_l("Please type the code that stands on your slip."))],
        filters=[clean],
    )
    pin = StringField(
        _l("PIN"),
        description=_l("6 digits, on the slip below the code."),
        validators=[DataRequired(_l("Please type the 6 digits of the PIN."))],
        filters=[lambda value: re.sub(r"\s", "", value or "")],
    )


class ReplyForm(BaseForm):
    """The sender's reply to a question of the ward."""

    text = TextAreaField(
        _l("Your reply"),
        description=_l("Only the ward reads it."),
        validators=[
            DataRequired(_l("Please write your reply.")),
            Length(max=5000, message=_l("Please use no more than 5,000 letters.")),
        ],
        filters=[clean],
    )
    photos = MultipleFileField(
        _l("Photos"), description=_l("Up to 5 photos. Only the ward sees them.")
    )


class AddForm(BaseForm):
    """What the sender adds of their own accord."""

    text = TextAreaField(
        _l("What do you want to add?"),
        description=_l("Something new, or something you forgot. Only the ward reads it."),
        validators=[
            DataRequired(_l("Please write what you want to add.")),
            Length(max=5000, message=_l("Please use no more than 5,000 letters.")),
        ],
        filters=[clean],
    )
    photos = MultipleFileField(
        _l("Photos"), description=_l("Up to 5 photos. Only the ward sees them.")
    )


class SubscribeForm(BaseForm):
    """Following a public case by e-mail, without an account."""

    email = EmailField(
        _l("Your e-mail"),
        description=_l("Only for news of this case. You can end it at any time with one press."),
        validators=[
            DataRequired(_l("Please type your e-mail address.")),
            Length(max=254, message=_l("This address is too long.")),
            Email(_l("This e-mail address is not complete. An example: ten@vidu.vn")),
        ],
        filters=[clean],
    )
    website = StringField(_l("Leave this empty"), validators=[Length(max=0)])


class JudgeForm(BaseForm):
    """What the sender says of an answer."""

    solved = RadioField(
        _l("Is it solved?"),
        choices=choices(list(SOLVED_LABELS.items())),
        validators=[DataRequired(_l("Please choose one."))],
    )
    satisfaction = RadioField(
        _l("How content are you with how the ward handled it?"),
        choices=choices(
            [
                ("5", _l("5: very content")),
                ("4", _l("4: content")),
                ("3", _l("3: neither")),
                ("2", _l("2: not content")),
                ("1", _l("1: not at all")),
            ]
        ),
        validators=[Optional()],
    )
    reason = TextAreaField(
        _l("What is still wrong, or what went well?"),
        validators=[Length(max=2000, message=_l("Please use no more than 2,000 letters."))],
        filters=[clean],
    )
    evidence = MultipleFileField(
        _l("Photos of how it is now"), description=_l("Up to 5 photos. Only the ward sees them.")
    )
