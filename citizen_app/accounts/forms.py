"""Forms: shape and messages only. Whether contact and password are right, the commands say."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, clean

MOST = 200


TOO_LONG: Any = _l("This is too long.")
NO_CODE: Any = _l("Type the code.")


def text_field(label: Any, empty: Any, *, description: Any = "") -> StringField:
    """Return a line of text that must be filled in."""
    checks = [InputRequired(empty), Length(max=254, message=TOO_LONG)]
    return StringField(label, checks, [clean], description)


def password_field(label: Any, empty: Any = None, *, description: Any = "") -> PasswordField:
    """Return a password, shown as dots; without `empty` it may be left out."""
    checks = [InputRequired(empty)] if empty else []
    return PasswordField(
        label, [*checks, Length(max=MOST, message=TOO_LONG)], description=description
    )


def code_field(label: Any, description: Any = "") -> StringField:
    """Return a code that was sent or that an app shows."""
    checks = [InputRequired(NO_CODE), Length(max=40, message=TOO_LONG)]
    return StringField(label, checks, [clean], description)


NEW_PASSWORD_HINT = _l("At least 10 characters. Three or four words in a row are easy to remember.")
CONTACT = _l("E-mail address or mobile number")
NO_CONTACT = _l("Type your e-mail address or mobile number.")


class SignUpForm(BaseForm):
    """A new resident: a name and one contact, nothing more."""

    name = text_field(
        _l("Your name"),
        _l("Type your name."),
        description=_l(
            "As the ward should address you. It is not shown in public unless you ask for it."
        ),
    )
    contact = text_field(
        CONTACT,
        NO_CONTACT,
        description=_l("We send a code there now, and later the news about your reports."),
    )
    password = password_field(_l("Password"), description=NEW_PASSWORD_HINT)
    tiep = HiddenField()


class SignInForm(BaseForm):
    """A resident by password, or by a code when no password is typed."""

    contact = text_field(CONTACT, NO_CONTACT)
    password = password_field(
        _l("Password"), description=_l("Leave this empty and we send you a code instead.")
    )
    tiep = HiddenField()


class CodeForm(BaseForm):
    """A code that was sent."""

    code = code_field(_l("Code of 6 figures"))


class StaffSignInForm(BaseForm):
    """Staff: e-mail and password; the second factor comes next."""

    contact = text_field(_l("Work e-mail address"), _l("Type your e-mail address."))
    password = password_field(_l("Password"), _l("Type your password."))
    tiep = HiddenField()


class SecondFactorForm(BaseForm):
    """The second step."""

    code = code_field(
        _l("Code"), _l("6 figures from the app on your phone, or one of your recovery codes.")
    )
    tiep = HiddenField()


class SecondFactorSetupForm(BaseForm):
    """The first code of a new device; `sealed` carries the encrypted secret of the page."""

    sealed = HiddenField()
    code = code_field(_l("Code of 6 figures from the app"))


class InvitationForm(BaseForm):
    """The password of an invited person."""

    password = password_field(
        _l("New password"), _l("Type a password."), description=NEW_PASSWORD_HINT
    )


class PasswordForm(BaseForm):
    """Set or change one's own password."""

    password = password_field(_l("Current password"))
    new_password = password_field(
        _l("New password"), _l("Type a new password."), description=NEW_PASSWORD_HINT
    )


class NameForm(BaseForm):
    """One's own name."""

    name = text_field(_l("Your name"), _l("Type your name."))


class ContactForm(BaseForm):
    """A further contact."""

    contact = text_field(CONTACT, NO_CONTACT)


class EraseForm(BaseForm):
    """The word that confirms the erasing."""

    word = text_field(_l("Type the word to confirm"), _l("Type the word to confirm."))
