"""What staff fill in, a form per step of the workflow."""

from __future__ import annotations

import re
from typing import Any

from wtforms import (
    HiddenField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import BaseForm, choices, clean

VERSION = re.compile(r"[0-9]{1,9}")
EVENT = re.compile(r"[0-9]{1,18}")
LONG = Length(max=10_000, message=_l("Please use no more than 10,000 letters."))


class StepForm(BaseForm):
    """A step with nothing to fill in but the version of the case that the officer saw."""

    version = HiddenField()
    # The newest event of the case that stood on the page, so that a stale form can say what came after.
    last_event = HiddenField()

    def offer(self, case: Any) -> None:
        """Fill the lists of choices from the case's ward."""

    @property
    def seen(self) -> int:
        """Return the version that stood on the page; 0, which no case has, when there was none."""
        return int(self.version.data) if VERSION.fullmatch(self.version.data or "") else 0

    @property
    def seen_event(self) -> int:
        """Return the newest event that stood on the page; 0 when the form does not say."""
        return int(self.last_event.data) if EVENT.fullmatch(self.last_event.data or "") else 0


def explanation(label: Any, hint: Any) -> TextAreaField:
    """Return a required long text."""
    return TextAreaField(
        label,
        description=hint,
        validators=[DataRequired(_l("Please write a few words.")), LONG],
        filters=[clean],
    )


class AssignForm(StepForm):
    """Who handles it."""

    department = SelectField(
        _l("Department"), coerce=int, validators=[DataRequired(_l("Please choose a department."))]
    )
    handler = SelectField(_l("Handling officer"), validators=[Optional()])

    def offer(self, case: Any) -> None:
        self.department.choices = choices([(d.id, local_name(d)) for d in case.free_departments])
        people = [
            (str(p.id), f"{p.public_name} – {p.title}" if p.title else p.public_name)
            for p in case.handlers
        ]
        nobody = _l("Choose the person") if case.is_confined else _l("The department will decide")
        self.handler.choices = choices([("", nobody), *people])


class ReturnForm(StepForm):
    """Why the draft goes back."""

    reason = explanation(
        _l("What has to be changed?"), _l("The author reads it; the public does not.")
    )


class AskForm(StepForm):
    """What the ward still needs to know."""

    question = explanation(
        _l("Question to the sender"), _l("Only the sender reads it. Ask one thing at a time.")
    )


class ForwardWardForm(StepForm):
    """Which ward it goes to."""

    ward = SelectField(_l("Ward"), validators=[DataRequired(_l("Please choose a ward."))])
    explanation = explanation(_l("Why is it that ward's?"), _l("The sender and that ward read it."))

    def offer(self, case: Any) -> None:
        others = [
            (w.code, w.full_name) for w in case.open_wards if w.id != case.report.holder_ward_id
        ]
        self.ward.choices = choices([("", _l("Choose a ward")), *others])


class NoteForm(BaseForm):
    """An internal note, and the colleagues whom it calls."""

    mention = SelectMultipleField(
        _l("Tell colleagues"),
        coerce=int,
        validators=[Optional()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    body = TextAreaField(
        _l("Internal note"),
        id="ghi-chu-moi",  # a step on the same page may have a field of this name
        description=_l("Only staff of the ward read it."),
        validators=[DataRequired(_l("Please write the note.")), LONG],
        filters=[clean],
    )
