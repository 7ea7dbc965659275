"""What a helper fills in for a resident: whom they help, how they agreed, and the thing itself."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from citizen_app.core import ids
from citizen_app.core.files.attachments import read_photos
from citizen_app.core.files.images import CleanPhoto, clean_photo
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.core.web.typed import check_key, check_phone
from citizen_app.dialogue.fields import TEXT_RULES
from citizen_app.feedback.fields import place_line, text_rules
from citizen_app.feedback.models import NotifyBy
from citizen_app.surveys.commands.answering import Reply
from citizen_app.surveys.questionnaire import Questionnaire
from citizen_app.teams.commands.consents import ConsentTaken
from citizen_app.teams.models import ConsentKind, Visit
from citizen_app.teams.words import KIND_LABELS, RELATION_LABELS

DRAWN = "data:image/png;base64,"
LONGEST_DRAWING = 300_000
ABOUT: dict[str, object] = {
    "": _l("No"),
    "words": _l("Yes, somebody who works for the ward"),
    "leaders": _l("Yes, the ward's leaders"),
}


class StartForm(BaseForm):
    """Whom somebody helps now."""

    name = StringField(
        _l("Whom do you help?"),
        description=_l(
            "As they want to be called, for example: Mrs Sau. It stands on every page until you finish, "
            "then it is erased."
        ),
        validators=[
            DataRequired(_l("Please write whom you help, as they want to be called.")),
            Length(max=120, message=_l("Please use no more than %(max)d letters.")),
        ],
        filters=[clean],
    )
    neighbourhood = SelectField(
        _l("Where do they live?"),
        validators=[DataRequired(_l("Please choose the neighbourhood."))],
    )

    def offer(self, places: Any) -> None:
        """Fill the list with the helper's own neighbourhoods; only a single one is chosen beforehand."""
        pairs = [(str(place.id), place.name) for place in places]
        if len(pairs) > 1:
            pairs.insert(0, ("", _("Choose the neighbourhood")))
        self.neighbourhood.choices = choices(pairs)


class VisitForm(BaseForm):
    """What is filled in for the person of one visit; another tab may have gone on to the next person."""

    visit = HiddenField()

    def is_for(self, visit: Visit) -> bool:
        """Return whether the page was opened in this visit; if not, say so and have it confirmed anew."""
        if request.method != "POST" or self.visit.data == str(visit.id):
            return True
        self.visit.data = str(visit.id)
        said = _(
            "This page was opened while you helped somebody else, so nothing was sent. You help "
            "%(name)s now. Check every line; if it is theirs, ask them and press the button again.",
            name=visit.name_shown,
        )
        self.form_errors.append(said)
        return False


class CodeForm(VisitForm):
    """A code to the resident's own phone: first the number, then what they read out."""

    phone = StringField(
        _l("Their own mobile number"),
        description=_l("A code is sent there. The number is erased when you finish."),
        validators=[check_phone],
    )
    code = StringField(_l("The code that they read out"), validators=[Length(max=20)])


class ConsentForm(VisitForm):
    """How the resident agreed; the base of everything that is filed for somebody."""

    key = HiddenField(validators=[check_key])
    kind = RadioField(
        _l("How do they agree that you file this for them?"),
        choices=choices(list(KIND_LABELS.items())),
        validators=[DataRequired(_l("Please choose how they agreed."))],
    )
    relation = RadioField(
        _l("Who was there as a witness?"),
        description=_l("No name is kept."),
        choices=choices(list(RELATION_LABELS.items())),
        validators=[Optional()],
    )
    signature = HiddenField(validators=[Length(max=LONGEST_DRAWING)])
    slip = FileField(
        _l("Photo of the signed slip"),
        render_kw={"accept": "image/*", "capture": "environment"},
        validators=[Optional()],
    )

    def is_for(self, visit: Visit) -> bool:
        """Return the same; else the form has a new key, and the consent of somebody else is gone."""
        if super().is_for(visit):
            return True
        self.key.data = ids.new_token()
        self.kind.data = self.relation.data = None
        self.signature.data = ""
        return False

    def taken(self, visit: Visit, device: str) -> ConsentTaken:
        """Return the consent as the command takes it; raise Invalid for a picture that is none."""
        return ConsentTaken(
            kind=self.kind.data or "",
            relation=self.relation.data or "",
            neighbourhood=visit.neighbourhood,
            proof=self._proof(),
            visit=visit,
            device=device,
        )

    def _proof(self) -> CleanPhoto | None:
        if self.kind.data == ConsentKind.SIGNATURE and self.signature.data:
            drawn = self.signature.data.removeprefix(DRAWN)
            try:
                content = base64.b64decode(drawn, validate=True)
            except (binascii.Error, ValueError):
                content = b""
            return clean_photo(content, "signature")
        if self.kind.data == ConsentKind.SLIP:
            photos = read_photos([self.slip.data], "slip")
            return photos[0] if photos else None
        return None


