"""What staff fill in about a commitment."""

from __future__ import annotations

import re
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import BaseForm, choices, clean

VERSION = re.compile(r"[0-9]{1,9}")


class CommitmentForm(BaseForm):
    """A step with nothing to fill in but the version that was seen."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """Return the version that stood on the page; 0, which none has, when there was none."""
        return int(self.version.data) if VERSION.fullmatch(self.version.data or "") else 0


AFTER_HINT = _l(
    "Photos (JPG, PNG, WEBP, HEIC) or PDF, up to 5 at a time. No face and no number plate may be made out."
)
CHECKED = _l("What looks like personal data stays on purpose")
FILES = {"accept": "image/*,application/pdf,.pdf"}


class EvidenceForm(CommitmentForm):
    """What shows the work; photos before it are for comparison."""

    after = MultipleFileField(
        _l("Photos or files after the work"), description=AFTER_HINT, render_kw=FILES
    )
    before = MultipleFileField(
        _l("Photos before the work"), description=_l("Up to 5 photos at a time.")
    )
    shows_documents = BooleanField(
        _l("Everyone may open the PDF files"),
        description=_l("Only when they name no resident. Without it only the ward opens them."),
    )


class DoneForm(EvidenceForm):
    """What was done."""

    outcome = TextAreaField(
        _l("What was done?"),
        description=_l(
            "Where, when and by whom; what people can go and see. No names of residents."
        ),
        # That it is not empty, the command checks: the files that came with it are kept all the same.
        validators=[Length(max=2000, message=_l("Please use no more than 2,000 letters."))],
        filters=[clean],
    )

    is_checked = BooleanField(CHECKED)


class MilestoneForm(CommitmentForm):
    """A step on the way."""

    title = StringField(
        _l("What is reached by then?"),
        validators=[
            DataRequired(_l("Please say what is to be reached.")),
            Length(max=200, message=_l("Please use no more than 200 letters.")),
        ],
        filters=[clean],
    )
    due_on = DateField(
        _l("By which day?"),
        validators=[DataRequired(_l("Please choose a day, as day, month and year."))],
    )


class DisputeForm(CommitmentForm):
    """What a leader says to somebody who does not agree, and what everyone reads of their words."""

    answer = TextAreaField(
        _l("Your answer"),
        description=_l("The asker is told; everyone reads it. No names of residents."),
        validators=[
            DataRequired(_l("Please write the answer.")),
            Length(max=2000, message=_l("Please use no more than 2,000 letters.")),
        ],
        filters=[clean],
    )
    public_text = TextAreaField(
        _l("What everyone reads of the asker's words"),
        description=_l(
            "Take out whatever tells who it is. Leave it empty, and the dispute is only counted."
        ),
        validators=[Length(max=2000, message=_l("Please use no more than 2,000 letters."))],
        filters=[clean],
    )
    is_checked = BooleanField(CHECKED)


class VoiceForm(BaseForm):
    """What one of those who asked says of a report that it is done."""

    verdict = RadioField(
        _l("Is it really done?"),
        choices=choices(
            [
                ("confirmed", _l("Yes, it is done")),
                ("disputed", _l("No, it is not done, or not as promised")),
            ]
        ),
        validators=[DataRequired(_l("Please choose one of the two."))],
    )
    text = TextAreaField(
        _l("If not: what is missing?"),
        description=_l(
            "Only the ward reads it. A leader has to answer, and may show your words without your name."
        ),
        validators=[Length(max=2000, message=_l("Please use no more than 2,000 letters."))],
        filters=[clean],
    )
    photos = MultipleFileField(
        _l("Photos of how it is now"), description=_l("Up to 5 photos. Only the ward sees them.")
    )


class MakeForm(BaseForm):
    """A promise that is made by hand."""

    key = HiddenField(validators=[DataRequired()])
    text = TextAreaField(
        _l("What is promised?"),
        description=_l(
            "One thing that people can go and see, in one sentence. No names of residents."
        ),
        validators=[
            DataRequired(_l("Please say what is promised.")),
            Length(max=500, message=_l("Please use no more than 500 letters.")),
        ],
        filters=[clean],
    )
    due_on = DateField(
        _l("By which day?"),
        description=_l("A working day after today."),
        validators=[DataRequired(_l("Please choose a day, as day, month and year."))],
    )
    department = SelectField(_l("Department"), coerce=int)
    head = SelectField(
        _l("In charge"), description=_l("Gets the reminders before and after the day."), coerce=int
    )
    is_public = BooleanField(_l("Everyone may read it"), default=True)
    is_checked = BooleanField(CHECKED)

    def offer(self, departments: Any, people: Any) -> None:
        """Fill the lists of departments and of those who may be in charge."""
        names = [(one.id, local_name(one)) for one in departments]
        self.department.choices = choices([(0, _l("None")), *names])
        self.head.choices = choices(
            [(0, _l("Nobody yet")), *((p.id, p.public_name) for p in people)]
        )


class DateWishForm(CommitmentForm):
    """Another date, and why."""

    wanted = DateField(
        _l("New date"),
        validators=[DataRequired(_l("Please choose a day, as day, month and year."))],
    )
    reason = TextAreaField(
        _l("Why can the date not be kept?"),
        description=_l("Everyone reads it beside the new date when it is agreed to."),
        validators=[
            DataRequired(_l("Please give the reason.")),
            Length(max=500, message=_l("Please use no more than 500 letters.")),
        ],
        filters=[clean],
    )
