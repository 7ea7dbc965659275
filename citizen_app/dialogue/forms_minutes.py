"""What the secretary fills in: answers and outcomes, questions asked in the room, the rest, who signs."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import (
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length, NumberRange, Optional

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.core.web.typed import check_key
from citizen_app.dialogue.commands.minutes import Outcome, Rest
from citizen_app.dialogue.commands.signing import Named
from citizen_app.dialogue.forms_questions import VersionForm
from citizen_app.dialogue.models_minutes import SignerRole
from citizen_app.dialogue.words_minutes import OUTCOME_LABELS
from citizen_app.feedback.checking import MASK, Decisions, decisions_of, findings_in
from citizen_app.feedback.findings_field import FindingsField
from citizen_app.wards.models import Ward

LONG = Length(max=10_000, message=_l("Please use no more than 10,000 letters."))
MAIL = Email(_l("This e-mail address is not complete. An example: ten@vidu.vn"))
MASK_ALL = "mask_all"
MOST_ATTENDED = 1_000_000


class AnswerForm(VersionForm):
    """What was answered to a question, and what becomes of it."""

    answer = TextAreaField(
        _l("What was answered"),
        description=_l("In short, as it was said. No names or phone numbers of residents."),
        validators=[LONG],
        filters=[clean],
    )
    outcome = RadioField(
        _l("What becomes of it"),
        choices=choices(
            [*OUTCOME_LABELS.items(), ("", _l("Not answered in the session, or still open"))]
        ),
        default="",
    )
    promise = TextAreaField(
        _l("What will be done"),
        description=_l("It becomes a commitment that everyone can follow."),
        validators=[Length(max=500, message=_l("Please use no more than 500 letters."))],
        filters=[clean],
    )
    department = SelectField(_l("Department that does it"), validators=[Optional()])
    head = SelectField(_l("Who answers for it"), validators=[Optional()])
    due_on = DateField(_l("Done by"), validators=[Optional()])
    passed_to = StringField(
        _l("Passed up to"),
        description=_l(
            "The body above the ward that decides, for example a department of the city"
        ),
        validators=[Length(max=200, message=_l("Please use no more than 200 letters."))],
        filters=[clean],
    )

    def offer(self, departments: Sequence[Any], people: Sequence[Any]) -> None:
        """Fill the lists of choices."""
        names = [(str(one.id), local_name(one)) for one in departments]
        self.department.choices = choices([("", _l("Please choose")), *names])
        heads = [(str(one.id), one.public_name) for one in people]
        self.head.choices = choices([("", _l("The head of the department")), *heads])

    def said(self, departments: Sequence[Any]) -> Outcome:
        """Return what was typed."""
        found = (one for one in departments if str(one.id) == self.department.data)
        return Outcome(
            answer=self.answer.data,
            outcome=self.outcome.data or "",
            promise=self.promise.data,
            due_on=self.due_on.data,
            department=next(found, None),
            head_id=int(self.head.data) if self.head.data else None,
            passed_to=self.passed_to.data,
        )


class RoomQuestionForm(BaseForm):
    """A question that was asked in the room."""

    key = HiddenField(validators=[check_key])
    text = TextAreaField(
        _l("The question"),
        description=_l("In short, without the asker's name"),
        validators=[
            DataRequired(_l("Please write the question.")),
            Length(max=1000, message=_l("Please use no more than 1,000 letters.")),
        ],
        filters=[clean],
    )
    answer = TextAreaField(_l("What was answered"), validators=[LONG], filters=[clean])
    neighbourhood = SelectField(_l("Neighbourhood"), validators=[Optional()])

    @classmethod
    def fresh(cls) -> Any:
        """Return the form as posted, or empty with a key of its own."""
        return cls.of_request(key=secrets.token_urlsafe(24))

    def offer(self, neighbourhoods: Sequence[Any]) -> None:
        """Fill the list of neighbourhoods."""
        names = [(str(one.id), one.name) for one in neighbourhoods]
        self.neighbourhood.choices = choices([("", _l("Not known")), *names])


class RestForm(VersionForm):
    """Who took part, what was concluded, where the recording is."""

    present = TextAreaField(
        _l("Who took part for the authorities and the organisations"),
        description=_l("One a line: office, and the name where it matters"),
        validators=[LONG],
        filters=[clean],
    )
    attended = IntegerField(
        _l("How many residents came"),
        description=_l("Only where nobody was checked in at the door"),
        validators=[Optional(), NumberRange(0, MOST_ATTENDED, _l("A number, please."))],
    )
    conclusions = TextAreaField(_l("Conclusions of the chair"), validators=[LONG], filters=[clean])
    recording_link = StringField(
        _l("Video or audio of the session"),
        description=_l("Begins with https://"),
        validators=[Length(max=300, message=_l("Please use no more than 300 letters."))],
        filters=[clean],
    )

    def rest(self) -> Rest:
        """Return what was typed."""
        return Rest(
            present=self.present.data,
            attended=self.attended.data,
            conclusions=self.conclusions.data,
            recording_link=self.recording_link.data,
        )


def _name(label: Any) -> StringField:
    too_long = Length(max=120, message=_l("Please use no more than 120 letters."))
    return StringField(label, validators=[too_long], filters=[clean])


def _email() -> EmailField:
    return EmailField(_l("E-mail"), validators=[Optional(), MAIL, Length(max=254)], filters=[clean])


class SignersForm(VersionForm):
    """Who signs. Somebody without an account has a name, and an e-mail address or a printed slip."""

    chair = SelectField(_l("Chair"), validators=[Optional()])
    chair_name = _name(_l("Name of the chair"))
    chair_email = _email()
    secretary = SelectField(_l("Secretary"), validators=[Optional()])
    secretary_name = _name(_l("Name of the secretary"))
    secretary_email = _email()
    front = SelectField(_l("Fatherland Front"), validators=[Optional()])
    front_name = _name(_l("Name for the Fatherland Front"))
    front_email = _email()
    resident_1_name = _name(_l("Name of the first resident"))
    resident_1_email = _email()
    resident_2_name = _name(_l("Name of the second resident"))
    resident_2_email = _email()

    OFFICES = (SignerRole.CHAIR, SignerRole.SECRETARY, SignerRole.FRONT)

    def offer(self, people: dict[str, Sequence[Any]]) -> None:
        """Fill the lists of staff for each office."""
        for role in self.OFFICES:
            names = [(str(one.id), one.public_name) for one in people[role]]
            self[role].choices = choices([("", _l("Somebody without an account")), *names])

    def named(self) -> list[Named]:
        """Return who was named, in the order of signing."""
        found = [self._office(role) for role in self.OFFICES]
        for number in (1, 2):
            name = self[f"resident_{number}_name"].data
            email = self[f"resident_{number}_email"].data
            found.append(Named(role=SignerRole.RESIDENT, name=name, email=email) if name else None)
        return [one for one in found if one is not None]

    def _office(self, role: SignerRole) -> Named | None:
        chosen = self[role].data
        if chosen:
            labels = {choice.value: str(choice.label) for choice in self[role].choices}
            return Named(role=role, name=labels[chosen], account_id=int(chosen))
        name = self[f"{role}_name"].data
        return Named(role=role, name=name, email=self[f"{role}_email"].data) if name else None


class FoundForm(BaseForm):
    """A step before which personal data in texts are masked or kept on purpose."""

    personal_data = FindingsField()
    decisions: Decisions = Decisions({})

    def look(self, ward: Ward, texts: Sequence[str]) -> None:
        """Look for personal data in texts, and take over what was decided about it."""
        mask_all = MASK_ALL in request.form
        self.decisions = decisions_of(request.form)
        if mask_all:
            everything = {one.key: MASK for one in findings_in(ward, *texts)}
            self.decisions = Decisions(everything)
        numbered = {str(number): text for number, text in enumerate(texts)}
        self.personal_data.show(ward, numbered, self.decisions)
        self.personal_data.was_masked = False
        self.comes_back = mask_all

    comes_back = False

    def validate(self, extra_validators: Any = None) -> bool:
        """Come back once after "mask all", so that somebody looks before it is done."""
        return not self.comes_back and super().validate(extra_validators)


class SendForm(FoundForm):
    """Sending minutes to be signed; `seen` is the essence of what stood on the page."""

    seen = HiddenField()


class PublishForm(FoundForm):
    """Publishing results; `number` is the version that stood on the page."""

    number = HiddenField()
    late_reason = TextAreaField(
        _l("Why do the results come late?"),
        description=_l("Everyone reads it beside the results."),
        validators=[Length(max=1000, message=_l("Please use no more than 1,000 letters."))],
        filters=[clean],
    )
    missing_reason = TextAreaField(
        _l("Why are they published without every signature?"),
        description=_l("Everyone reads it beside the minutes."),
        validators=[Length(max=1000, message=_l("Please use no more than 1,000 letters."))],
        filters=[clean],
    )


class ReasonForm(BaseForm):
    """Why published minutes are corrected."""

    reason = TextAreaField(
        _l("Why are the published minutes corrected?"),
        description=_l("Everyone reads it beside the new version."),
        validators=[
            DataRequired(_l("Please say why; everyone reads it.")),
            Length(max=1000, message=_l("Please use no more than 1,000 letters.")),
        ],
        filters=[clean],
    )


class SignForm(BaseForm):
    """Signing or objecting; `number` is the version that was read."""

    number = HiddenField()
    text = TextAreaField(
        _l("What you do not agree with"),
        description=_l("Everyone reads it with the minutes. Please leave out phone numbers."),
        validators=[Length(max=3000, message=_l("Please use no more than 3,000 letters."))],
        filters=[clean],
    )

    @property
    def seen(self) -> int:
        """Return the version that was read; 0, which none has, when the form does not say."""
        typed = self.number.data or ""
        return int(typed) if typed.isdigit() and len(typed) < 10 else 0


class OpenLinkForm(BaseForm):
    """Code and PIN of a printed slip."""

    code = StringField(_l("Code"), validators=[DataRequired(_l("Please type the code."))])
    pin = StringField(_l("PIN"), validators=[DataRequired(_l("Please type the PIN."))])
