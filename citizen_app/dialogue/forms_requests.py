"""What people fill in to ask for a dialogue, and staff to decide about it and to enter paper lists."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from citizen_app.core import clock
from citizen_app.core.i18n import language
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.core.web.typed import check_key
from citizen_app.dialogue.forms_questions import FEW_WORDS, LONG, RefuseForm, VersionForm
from citizen_app.dialogue.grounds import request_grounds
from citizen_app.dialogue.identity_numbers import problem_of

NUMBER_LABEL = _l("Personal identification number")
NUMBER_HINT = _l(
    "The 12 digits of your identity card. They only make sure that each voter counts once: the site "
    "keeps a sealed mark that cannot be read back, not the number."
)
SUBJECT_LENGTH = Length(max=200, message=_l("Please use no more than 200 letters."))


def check_number(_form: Any, field: Any) -> None:
    """Refuse a number that cannot be a voter's."""
    problem = problem_of(field.data or "", clock.today())
    if problem is not None:
        raise ValidationError(problem)


class JoinForm(BaseForm):
    """Who asks: a number that is read and not kept, and where they live."""

    number = StringField(
        NUMBER_LABEL, description=NUMBER_HINT, validators=[check_number], filters=[clean]
    )
    neighbourhood = SelectField(
        _l("Neighbourhood"),
        description=_l("Only numbers by neighbourhood are shown, small ones joined."),
        validators=[Optional()],
    )

    def offer(self, neighbourhoods: Any) -> None:
        """Fill the list of neighbourhoods."""
        names = [(str(n.id), n.name) for n in neighbourhoods]
        self.neighbourhood.choices = choices([("", _l("I do not know")), *names])

    def chosen(self, neighbourhoods: Any) -> Any:
        """Return the neighbourhood that was chosen, or None."""
        return next((n for n in neighbourhoods if str(n.id) == self.neighbourhood.data), None)


class AskForDialogueForm(JoinForm):
    """A subject that voters want to talk about with the ward."""

    key = HiddenField(validators=[check_key])
    subject = StringField(
        _l("What should the dialogue be about?"),
        description=_l("One subject, in one line that everyone understands."),
        validators=[
            DataRequired(_l("Please write the subject.")),
            Length(min=10, message=_l("Please write at least 10 letters.")),
            SUBJECT_LENGTH,
        ],
        filters=[clean],
    )
    reason = TextAreaField(
        _l("Why is a dialogue needed?"),
        description=_l("What has happened so far. Please leave out names of other people."),
        validators=[
            DataRequired(_l("Please say in a few words why.")),
            Length(max=2000, message=_l("Please use no more than 2,000 letters.")),
        ],
        filters=[clean],
    )


class ObjectForm(BaseForm):
    """An objection to a refusal."""

    text = TextAreaField(
        _l("Why should the request be shown?"),
        description=_l("The Fatherland Front and the People's Council, who supervise, read it."),
        validators=[
            DataRequired(_l("Please say why the request should be shown.")),
            Length(max=2000, message=_l("Please use no more than 2,000 letters.")),
        ],
        filters=[clean],
    )


class ShowRequestForm(VersionForm):
    """What everyone reads of a request."""

    subject = StringField(
        _l("Subject that everyone reads"),
        validators=[
            DataRequired(_l("Please leave the words that everyone may read.")),
            SUBJECT_LENGTH,
        ],
        filters=[clean],
    )
    reason = TextAreaField(
        _l("Reason that everyone reads"),
        description=_l("Take out names and phone numbers. The asker's own words stay in the file."),
        validators=[LONG],
        filters=[clean],
    )


class RefuseRequestForm(RefuseForm):
    """Why a request is not shown."""

    def offer(self) -> None:
        """Fill the list of grounds."""
        english = language() == "en"
        pairs = [(g.code, g.name_en if english else g.name) for g in request_grounds().values()]
        self.ground.choices = choices([("", _l("Choose a ground")), *pairs])


class PaperListForm(BaseForm):
    """A paper list: one number a line."""

    label = StringField(
        _l("Which list"),
        description=_l(
            "So that the paper is found again, for example: list 3, pages 1 and 2. No names of people."
        ),
        validators=[
            DataRequired(_l("Please say which list it is.")),
            Length(max=120, message=_l("Please use no more than 120 letters.")),
        ],
        filters=[clean],
    )
    neighbourhood = SelectField(_l("Neighbourhood of this list"), validators=[Optional()])
    lines = TextAreaField(
        _l("Personal identification numbers"),
        description=_l(
            "One number of 12 digits a line, as signed on the list; no names. The numbers are not kept."
        ),
        validators=[DataRequired(_l("Please type at least one number."))],
        filters=[clean],
    )

    def offer(self, neighbourhoods: Any) -> None:
        """Fill the list of neighbourhoods."""
        names = [(str(n.id), n.name) for n in neighbourhoods]
        self.neighbourhood.choices = choices([("", _l("Several, or not known")), *names])

    def chosen(self, neighbourhoods: Any) -> Any:
        """Return the neighbourhood that was chosen, or None."""
        return next((n for n in neighbourhoods if str(n.id) == self.neighbourhood.data), None)

    @property
    def typed(self) -> list[str]:
        """Return the lines that have something in them."""
        return [line.strip() for line in (self.lines.data or "").splitlines() if line.strip()]


class TakeOffForm(BaseForm):
    """Somebody on a paper list asks for it no longer."""

    number = StringField(
        NUMBER_LABEL,
        description=_l("Of the person who stands at the counter and shows the identity card."),
        validators=[check_number],
        filters=[clean],
    )


class DecideRequestForm(VersionForm):
    """The decision about an objection."""

    shown = RadioField(
        _l("Decision"),
        choices=choices([("yes", _l("Show the request")), ("no", _l("The refusal stands"))]),
        validators=[DataRequired(_l("Please choose one."))],
    )
    subject = StringField(
        _l("Subject that everyone reads, if it is shown"),
        validators=[SUBJECT_LENGTH],
        filters=[clean],
    )
    reason = TextAreaField(
        _l("Reason that everyone reads, if it is shown"), validators=[LONG], filters=[clean]
    )
    decision = TextAreaField(
        _l("Reason for the decision"),
        description=_l("The asker and the ward read it."),
        validators=[DataRequired(FEW_WORDS), LONG],
        filters=[clean],
    )
