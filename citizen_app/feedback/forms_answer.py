"""What an officer writes in the answer's editor, and what a leader settles on the page of approval."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import BooleanField
from wtforms.validators import Length, Optional

from citizen_app.core import clock
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import choices, clean
from citizen_app.feedback.forms_staff import LONG, StepForm

NUMBER = re.compile(r"[0-9]{1,9}")
CAPTION, REMOVE = "caption-", "remove-"
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,43}")
NOW, LATER = "now", "later"


class AnswerForm(StepForm):
    """The answer as far as it is written; nothing is required until it goes to a leader."""

    work_version = HiddenField()
    template = SelectField(_l("Text to start from"), validators=[Optional()])
    body = TextAreaField(
        _l("Answer"),
        description=_l("Say what was found, what was done or will be done, by whom and by when."),
        validators=[LONG],
        filters=[clean],
    )
    is_fixed = BooleanField(
        _l("The matter itself is put right"),
        description=_l(
            "Tick it only if you have seen it. Answered and fixed are two different things."
        ),
    )
    before = MultipleFileField(
        _l("Photos before the work"), description=_l("Up to 5 photos at a time.")
    )
    after = MultipleFileField(
        _l("Photos after the work"),
        description=_l("Up to 5 photos at a time. No face and no number plate may be made out."),
    )
    documents = MultipleFileField(
        _l("Documents"),
        description=_l(
            "PDF files, up to 5 at a time. Everyone can open them when the case is public: "
            "no personal data inside."
        ),
        render_kw={"accept": "application/pdf"},
    )
    promise_text = TextAreaField(
        _l("What is promised?"),
        description=_l("One sentence: what will be done, and where. Everyone can follow it."),
        validators=[Length(max=500, message=_l("Please use no more than 500 letters."))],
        filters=[clean],
    )
    promise_due = DateField(
        _l("By when?"),
        description=_l("A working day to come."),
        validators=[Optional()],
    )

    def offer(self, case: Any) -> None:
        """Fill the list of texts to start from; `case` is the list."""
        texts = [(one.code, one.title) for one in case]
        self.template.choices = choices([("", _l("Choose a text")), *texts])

    @property
    def work_seen(self) -> int:
        """Return the version of the kept work that stood on the page, 0 for none."""
        typed = self.work_version.data or ""
        return int(typed) if NUMBER.fullmatch(typed) else 0


def captions_of(posted: Any) -> dict[str, str]:
    """Return the captions that were typed, by the photo's token."""
    return {
        name.removeprefix(CAPTION): value
        for name, value in posted.items()
        if name.startswith(CAPTION) and TOKEN.fullmatch(name.removeprefix(CAPTION))
    }


def removed_of(posted: Any) -> frozenset[str]:
    """Return the tokens of the photos that are to go."""
    return frozenset(name.removeprefix(REMOVE) for name in posted if name.startswith(REMOVE))


class MomentForm(StepForm):
    """When an approved answer is published, in the ward's time."""

    publish_day = DateField(_l("Day"), validators=[Optional()])
    publish_time = TimeField(_l("Time"), validators=[Optional()])

    @property
    def moment(self) -> dt.datetime:
        """Return the moment that was chosen, or raise Invalid where part of it is missing."""
        day, time = self.publish_day.data, self.publish_time.data
        if day is None:
            raise Invalid("publish_day", _l("Please choose a day."))
        if time is None:
            raise Invalid("publish_time", _l("Please choose a time, for example 08:00."))
        return dt.datetime.combine(day, time, clock.zone())


class ApproveForm(MomentForm):
    """Publish at once, or at a set time."""

    when = RadioField(
        _l("When is it published?"),
        choices=choices([(NOW, _l("At once")), (LATER, _l("At a set time"))]),
        default=NOW,
    )
