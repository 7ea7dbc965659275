"""Notices by e-mail: a text template per notice, its first line the subject."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from flask import current_app

from citizen_app.core.db import db
from citizen_app.core.events import Event, place_of
from citizen_app.core.i18n import force_locale
from citizen_app.core.transports.messages import Message
from citizen_app.core.web.addresses import whole_address
from citizen_app.notices.commands import Recipient, send_notice

log = logging.getLogger(__name__)


def mail_notices(
    event: Event, recipients: Iterable[Recipient], template: str, **context: Any
) -> None:
    """Mail `template` to each recipient, each on its own.

    One that fails holds up no other. The first failure is raised in the end, so that the handler is
    tried again; it then passes over those who have their mail.
    """
    failures = []
    for recipient in list(recipients):
        try:
            send_notice(
                event,
                recipient,
                channel="email",
                template=template,
                write=partial(_message, recipient, template, context),
                transport=current_app.extensions["mail"],
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
        text = current_app.jinja_env.get_template(template).render(address=whole_address, **context)
    subject, _, body = text.strip().partition("\n")
    return Message(recipient.address, subject.strip(), body.strip() + "\n")
