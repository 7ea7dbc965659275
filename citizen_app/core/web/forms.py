"""The base of every form: Vietnamese messages, clean text, errors from commands put at their field."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel.speaklater import LazyString
from wtforms import Form, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import gettext
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc

# What WTForms itself says, so that the extraction finds it.
WTFORMS_MESSAGES = (
    _l("This field is required."),
    _l("Invalid email address."),
    _l("Not a valid choice."),
    _l("Not a valid integer value."),
    _l("Not a valid date value."),
    _l("Invalid input."),
)


class Translations:
    """Hands WTForms' own messages to our catalogue."""

    def gettext(self, string: str) -> str:
        return str(gettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(gettext(singular if n == 1 else plural))


class BaseForm(Form):
    """A form of this site. Protection against forged requests is in core/web/origin.py."""

    class Meta:
        def get_translations(self, form: Form) -> Translations:
            return Translations()

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            return field.widget(field, **{**(field.render_kw or {}), **render_kw})

    @classmethod
    def of_request(cls, **data: Any) -> Any:
        """Return the form filled with what was posted (files too), or with `data` on a GET."""
        posted = None
        if request.method == "POST":
            posted = request.form.copy()
            for name in request.files:
                posted.setlist(name, request.files.getlist(name))  # type: ignore[arg-type]
        return cls(posted, data=data)

    def accepts(self) -> bool:
        """Return whether this is a POST whose fields are all right."""
        return request.method == "POST" and self.validate()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field; messages become plain text in the reader's language."""
        right = bool(super().validate(extra_validators))
        for field in self:
            # Pages take a message for a list of messages unless it is plain text.
            if any(isinstance(error, LazyString) for error in field.errors):
                field.errors = [str(error) for error in field.errors]
        return right

    def put_error(self, error: Invalid) -> None:
        """Show a command's objection at its field, or above the form."""
        field = self._fields.get(error.field)
        if field is None:
            self.form_errors.append(str(error.message))
        else:
            field.errors = [*field.errors, str(error.message)]


def clean(text: str | None) -> str:
    """Return typed text in one normal form without outer spaces: for a field's `filters`."""
    return nfc(text or "").strip()


def line(label: Any, most: int, hint: Any = "", *, required: Any = None) -> StringField:
    """Return a short text; `required` is what to say when it is missing, without it there need be none."""
    message = _l("Please use no more than %(most)s letters.", most=most)
    needed = [DataRequired(required)] if required else []
    return StringField(
        label,
        description=hint,
        validators=[*needed, Length(max=most, message=message)],
        filters=[clean],
    )


def choices(pairs: list[tuple[Any, Any]]) -> list[SelectChoice]:
    """Return (value, label) pairs as WTForms wants them."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]
