"""What residents fill in once a report is sent: shape and messages only (sending: forms_send)."""

from __future__ import annotations

import re

from wtforms import EmailField, MultipleFileField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.feedback.fields import contentment
from citizen_app.feedback.states import SOLVED_LABELS


class TrackForm(BaseForm):
    """Following a case by what stands on the slip."""

    code = StringField(
        _l("Code on the slip"),
        description=_l(
            "For example PA-7K3M-9QXD. PA: a report. CH: a question to a dialogue. "
            "DK: a place at a dialogue. TM: a slip that a helper gave you without a signal."
        ),
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
    satisfaction = contentment()
    reason = TextAreaField(
        _l("What is still wrong, or what went well?"),
        validators=[Length(max=2000, message=_l("Please use no more than 2,000 letters."))],
        filters=[clean],
    )
    evidence = MultipleFileField(
        _l("Photos of how it is now"), description=_l("Up to 5 photos. Only the ward sees them.")
    )
