"""What staff fill in to decide about questions, to prepare answers, to decide objections."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from citizen_app.core.i18n import language, local_name
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.dialogue.grounds import grounds
from citizen_app.feedback.checked import Checking
from citizen_app.feedback.findings_field import FindingsField
from citizen_app.wards.models import Ward

LONG = Length(max=5000, message=_l("Please use no more than 5,000 letters."))
FEW_WORDS = _l("Please write a few words.")


class VersionForm(BaseForm):
    """A form that carries the version which the officer saw."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """Return the version that stood on the page; 0, which nothing has, when there was none."""
        typed = self.version.data or ""
        return int(typed) if typed.isdigit() and len(typed) < 10 else 0


class ApproveForm(Checking, VersionForm):
    """What everyone reads of a question."""

    public_text = TextAreaField(
        _l("Words that everyone reads"),
        description=_l("Take out names and phone numbers. The asker's own words stay in the file."),
        validators=[DataRequired(_l("Please leave the words that everyone may read.")), LONG],
        filters=[clean],
    )
    personal_data = FindingsField()
    category = SelectField(_l("Field"), validators=[DataRequired(_l("Please choose a field."))])

    checked = ("public_text",)

    def offer(self, ward: Ward, categories: Any) -> None:
        """Fill the list of fields, and look for personal data in the words."""
        self.check_for(ward)
        tops = [(c.code, local_name(c)) for c in categories if c.parent_id is None]
        self.category.choices = choices([("", _l("Choose a field")), *tops])


class RefuseForm(VersionForm):
    """Why a question is not shown."""

    ground = SelectField(_l("Ground"), validators=[DataRequired(_l("Please choose a ground."))])
    explanation = TextAreaField(
        _l("Explanation"),
        description=_l("The asker reads it, with the ground and what can be done instead."),
        validators=[DataRequired(FEW_WORDS), LONG],
        filters=[clean],
    )

    def offer(self) -> None:
        """Fill the list of grounds."""
        english = language() == "en"
        pairs = [(g.code, g.name_en if english else g.name) for g in grounds().values()]
        self.ground.choices = choices([("", _l("Choose a ground")), *pairs])


class MergeForm(VersionForm):
    """Which question asks the same."""

    into = SelectField(
        _l("The question that asks the same"),
        validators=[DataRequired(_l("Please choose a question."))],
    )

    def offer(self, others: Any) -> None:
        """Fill the list of questions on the board."""
        pairs = [(q.code, f"{q.code}: {q.public_text[:80]}") for q in others]
        self.into.choices = choices([("", _l("Choose a question")), *pairs])


class AssignForm(VersionForm):
    """Which department prepares the answer."""

    department = SelectField(
        _l("Department that prepares the answer"),
        coerce=int,
        validators=[DataRequired(_l("Please choose a department."))],
    )

    def offer(self, departments: Any) -> None:
        """Fill the list of departments."""
        self.department.choices = choices([(d.id, local_name(d)) for d in departments])


class PrepareForm(Checking, VersionForm):
    """What the department wants to say."""

    text = TextAreaField(
        _l("What we want to say"),
        description=_l(
            "What was found, what will be done, by whom and by when. "
            "Staff only, until it is said at the session."
        ),
        validators=[DataRequired(FEW_WORDS), LONG],
        filters=[clean],
    )
    personal_data = FindingsField()

    checked = ("text",)


class DecideForm(Checking, VersionForm):
    """The decision about an objection."""

    shown = RadioField(
        _l("Decision"),
        choices=choices([("yes", _l("Show the question")), ("no", _l("The refusal stands"))]),
        validators=[DataRequired(_l("Please choose one."))],
    )
    public_text = TextAreaField(
        _l("Words that everyone reads, if it is shown"),
        description=_l("Take out names and phone numbers. The asker's own words stay in the file."),
        validators=[LONG],
        filters=[clean],
    )
    personal_data = FindingsField()
    decision = TextAreaField(
        _l("Reason"),
        description=_l("The asker and the ward read it."),
        validators=[DataRequired(FEW_WORDS), LONG],
        filters=[clean],
    )

    checked = ("public_text",)
