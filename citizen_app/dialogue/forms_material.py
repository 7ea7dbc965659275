"""What staff fill in to give people something to read before a session."""

from __future__ import annotations

from wtforms import FileField, StringField
from wtforms.validators import DataRequired, Length

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, clean


class MaterialForm(BaseForm):
    """One file or one link."""

    title = StringField(
        _l("Title"),
        description=_l("What it is, in words that everyone understands."),
        validators=[
            DataRequired(_l("Please write a title.")),
            Length(max=200, message=_l("Please use no more than 200 letters.")),
        ],
        filters=[clean],
    )
    documents = FileField(
        _l("PDF file"),
        description=_l("Up to 10 MB. Please save Word files as PDF first."),
        render_kw={"accept": "application/pdf"},
    )
    link = StringField(
        _l("Or a link"),
        description=_l("Begins with https://"),
        validators=[Length(max=500, message=_l("Please use no more than 500 letters."))],
        filters=[clean],
    )
