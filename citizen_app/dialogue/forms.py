"""What residents fill in: a question for a session, an objection to a refusal."""

from __future__ import annotations

from typing import Any

from wtforms import (
    EmailField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length, Optional

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.core.web.typed import check_key, check_phone
from citizen_app.dialogue.commands.asking import Asking
from citizen_app.dialogue.fields import TEXT_RULES


class AskForm(BaseForm):
    """A question."""

    key = HiddenField(validators=[check_key])
    # What the asker was shown before: similar questions, and where a matter like this one goes.
    sure = HiddenField()
    heeded = HiddenField()
    text = TextAreaField(
        _l("Your question"),
        description=_l("One matter, in your own words. Please leave out names of other people."),
        validators=TEXT_RULES,
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
        description=_l(
            "Without an e-mail address we tell you by SMS what becomes of your question. "
            "Never shown in public."
        ),
        validators=[check_phone],
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

    def asking(self, categories: Any, neighbourhoods: Any) -> Asking:
        """Return what was typed, as the command takes it."""
        return Asking(
            key=self.key.data,
            text=self.text.data,
            category=next((c for c in categories if c.code == self.category.data), None),
            neighbourhood=next(
                (n for n in neighbourhoods if str(n.id) == self.neighbourhood.data), None
            ),
            name=self.name.data,
            email=self.email.data,
            phone=self.phone.data,
        )


class CounterAskForm(AskForm):
    """A question that a clerk takes down for somebody."""

    text = TextAreaField(
        _l("The question"),
        description=_l("One matter, in the person's own words."),
        validators=TEXT_RULES,
        filters=[clean],
    )
    name = StringField(
        _l("Name of the asker"),
        validators=[Length(max=120, message=_l("Please use no more than 120 letters."))],
        filters=[clean],
    )


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
