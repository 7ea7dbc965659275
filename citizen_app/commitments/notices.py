"""Who is told of what about a commitment."""

from __future__ import annotations

from citizen_app.accounts.actors import acting_as
from citizen_app.commitments.events import CommitmentReminded
from citizen_app.commitments.models import Commitment
from citizen_app.commitments.queries import may_read
from citizen_app.commitments.workflow import OPEN
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices


@handles(CommitmentReminded)
def remind_owner(event: Event) -> None:
    """Tell whoever is in charge of it."""
    commitment = db.session.get_one(Commitment, event.subject_id)
    head = commitment.head
    if commitment.state not in OPEN or head is None or not head.email:
        return
    if head.disabled_at is not None or not may_read(acting_as(Actor(), head), commitment):
        return
    recipient = Recipient("account", head.id, head.email, head.language)
    template = "commitments/mail/staff_reminded.txt"
    mail_notices(
        event, [recipient], template, commitment=commitment, is_late=event.facts["when"] == "after"
    )
