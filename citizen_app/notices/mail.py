"""Notices by e-mail: a text template per notice, its first line the subject."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template

from citizen_app.core.events import Event
from citizen_app.core.i18n import force_locale
from citizen_app.notices.commands import Recipient, send_notice


def mail_notice(event: Event, recipient: Recipient, template: str, **context: Any) -> bool:
    """Render `template` in the recipient's language and send it by e-mail."""
    with force_locale(recipient.language):
        text = render_template(
            template, public_url=current_app.extensions["settings"].public_url, **context
        )
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
