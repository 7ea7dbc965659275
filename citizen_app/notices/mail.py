"""Notices by e-mail: a text template per notice, its first line the subject."""

from __future__ import annotations

from typing import Any

from flask import current_app

from citizen_app.core.events import Event
from citizen_app.core.i18n import force_locale
from citizen_app.core.web.addresses import whole_address
from citizen_app.notices.commands import Recipient, send_notice


def mail_notice(event: Event, recipient: Recipient, template: str, **context: Any) -> bool:
    """Render `template` in the recipient's language and send it by e-mail.

    The worker answers no request, so templates of mails get `address` in place of `url_for`.
    """
    with force_locale(recipient.language):
        text = current_app.jinja_env.get_template(template).render(address=whole_address, **context)
    subject, _, body = text.strip().partition("\n")
    return send_notice(
        event,
        recipient,
        channel="email",
        template=template,
        subject=subject.strip(),
        body=body.strip() + "\n",
        transport=current_app.extensions["mail"],
    )
