"""What is filled in while a session runs: asking to speak, a poll, the speaking time, an answer."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, choices, clean

SHORT = Length(max=80, message=_l("Please use no more than 80 letters."))
MINUTES = _l("Please type 1 to 30 minutes.")


class SpeakForm(BaseForm):
    """Somebody who wants to speak."""

    display = StringField(
        _l("How shall we call you?"),
        description=_l(
            "Your name, or where you sit: “row 5, blue shirt”. Everyone hears it when you are called."
        ),
        validators=[DataRequired(_l("Please write how we shall call you.")), SHORT],
        filters=[clean],
    )
    neighbourhood = SelectField(_l("Neighbourhood"), validators=[Optional()])
    website = StringField(_l("Leave this empty"), validators=[Length(max=0)])

    def offer(self, neighbourhoods: Any) -> None:
        """Fill the list of neighbourhoods."""
        names = [(str(n.id), n.name) for n in neighbourhoods]
        self.neighbourhood.choices = choices([("", _l("I would rather not say")), *names])


class PollForm(BaseForm):
    """A poll of the chair."""

    title = StringField(
        _l("Question"),
        validators=[
            DataRequired(_l("Please write the question.")),
            Length(max=200, message=_l("Please use no more than 200 letters.")),
        ],
        filters=[clean],
    )
    options = TextAreaField(
        _l("Answers to choose from"),
        description=_l("One a line, 2 to 8 of them."),
        validators=[
            DataRequired(_l("Please write 2 to 8 different answers, one a line.")),
            Length(max=1700, message=_l("Please use shorter answers.")),
        ],
        filters=[clean],
    )


class SpeakingTimeForm(BaseForm):
    """How long one may speak."""

    minutes = IntegerField(
        _l("Minutes for each speaker"),
        validators=[
            DataRequired(MINUTES),
            NumberRange(min=1, max=30, message=MINUTES),
        ],
    )


class AnswerForm(BaseForm):
    """What is being said. `seen` is the mark of the text that the writer began from."""

    seen = HiddenField()
    text = TextAreaField(
        _l("What is said"),
        description=_l("Everyone who follows the session reads it a few seconds later."),
        validators=[Length(max=10_000, message=_l("Please use no more than 10,000 letters."))],
        filters=[clean],
    )
