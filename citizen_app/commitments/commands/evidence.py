"""Photos and files that show what was done, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citizen_app.commitments.commands.opening import open_commitment, record_fact
from citizen_app.commitments.events import EvidenceAdded, EvidenceDropped
from citizen_app.commitments.models import Commitment
from citizen_app.commitments.workflow import machine
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotFound
from citizen_app.core.files.attachments import (
    CleanFile,
    attach_files,
    attachments_of,
    remove_attachment,
)
from citizen_app.core.files.models import AttachmentKind
from citizen_app.core.i18n import lazy_gettext as _l

MOST_EVIDENCE = 20


@dataclass(frozen=True)
class Evidence:
    """Files that were read and cleaned: before the work, after it (photos or PDF).

    `shows_documents`: everyone may open the PDF files among them; photos everyone sees.
    """

    before: Sequence[CleanFile] = ()
    after: Sequence[CleanFile] = ()
    shows_documents: bool = False

    def __bool__(self) -> bool:
        """Return whether there is anything."""
        return bool(self.before or self.after)


NO_EVIDENCE = Evidence()


def add_evidence(
    actor: Actor, commitment: Commitment, evidence: Evidence, *, version: int | None = None
) -> None:
    """Add what shows the work; it stays when the report that goes with it is refused."""
    open_commitment(commitment, version)
    if not evidence:
        raise Invalid("after", _l("Please choose a photo or a file."))
    there = len(attachments_of(commitment, public_only=False))
    if there + len(evidence.before) + len(evidence.after) > MOST_EVIDENCE:
        raise Invalid("after", _l("Please keep to 20 photos and files in all."))
    machine.apply(actor, commitment, "add_evidence")
    added = attach_files(commitment, evidence.before, AttachmentKind.BEFORE, is_public=True)
    added += attach_files(commitment, evidence.after, AttachmentKind.AFTER, is_public=True)
    documents = [one for one in added if one.kind == AttachmentKind.DOCUMENT]
    for document in documents:
        document.is_public = evidence.shows_documents
    count = {kind: sum(one.kind == kind for one in added) for kind in AttachmentKind}
    fact = EvidenceAdded(
        commitment.code,
        count[AttachmentKind.BEFORE],
        count[AttachmentKind.AFTER],
        len(documents),
    )
    record_fact(fact, actor, commitment)


def drop_evidence(
    actor: Actor, commitment: Commitment, token: str, *, version: int | None = None
) -> None:
    """Take out a file that was added by mistake, as long as the work is not reported done."""
    open_commitment(commitment, version)
    files = attachments_of(commitment, public_only=False)
    attachment = next((one for one in files if one.token == token), None)
    if attachment is None:
        raise NotFound()
    machine.apply(actor, commitment, "drop_evidence")
    kind = attachment.kind
    remove_attachment(attachment)
    record_fact(EvidenceDropped(commitment.code, kind), actor, commitment)


def shows_work(commitment: Commitment) -> bool:
    """Return whether a photo after the work, or a file, is there since it was last reopened."""
    db.session.refresh(commitment, ["reopenings"])
    since = commitment.reopenings[-1].at if commitment.reopenings else None
    return any(
        one.kind != AttachmentKind.BEFORE and (since is None or one.created_at > since)
        for one in attachments_of(commitment, public_only=False)
    )
