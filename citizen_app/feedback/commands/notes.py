"""Internal notes, and the colleagues whom a note calls by name."""

from __future__ import annotations

from collections.abc import Sequence

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.feedback.commands.screen import open_case
from citizen_app.feedback.events import NoteWritten
from citizen_app.feedback.models import Note, NoteMention, Report
from citizen_app.feedback.queries_people import may_read
from citizen_app.permissions import Permission


def add_note(actor: Actor, report: Report, *, body: str, mentioned: Sequence[Account] = ()) -> Note:
    """Add an internal note; each colleague mentioned is told, if the case is open to them."""
    open_case(actor, report, None)
    if not actor.may(Permission.REPORT_NOTE, report.holder_ward_id):
        raise NotAllowed()
    assert actor.account_id is not None
    if not all(may_read(person, report) for person in mentioned):
        raise Invalid("mention", _l("One of these colleagues may not open this case."))
    note = Note(
        report_id=report.id,
        ward_id=report.holder_ward_id,
        author_id=actor.account_id,
        body=nfc(body).strip(),
        at=clock.now(),
    )
    note.mentions = [NoteMention(account_id=number) for number in sorted({p.id for p in mentioned})]
    db.session.add(note)
    db.session.flush()
    fact = NoteWritten(note.id, [mention.account_id for mention in note.mentions])
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    return note
