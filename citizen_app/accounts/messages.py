"""What this feature writes to people, and how it leaves the house.

A code or a link must be in no event and in no queue, so these messages go out directly, right after
the commit. A message that could not be sent is logged; the page offers to send another one.
"""

from __future__ import annotations

import logging
from smtplib import SMTPException

from citizen_app.accounts.contacts import Address
from citizen_app.accounts.models import Account
from citizen_app.accounts.surroundings import mail, sms
from citizen_app.core.db import after_commit
from citizen_app.core.events import place_of
from citizen_app.core.i18n import date_text, force_locale
from citizen_app.core.i18n import gettext as _
from citizen_app.core.transports.messages import Message
from citizen_app.core.web.addresses import whole_address

log = logging.getLogger(__name__)


def send_later(address: Address, subject: str, body: str) -> None:
    """Send a message once the change is stored."""
    message = Message(to=address.value, subject=subject, body=body)
    transport = mail() if address.kind == "email" else sms()

    def send() -> None:
        try:
            transport.send(message)
        except (OSError, SMTPException) as error:
            log.warning("a message about an account was not sent: %s", place_of(error))

    after_commit(send)


def send_code(address: Address, code: str, *, minutes: int) -> None:
    """Send a one-time code to a contact."""
    lines = [
        _("Your code for Lắng Nghe is %(code)s.", code=code),
        _(
            "It is valid for %(minutes)s minutes. Nobody from the office will ask you for it.",
            minutes=minutes,
        ),
        _("If you did not ask for a code, you need not do anything."),
    ]
    send_later(address, _("Your code for Lắng Nghe: %(code)s", code=code), "\n".join(lines))


def send_already_known(address: Address, code: str, *, minutes: int) -> None:
    """Tell the owner of a contact that it opens an account already, with a code to sign in."""
    lines = [
        _("Somebody, probably you, wanted to open an account here. You have one already."),
        _(
            "To sign in, type this code: %(code)s. It is valid for %(minutes)s minutes.",
            code=code,
            minutes=minutes,
        ),
        _("If this was not you, you need not do anything. Nothing has changed."),
    ]
    send_later(address, _("You already have an account at Lắng Nghe"), "\n".join(lines))


def send_unknown(address: Address) -> None:
    """Tell somebody who asked for a code that there is no account yet."""
    lines = [
        _("Somebody, probably you, wanted to sign in here. There is no account with this contact."),
        _("You can open one here: %(url)s", url=whole_address("accounts.resident_sign_up")),
        _("If this was not you, you need not do anything."),
    ]
    send_later(address, _("There is no account with this contact"), "\n".join(lines))


def send_taken(address: Address) -> None:
    """Tell the owner of a contact that somebody wanted to add it to another account."""
    lines = [
        _("Somebody wanted to add this contact to another account. It has one already."),
        _("If this was you, sign in with this contact and remove it there first."),
        _("If this was not you, you need not do anything. Nothing has changed."),
    ]
    send_later(address, _("This contact belongs to an account already"), "\n".join(lines))


def send_invitation(account: Account, token: str, *, expires_at: object) -> None:
    """Send a member of staff the link by which they set up their account."""
    with force_locale(account.language):
        body = "\n".join(
            [
                _("Dear %(name)s,", name=account.public_name),
                "",
                _("An account on the staff pages of Lắng Nghe is ready for you."),
                _("Choose your password here: %(url)s", url=invitation_url(token)),
                _("The link works once, until %(date)s.", date=date_text(expires_at)),  # type: ignore[arg-type]
                "",
                _("After that you need an authenticator app on your phone for the second step."),
            ]
        )
        send_later(Address("email", account.email), _("Your account on the staff pages"), body)


def invitation_url(token: str) -> str:
    """Return the address at which an invitation is accepted."""
    return whole_address("accounts.accept_invitation", token=token)
