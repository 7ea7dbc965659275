"""Who may see a file: by the visibility of the case behind it, at either door."""

from __future__ import annotations

from citizen_app.core.actor import Actor
from citizen_app.core.files.models import Attachment
from citizen_app.feedback import policies, queries
from citizen_app.feedback.models import Answer, AnswerWork


def name_of(attachment: Attachment) -> str:
    """Return the name under which a document is saved: ours, since a sender's may name somebody."""
    report = queries.report_of_subject(attachment.subject_type, attachment.subject_id)
    return f"{report.code if report else 'PA'}-{attachment.id}"


def may_see(actor: Actor, attachment: Attachment) -> bool:
    """Return whether the visibility rule of the case lets the actor see a file.

    A public file of a case that is no longer public (withdrawn, forwarded) is not.
    """
    report = queries.report_of_subject(attachment.subject_type, attachment.subject_id)
    if report is None:
        return False
    if attachment.is_public and policies.is_public(report):
        return True
    if policies.can_see_as_staff(actor, report):
        return True
    if attachment.subject_type == AnswerWork.__tablename__:
        return False
    from_answer = attachment.subject_type == Answer.__tablename__
    given = not from_answer or queries.is_published_answer(attachment.subject_id)
    return given and policies.is_sender(actor, report)
