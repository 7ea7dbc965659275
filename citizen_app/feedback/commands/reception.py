"""Entering what came by word of mouth, phone or letter, for the person who brought it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

from citizen_app.core import clock
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.feedback.commands.limits import set_due
from citizen_app.feedback.commands.submit import Submission, submit_report
from citizen_app.feedback.events import ReceptionEntered, RegisterExported
from citizen_app.feedback.models import Reception, Report
from citizen_app.permissions import Permission
from citizen_app.wards.models import Ward

LETTER, DENUNCIATION, PETITION = "letter", "denunciation", "petition"
# A letter may have lain with another office first; what was said was said these days.
DAYS_BACK = {LETTER: 60, "counter": 14, "phone": 14}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the register asks beyond the report itself (form 03/TCD, Decree 154/2026/ND-CP)."""

    way: str
    received_on: dt.date
    address: str = ""
    id_number: str = ""
    letter_kind: str = PETITION
    people_count: int = 1
    settled_by: str = ""
    in_competence: bool = True
    guided_to: str = ""
    note: str = ""


def enter_reception(
    actor: Actor, ward: Ward, submission: Submission, entry: Entry, *, secret: str
) -> tuple[Report, str]:
    """Store the report with its line of the register; return it with its PIN.

    The limit runs from the day of receipt, also when it is entered later (Law on Reception of Citizens
    42/2013/QH13 art. 28.1). Complaints and denunciations stay private, a denunciation with the clerks.
    """
    authorize(actor, Permission.REPORT_ON_BEHALF, ward.id)
    _check(entry)
    submission = dataclasses.replace(
        submission,
        is_private=submission.is_private or entry.letter_kind != PETITION,
        is_denunciation=entry.letter_kind == DENUNCIATION,
    )
    clerk = dataclasses.replace(actor, channel=entry.way)
    report, pin = submit_report(clerk, ward, submission, secret=secret)
    if db.session.get(Reception, report.id) is not None:
        return report, pin  # the same form, sent twice
    db.session.add(_line(clerk, ward, report, entry))
    db.session.flush()
    record(ReceptionEntered(entry.way), actor=clerk, ward_id=ward.id, subject=report)
    if entry.received_on < clock.today():
        set_due(clerk, report, start=clock.start_of_day(entry.received_on), reason="submitted")
    return report, pin


def _check(entry: Entry) -> None:
    if entry.way not in DAYS_BACK:
        raise Invalid("way", _l("Please choose how it came."))
    today, most = clock.today(), DAYS_BACK[entry.way]
    if entry.received_on > today:
        raise Invalid("received_on", _l("This day lies in the future."))
    if entry.received_on < today - dt.timedelta(days=most):
        message = _l("It can lie at most %(days)s days back. Please check the day.", days=most)
        raise Invalid("received_on", message)


def _line(clerk: Actor, ward: Ward, report: Report, entry: Entry) -> Reception:
    texts = ("address", "id_number", "settled_by", "guided_to", "note")
    return Reception(
        report_id=report.id,
        ward_id=ward.id,
        received_on=entry.received_on,
        way=entry.way,
        letter_kind=entry.letter_kind,
        people_count=entry.people_count,
        in_competence=entry.in_competence,
        clerk_id=clerk.account_id,
        at=clock.now(),
        **{name: nfc(getattr(entry, name)).strip() for name in texts},
    )


def note_export(
    actor: Actor,
    ward: Ward,
    *,
    first_day: dt.date,
    last_day: dt.date,
    row_count: int,
    has_personal: bool,
) -> None:
    """Record that the register left the system: who took which days, and whether people are named."""
    authorize(actor, Permission.REPORT_REGISTER, ward.id)
    fact = RegisterExported(first_day.isoformat(), last_day.isoformat(), row_count, has_personal)
    record(fact, actor=actor, ward_id=ward.id, subject=ward)
