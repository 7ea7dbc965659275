"""Screening: the field, who may read the case and what the public reads; not for us, or somebody else's."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields import BooleanField
from wtforms.validators import DataRequired, Length, Optional

from citizen_app.core import clock
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import choices, clean
from citizen_app.feedback.findings_field import FindingsField
from citizen_app.feedback.forms_checked import CheckedForm
from citizen_app.feedback.forms_staff import LONG, explanation
from citizen_app.feedback.refusals import grounds_in_force


class ReceiveForm(CheckedForm):
    """Screening."""

    title = StringField(
        _l("Title for the public"),
        description=_l("One line that says what and where. No names."),
        validators=[DataRequired(_l("Please write a title.")), Length(max=200)],
        filters=[clean],
    )
    public_text = TextAreaField(
        _l("Words that the public reads"),
        description=_l(
            "Take out names, phone numbers and house numbers of people. "
            "The sender's own words stay in the file."
        ),
        validators=[DataRequired(_l("Please leave the words that the public may read.")), LONG],
        filters=[clean],
    )
    public_place = StringField(
        _l("Place that the public reads"),
        description=_l("A street or a landmark. Take out names and phone numbers."),
        validators=[Length(max=300)],
        filters=[clean],
    )
    personal_data = FindingsField()
    category = SelectField(_l("Field"), validators=[DataRequired(_l("Please choose a field."))])
    is_private = BooleanField(
        _l("Keep the case private"),
        description=_l(
            "When the sender asked for it, or when the law on personal data or secrets asks for it."
        ),
    )
    show_photos = BooleanField(
        _l("The photos may be public"),
        description=_l("Only when no face and no number plate can be made out."),
    )

    checked = ("title", "public_text", "public_place")

    def offer(self, case: Any) -> None:
        """Fill the list of fields, and look for personal data in what stands in the form."""
        super().offer(case)
        self._offer_fields(case)

    def _offer_fields(self, case: Any) -> None:
        groups: dict[str, Any] = {"": choices([("", _l("Choose a field"))])}
        tops = [c for c in case.categories if c.parent_id is None]
        groups |= {
            local_name(t): choices(
                [(c.code, local_name(c)) for c in case.categories if c.parent_id == t.id]
            )
            for t in tops
        }
        self.category.choices = {name: group for name, group in groups.items() if group}


class RefuseForm(CheckedForm):
    """Why the report is not accepted."""

    ground = SelectField(_l("Ground"), validators=[DataRequired(_l("Please choose a ground."))])
    explanation = explanation(
        _l("Explanation"),
        _l("Say why in plain words. Everyone reads it when the case is public: no names."),
    )
    personal_data = FindingsField()
    next_step = TextAreaField(
        _l("Where the sender can go instead"),
        description=_l("Leave it empty to send the usual words of the ground, listed above."),
        validators=[Optional(), LONG],
        filters=[clean],
    )

    checked = ("explanation", "next_step")

    def offer(self, case: Any) -> None:
        """Fill the list of grounds in force, and look for personal data in what stands in the form."""
        super().offer(case)
        grounds = [(ground.code, local_name(ground)) for ground in grounds_in_force(clock.today())]
        self.ground.choices = choices([("", _l("Choose a ground")), *grounds])


class ForwardBodyForm(CheckedForm):
    """Which body outside it goes to, and with which letter."""

    body = StringField(
        _l("Body"),
        validators=[DataRequired(_l("Please name the body.")), Length(max=200)],
        filters=[clean],
    )
    explanation = explanation(
        _l("Explanation"),
        _l(
            "Say to whom it went and with which letter. "
            "Everyone reads it when the case is public: no names."
        ),
    )
    letter = StringField(
        _l("Number and date of the letter"),
        description=_l("For example 125/UBND-VX, 27/11/2026. Leave it empty if there is none."),
        validators=[Length(max=80)],
        filters=[clean],
    )
    personal_data = FindingsField()
    checked = ("body", "explanation")
