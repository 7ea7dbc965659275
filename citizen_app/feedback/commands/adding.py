"""What the sender adds of their own accord, and taking back that their name is shown."""

from __future__ import annotations

from collections.abc import Sequence

from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import lock_wards, record
from citizen_app.core.files.attachments import attach_photos
from citizen_app.core.files.images import CleanPhoto
from citizen_app.core.files.models import AttachmentKind
from citizen_app.feedback.commands.asking import add_message
from citizen_app.feedback.events import InformationAdded, NameHidden
from citizen_app.feedback.models import Message, Report
from citizen_app.feedback.workflow import machine


def add_information(
    actor: Actor, report: Report, *, text: str, photos: Sequence[CleanPhoto] = ()
) -> Message:
    """Add words and photos to an open case; only the ward reads them, and the clock runs on."""
    lock_wards([report.holder_ward_id])
    machine.apply(actor, report, "add_information")
    message = add_message(actor, report, text, is_from_sender=True)
    attach_photos(message, photos, AttachmentKind.PHOTO, is_public=False)
    fact = InformationAdded(photo_count=len(photos))
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    return message


def hide_name(actor: Actor, report: Report) -> Report:
    """No longer show the sender's name to the public; the ward keeps it."""
    lock_wards([report.holder_ward_id])
    machine.apply(actor, report, "hide_name")
    report.name_shown = False
    db.session.flush()
    record(NameHidden(), actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report
