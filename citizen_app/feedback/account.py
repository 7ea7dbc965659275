"""What the account page, the download of one's data and the erasure know of reports."""

from __future__ import annotations

from typing import Any

from citizen_app.accounts.extensions import ACCOUNT_SECTIONS, DATA_EXPORTERS, ERASERS, Section
from citizen_app.core.actor import Actor
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback import queries
from citizen_app.feedback.commands.erase import erase_sender
from citizen_app.feedback.states import public_state


def sent_section(actor: Actor) -> Section:
    """Return the person's own reports."""
    rows = queries.list_sent_by(actor.account_id or 0)
    return Section(_l("My reports"), "feedback/account_sent.html", {"reports": rows})


def followed_section(actor: Actor) -> Section:
    """Return the cases that the person follows."""
    rows = queries.list_followed_by(actor.account_id or 0)
    return Section(_l("Cases I follow"), "feedback/account_followed.html", {"reports": rows})


def export_reports(actor: Actor) -> list[dict[str, Any]]:
    """Return everything that is held of a person's reports."""
    return [
        {
            "code": report.code,
            "ward": report.holder.full_name,
            "kind": report.kind,
            "text": report.text,
            "place": report.place,
            "state": str(public_state(report).label),
            "sent_at": report.sent_at.isoformat(),
            "contact": {
                "name": report.contact.name,
                "email": report.contact.email,
                "phone": report.contact.phone,
            }
            if report.contact
            else None,
            "answers": [a.body for a in report.answers if a.published_at],
        }
        for report in queries.list_sent_by(actor.account_id or 0)
    ]


def export_follows(actor: Actor) -> list[str]:
    """Return the codes of the cases that a person follows."""
    return [report.code for report in queries.list_followed_by(actor.account_id or 0)]


def export_subscriptions(actor: Actor) -> list[dict[str, Any]]:
    """Return what is followed by the person's own e-mail addresses."""
    return [
        {
            "code": code,
            "email": row.email,
            "asked_at": row.asked_at.isoformat(),
            "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
        }
        for code, row in queries.list_subscriptions(actor.account_id or 0)
    ]


def register() -> None:
    """Hang in, once."""
    if sent_section not in ACCOUNT_SECTIONS:
        ACCOUNT_SECTIONS.extend([sent_section, followed_section])
        ERASERS.append(erase_sender)
    DATA_EXPORTERS["reports"] = export_reports
    DATA_EXPORTERS["follows"] = export_follows
    DATA_EXPORTERS["follows_by_email"] = export_subscriptions
