"""Notices as texts: a template per notice, its first line the subject.

A template `x.txt` may have a short twin `x.sms.txt` for SMS and Zalo: one line, no subject. Without
one the subject goes out alone, for it says what happened.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from flask import current_app
from jinja2 import TemplateNotFound

from citizen_app.core.db import db
from citizen_app.core.events import Event, place_of
from citizen_app.core.i18n import force_locale
from citizen_app.core.transports.channels import Channel, transport_of
from citizen_app.core.transports.messages import Message
from citizen_app.core.web.addresses import whole_address
from citizen_app.notices.commands import Recipient, send_notice

log = logging.getLogger(__name__)
# Letters with diacritics travel 67 to a part; a network charges each part as a message of its own.
MOST_IN_SHORT = 3 * 67


def mail_notices(
    event: Event, recipients: Iterable[Recipient], template: str, **context: Any
) -> None:
    """Send `template` to each recipient by their channel, each on its own.

    One that fails holds up no other. The first failure is raised in the end, so that the handler is
    tried again; it then passes over those who have their notice.
    """
    failures = []
    for recipient in list(recipients):
        try:
            send_notice(
                event,
                recipient,
                channel=recipient.channel,
                template=template,
                write=partial(_message, recipient, template, context),
                transport=transport_of(recipient.channel),
            )
        except Exception as error:  # a server may answer one address with whatever it likes
            db.session.rollback()
            log.warning("a notice of event %s was not sent: %s", event.id, place_of(error))
            failures.append(error)
    if failures:
        raise failures[0]


def _message(recipient: Recipient, template: str, context: dict[str, Any]) -> Message:
    """Render `template` in the recipient's language.

    The worker answers no request, so templates of mails get `address` in place of `url_for`.
    """
    with force_locale(recipient.language):
        if recipient.channel == Channel.EMAIL:
            text = _render(template, recipient, context)
            subject, _, body = text.strip().partition("\n")
            unsubscribe = recipient.unsubscribe
            return Message(
                recipient.address, subject.strip(), body.strip() + "\n", unsubscribe=unsubscribe
            )
        return Message(recipient.address, "", short_text(template, recipient, context))


def short_text(template: str, recipient: Recipient, context: dict[str, Any]) -> str:
    """Return a notice as one line."""
    try:
        text = _render(template.removesuffix(".txt") + ".sms.txt", recipient, context)
    except TemplateNotFound:
        text = _render(template, recipient, context).strip().partition("\n")[0]
    return " ".join(text.split())


def _render(template: str, recipient: Recipient, context: dict[str, Any]) -> str:
    return current_app.jinja_env.get_template(template).render(
        address=whole_address, unsubscribe=recipient.unsubscribe, **context
    )
