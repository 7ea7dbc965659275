"""Screening: the field, who may read the case, and the words that the public reads."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields import BooleanField
from wtforms.validators import DataRequired, Length

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import choices, clean
from citizen_app.feedback.findings_field import FindingsField
from citizen_app.feedback.forms_checked import CheckedForm
from citizen_app.feedback.forms_staff import LONG


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
