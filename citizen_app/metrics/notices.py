"""Who is told when figures do not agree with the events: those who look after the whole system."""

from __future__ import annotations

from citizen_app.accounts.queries import people_in_role
from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.metrics.events import FiguresDiffered
from citizen_app.metrics.models import MetricCheck
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward


@handles(FiguresDiffered)
def tell_administrators(event: Event) -> None:
    """Tell each system administrator whose figures differ, in how many places, and what to do."""
    check = db.session.get_one(MetricCheck, event.subject_id)
    people = people_in_role(Role.SYSTEM_ADMIN, None)
    recipients = [Recipient("account", p.id, p.email, p.language) for p in people if p.email]
    mail_notices(
        event,
        recipients,
        "metrics/mail/differed.txt",
        ward=db.session.get_one(Ward, check.ward_id),
        count=check.mismatches,
        lines=[", ".join(one) for one in check.differences],
    )
