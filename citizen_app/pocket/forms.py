"""What is filled in on a helper's phone. The same forms draw the app's pages and check what comes from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import EmailField, SelectField, StringField, TextAreaField
from wtforms.fields import BooleanField, RadioField
from wtforms.validators import DataRequired, Email, Length, Optional

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.core.web.typed import check_phone
from citizen_app.dialogue.fields import TEXT_RULES
from citizen_app.dialogue.models_attendance import MOST_PEOPLE
from citizen_app.feedback.fields import place_line, text_rules
from citizen_app.surveys.questionnaire import rules
from citizen_app.surveys.words import SEX_LABELS, age_words
from citizen_app.teams.models import ConsentKind
from citizen_app.teams.words import KIND_LABELS, RELATION_LABELS

# A code to their own phone needs a signal.
WAYS = {kind: words for kind, words in KIND_LABELS.items() if kind != ConsentKind.CODE}


class ResidentForm(BaseForm):
    """Whom it is for: on every form."""

    name = StringField(
        _l("Name of the resident"),
        description=_l("As they want to be called. Only the ward's staff see it."),
        validators=[Length(max=120, message=_l("Please use no more than 120 letters."))],
        filters=[clean],
    )
    phone = StringField(
        _l("Phone number of the resident"),
        description=_l("Only for the result, never public."),
        validators=[check_phone],
    )
    neighbourhood = SelectField(
        _l("Neighbourhood of the resident"),
        choices=choices([("", _l("Choose one"))]),
        validate_choice=False,
        validators=[DataRequired(_l("Please choose the neighbourhood."))],
        render_kw={"data-needed": "NeedNeighbourhood", "data-only": ""},
    )


class ReportForm(ResidentForm):
    """A report."""

    text = TextAreaField(
        _l("What happened?"),
        description=_l("In the resident's own words. Read it to them before you keep it."),
        validators=text_rules(_l("Please tell us what happened.")),
        filters=[clean],
        render_kw={"data-needed": "NeedText"},
    )
    place = place_line()
    category = SelectField(
        _l("Field"),
        choices=choices([("", _l("The ward chooses"))]),
        validate_choice=False,
        validators=[Optional()],
    )
    email = EmailField(
        _l("E-mail of the resident"),
        validators=[
            Optional(),
            Length(max=254, message=_l("This address is too long.")),
            Email(_l("This e-mail address is not complete. An example: ten@vidu.vn")),
        ],
        filters=[clean],
    )
    is_private = BooleanField(_l("Not for the public: only the ward reads it"))


class QuestionForm(ResidentForm):
    """A question to a dialogue."""

    session = SelectField(
        _l("Which dialogue?"),
        choices=choices([("", _l("Choose one"))]),
        validate_choice=False,
        validators=[DataRequired(_l("Please choose the dialogue."))],
        render_kw={"data-needed": "NeedSession", "data-only": ""},
    )
    text = TextAreaField(
        _l("The resident's question"),
        description=_l("One matter, in their own words. Please leave out names of other people."),
        validators=TEXT_RULES,
        filters=[clean],
        render_kw={"data-needed": "NeedText"},
    )


class RegistrationForm(ResidentForm):
    """Places at a dialogue."""

    session = SelectField(
        _l("Which dialogue?"),
        choices=choices([("", _l("Choose one"))]),
        validate_choice=False,
        validators=[DataRequired(_l("Please choose the dialogue."))],
        render_kw={"data-needed": "NeedSession", "data-only": ""},
    )
    people = SelectField(
        _l("How many people come?"),
        choices=choices([(str(number), str(number)) for number in range(1, MOST_PEOPLE + 1)]),
        default="1",
    )
    needs_interpreter = BooleanField(_l("Sign language or another interpreter"))
    needs_wheelchair = BooleanField(_l("Way and seat for a wheelchair"))


class SurveyForm(BaseForm):
    """Who answers the survey, without a name; the questions come with what the phone fetched."""

    neighbourhood = SelectField(
        _l("Neighbourhood of the resident"),
        choices=choices([("", _l("Choose one"))]),
        validate_choice=False,
        validators=[DataRequired(_l("Please choose the neighbourhood."))],
        render_kw={"data-needed": "NeedNeighbourhood", "data-only": ""},
    )
    sex = RadioField(_l("Sex"), choices=choices(list(SEX_LABELS.items())), validators=[Optional()])
    age_group = SelectField(_l("Age"), validators=[Optional()])

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        groups = [(group, age_words(group)) for group in rules().age_groups]
        self.age_group.choices = choices([("", _l("Not said")), *groups])


class ConsentForm(BaseForm):
    """How the resident agreed."""

    consent_how = RadioField(
        _l("How did they agree that you send this for them?"),
        choices=choices(list(WAYS.items())),
        validate_choice=False,
    )
    consent_relation = SelectField(
        _l("Who was there?"),
        choices=choices([("", _l("Choose one")), *RELATION_LABELS.items()]),
        validate_choice=False,
    )


FORMS: dict[str, type[BaseForm]] = {
    "report": ReportForm,
    "question": QuestionForm,
    "registration": RegistrationForm,
    "survey": SurveyForm,
}


def form_of(kind: str, said: Mapping[str, str]) -> Any:
    """Return the form of a kind with what a phone sent."""
    return FORMS[kind](MultiDict(said))
