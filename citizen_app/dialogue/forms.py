"""What residents fill in: a question for a session, an objection to a refusal."""

from __future__ import annotations

import re
from typing import Any

from wtforms import EmailField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length, Optional, ValidationError

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import BaseForm, choices, clean

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
PHONE = re.compile(r"(\+84|0)\d{9,10}")


class AskForm(BaseForm):
    """A question."""

    key = HiddenField()
    sure = HiddenField()
    text = TextAreaField(
        _l("Your question"),
        description=_l("One matter, in your own words. Please leave out names of other people."),
        validators=[
            DataRequired(_l("Please write your question.")),
            Length(
                min=10,
                max=1000,
                message=_l("Please write at least 10 letters, and no more than 1,000."),
            ),
        ],
        filters=[clean],
    )
    category = SelectField(
        _l("Field"),
        description=_l("Leave it open if you are not sure: the ward will choose."),
        validators=[Optional()],
    )
    neighbourhood = SelectField(_l("Neighbourhood"), validators=[Optional()])
    name = StringField(
        _l("Your name"),
        description=_l("Only the officers who prepare the session see your name."),
        validators=[Length(max=120, message=_l("Please use no more than 120 letters."))],
        filters=[clean],
    )
    phone = StringField(
        _l("Phone number"),
        description=_l("Only so that the ward can ask you back. Never shown in public."),
        filters=[lambda typed: re.sub(r"[\s.\-()]", "", typed or "")],
    )
    email = EmailField(
        _l("E-mail"),
        description=_l("We tell you there what becomes of your question. Never shown in public."),
        validators=[
            Optional(),
            Email(_l("This e-mail address is not complete. An example: ten@vidu.vn")),
        ],
        filters=[clean],
    )
    website = StringField(_l("Leave this empty"), validators=[Length(max=0)])

    def offer(self, categories: Any, neighbourhoods: Any) -> None:
        """Fill the lists of fields (the upper level) and neighbourhoods."""
        tops = [(c.code, local_name(c)) for c in categories if c.parent_id is None]
        self.category.choices = choices([("", _l("The ward will choose")), *tops])
        names = [(str(n.id), n.name) for n in neighbourhoods]
        self.neighbourhood.choices = choices([("", _l("I do not know")), *names])

    def validate_phone(self, field: Any) -> None:
        """Accept a Vietnamese number in any common way of writing it."""
        if field.data and not PHONE.fullmatch(field.data):
            raise ValidationError(_l("This phone number is not complete. An example: 0901 234 567"))

    def validate_key(self, field: Any) -> None:
        """Refuse a page that was tampered with."""
        if not KEY.fullmatch(field.data or ""):
            raise ValidationError(_l("Please open the page again and send once more."))


class AppealForm(BaseForm):
    """An objection to a refusal."""

    text = TextAreaField(
        _l("Why should the question be shown?"),
        description=_l("The Fatherland Front and the People's Council, who supervise, read it."),
        validators=[
            DataRequired(_l("Please say why the question should be shown.")),
            Length(max=2000, message=_l("Please use no more than 2,000 letters.")),
        ],
        filters=[clean],
    )
