"""Who is told when the log does not agree with its seals: those who look after the whole system."""

from __future__ import annotations

from citizen_app.accounts.queries import people_in_role
from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices
from citizen_app.permissions import Role
from citizen_app.seals.events import LogFaultFound
from citizen_app.seals.models import SealCheck


@handles(LogFaultFound)
def tell_administrators(event: Event) -> None:
    """Tell each system administrator what was found and what to do."""
    check = db.session.get_one(SealCheck, event.subject_id)
    people = people_in_role(Role.SYSTEM_ADMIN, None)
    recipients = [Recipient("account", p.id, p.email, p.language) for p in people if p.email]
    lines = list(check.faults)
    mail_notices(event, recipients, "seals/mail/fault.txt", lines=lines, count=check.fault_count)