class PersonForm(ConsentForm):
    """A thing that bears the resident's name."""

    name = StringField(
        _l("Their name"),
        description=_l("Only the officers who handle it see the name."),
        validators=[Length(max=120, message=_l("Please use no more than %(max)d letters."))],
        filters=[clean],
    )
    phone = StringField(
        _l("Their phone number"),
        description=_l("Not yours. So that the ward can tell them; never shown in public."),
        validators=[check_phone],
    )


class ReportForm(PersonForm):
    """A report in the resident's own words."""

    text = TextAreaField(
        _l("What do they want to say?"),
        description=_l("Write it in their own words and read it to them once more."),
        validators=text_rules(_l("Please tell us what happened.")),
        filters=[clean],
    )
    place = place_line()
    category = SelectField(_l("Field"), validators=[Optional()])
    photos = MultipleFileField(_l("Photos of the place"), description=_l("Up to 5 photos."))
    is_private = BooleanField(
        _l("They want to keep it private"),
        description=_l("Only they and the officers who handle it read it and the answer."),
    )
    about = RadioField(
        _l("Is it about somebody who works for the ward?"),
        description=_l("If so, those whom it is about neither read it nor handle it."),
        choices=choices(list(ABOUT.items())),
        default="",
        validators=[Optional()],
    )

    def offer(self, categories: Any) -> None:
        """Fill the list of fields (the upper level)."""
        tops = [(c.code, local_name(c)) for c in categories if c.parent_id is None]
        self.category.choices = choices([("", _l("The ward will choose")), *tops])

    def fields_of_report(self, categories: Any) -> dict[str, Any]:
        """Return what a Submission takes."""
        wanted = self.category.data or ""
        return {
            "key": self.key.data,
            "text": self.text.data,
            "place": self.place.data,
            "category": next((c for c in categories if c.code == wanted), None),
            "name": self.name.data,
            "phone": self.phone.data,
            "notify_by": NotifyBy.SMS if self.phone.data else NotifyBy.EMAIL,
            "is_private": self.is_private.data,
            "accused_leaders": self.about.data == "leaders",
            "accused_text": str(ABOUT["words"]) if self.about.data == "words" else "",
            "photos": read_photos(self.photos.data or []),
        }


class QuestionForm(PersonForm):
    """A question for a dialogue."""

    text = TextAreaField(
        _l("What do they want to ask?"),
        description=_l("Write it in their own words and read it to them once more."),
        validators=TEXT_RULES,
        filters=[clean],
    )


class RegistrationForm(PersonForm):
    """Places at a dialogue."""

    name = StringField(
        _l("Their name"),
        description=_l("For the list at the door."),
        validators=[
            DataRequired(_l("Please write your name.")),
            Length(max=120, message=_l("Please use no more than %(max)d letters.")),
        ],
        filters=[clean],
    )
    people = SelectField(
        _l("How many people come?"),
        choices=choices([(number, str(number)) for number in range(1, 6)]),
        coerce=int,
        default=1,
        validators=[NumberRange(1, 5)],
    )
    needs_wheelchair = BooleanField(_l("A place for a wheelchair"))
    needs_interpreter = BooleanField(_l("Sign language"))


class SurveyForm(ConsentForm):
    """What stands on a survey beside its questions."""

    def reply(self, asked: Questionnaire, visit: Visit) -> Reply:
        """Return what was chosen."""
        chosen = {q.code: self[q.code].data for q in asked.questions if self[q.code].data}
        return Reply(choices=chosen, neighbourhood_id=visit.neighbourhood_id)


def survey_form(asked: Questionnaire, *, language: str, unit: str, **data: Any) -> Any:
    """Return the form of a questionnaire, filled with what was posted."""
    fields = {
        question.code: RadioField(
            question.text.said(language, unit),
            description=question.hint.said(language, unit),
            choices=[
                SelectChoice(value=code, label=words.said(language, unit))
                for code, words in question.choices.items()
            ],
            validators=[Optional()],
        )
        for question in asked.questions
    }
    kind: Any = type("WholeSurveyForm", (SurveyForm,), fields)
    return kind.of_request(**data)
