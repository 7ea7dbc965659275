"""Entering a sheet, and comparing the entry with the paper: two people, one number, one case."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from citizen_app.core import clock, ids
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import record
from citizen_app.core.files.attachments import CleanFile, attach_files, remove_attachments
from citizen_app.core.files.models import AttachmentKind
from citizen_app.core.i18n import date_text, moment_text
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.feedback.commands.limits import set_due
from citizen_app.feedback.commands.submit import Submission, submit_report
from citizen_app.feedback.models import Report
from citizen_app.paper import policies
from citizen_app.paper.commands.consenting import helping_for, note_consent
from citizen_app.paper.events import SheetChecked, SheetEntered, SheetGivenBack
from citizen_app.paper.models import Entry, Sheet
from citizen_app.paper.workflow import machine
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward

CHANNEL = "paper"
DAYS_BACK = 60  # as for a letter: it may have lain in a helper's bag


@dataclass(frozen=True, kw_only=True)
class Written:
    """What stands on a sheet. Category by code, neighbourhood by id, "" where it is left open."""

    text: str
    place: str = ""
    name: str = ""
    phone: str = ""
    category: str = ""
    neighbourhood: str = ""
    matter: str = "petition"
    is_private: bool = False


def enter_sheet(
    actor: Actor,
    sheet: Sheet,
    written: Written,
    *,
    received_on: dt.date,
    is_signed: bool,
    photos: Sequence[CleanFile],
    key: str,
) -> Entry:
    """Take down what stands on a sheet, with its picture; it becomes a case once somebody else compared it.

    `key` is the form's own: the same form sent twice is one entry. Raises Invalid at "number" for one that
    was used, is blocked or not handed out, at "neighbourhood" for a helper who does not help there.
    """
    sheet = _held(sheet)
    if not policies.reaches(actor, sheet.booklet):
        raise NotAllowed(_l("This booklet belongs to another neighbourhood."))
    digest = ids.token_digest(f"paper\x1f{key}")
    if sheet.entry is not None and sheet.entry.form_digest == digest:
        return sheet.entry
    check_free(sheet)
    _check_day(received_on)
    team, place = helping_for(actor, sheet.booklet, written.neighbourhood) or (None, None)
    _check_paper(is_signed=is_signed, photos=photos)
    entry = Entry(
        sheet_id=sheet.id,
        form_digest=digest,
        fields=_plain(written),
        received_on=received_on,
        entered_by=actor.account_id or 0,
        entered_at=clock.now(),
        team=team,
        neighbourhood=place,
        corrected=[],
    )
    machine.apply(actor, sheet, "enter")
    _keep(sheet, entry)
    attach_files(sheet, photos, AttachmentKind.PHOTO, is_public=False)
    record(SheetEntered(sheet.number), actor=actor, ward_id=sheet.ward_id, subject=sheet)
    return entry


def _check_paper(*, is_signed: bool, photos: Sequence[CleanFile]) -> None:
    if not is_signed:
        words = _l("Without the person's signature the sheet may not be entered.")
        raise Invalid("is_signed", words)
    if not photos:
        raise Invalid("photos", _l("Please add a photo or a PDF of the sheet."))


def _keep(sheet: Sheet, entry: Entry) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(entry)
            db.session.flush()
    except IntegrityError as error:  # somebody else was faster by a breath
        raise Invalid("number", _l("This number was entered just now by somebody else.")) from error
    db.session.refresh(sheet, ["entry"])


def check_free(sheet: Sheet) -> None:
    """Raise Invalid, with what to do, unless the number waits to be entered."""
    words: Any = None
    if sheet.entry is not None:
        words = _l(
            "Number %(number)s was entered already, on %(at)s. A number counts once: please compare it "
            "with the paper, letter by letter. If the paper really bears it, keep it and tell reception.",
            number=sheet.number,
            at=moment_text(sheet.entry.entered_at),
        )
    elif sheet.state == "blocked":
        day = sheet.booklet.blocked_at
        words = _l(
            "The booklet of number %(number)s was reported lost on %(day)s. Reception can let this one "
            "sheet in when somebody brings it in good faith.",
            number=sheet.number,
            day=date_text(clock.local_date(day)) if day else "",
        )
    elif sheet.state == "printed":
        words = _l("The booklet of this sheet has not been handed out yet. Please do that first.")
    if words is not None:
        raise Invalid("number", words)


def check_sheet(
    actor: Actor, sheet: Sheet, written: Written, *, secret: str, version: int | None = None
) -> Report:
    """Confirm an entry, mended where it was wrong: the sheet becomes a case with the sheet's own code.

    The limit runs from the day on which the paper came (Law on Reception of Citizens 42/2013/QH13 art. 28.1).
    """
    sheet, entry = _entered(actor, sheet, version)
    mended = _plain(written)
    changed = sorted(name for name, value in mended.items() if entry.fields.get(name) != value)
    machine.apply(actor, sheet, "check")
    report = _file(actor, sheet, entry, Written(**mended), secret)
    entry.report_id, entry.corrected, entry.fields = report.id, changed, {}
    entry.checked_by, entry.checked_at = actor.account_id, clock.now()
    db.session.flush()
    fact = SheetChecked(sheet.number, changed)
    record(fact, actor=actor, ward_id=sheet.ward_id, subject=sheet)
    return report


def give_back(actor: Actor, sheet: Sheet, *, reason: str, version: int | None = None) -> None:
    """Throw away an entry that does not fit its paper, with the picture; the number is free again."""
    sheet, entry = _entered(actor, sheet, version)
    note = nfc(reason).strip()
    if not note:
        raise Invalid("reason", _l("Please write the reason."))
    machine.apply(actor, sheet, "give_back")
    sheet.note = note
    db.session.delete(entry)
    db.session.flush()
    db.session.refresh(sheet, ["entry"])
    remove_attachments(sheet)
    record(SheetGivenBack(sheet.number), actor=actor, ward_id=sheet.ward_id, subject=sheet)


def _held(sheet: Sheet) -> Sheet:
    """Return the sheet locked, as it is now: of two people with one number the second sees the first."""
    held = db.session.scalars(
        select(Sheet)
        .where(Sheet.id == sheet.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    db.session.refresh(held, ["entry"])
    return held


def _entered(actor: Actor, sheet: Sheet, version: int | None) -> tuple[Sheet, Entry]:
    authorize(actor, Permission.PAPER_KEEP, sheet.ward_id)
    held = _held(sheet)
    if held.entry is not None and not policies.is_second_person(actor, held):
        raise NotAllowed(_l("You entered this sheet yourself: somebody else has to compare it."))
    if held.entry is None or (version is not None and version != held.version):
        raise Invalid("", _l("Somebody else has worked on this sheet. Please open it again."))
    return held, held.entry


def _check_day(received_on: dt.date) -> None:
    today = clock.today()
    if received_on > today:
        raise Invalid("received_on", _l("This day lies in the future."))
    if received_on < today - dt.timedelta(days=DAYS_BACK):
        words = _l("It can lie at most %(days)s days back. Please check the day.", days=DAYS_BACK)
        raise Invalid("received_on", words)


def _plain(written: Written) -> dict[str, Any]:
    """Return what was typed in one normal form."""
    return {
        name: nfc(value).strip() if isinstance(value, str) else value
        for name, value in asdict(written).items()
    }


def _file(actor: Actor, sheet: Sheet, entry: Entry, written: Written, secret: str) -> Report:
    """Make the case: in the name of who entered it, with the signed sheet as the person's consent."""
    ward = db.session.get_one(Ward, sheet.ward_id)
    submission = Submission(
        key=f"paper {sheet.number}",
        text=written.text,
        category=next(
            (c for c in wards.list_categories(ward.id) if c.code == written.category), None
        ),
        neighbourhood=next(
            (n for n in wards.list_neighbourhoods(ward) if str(n.id) == written.neighbourhood), None
        ),
        place=written.place,
        name=written.name,
        phone=written.phone,
        notify_by="sms" if written.phone else "email",
        is_private=written.is_private or written.matter != "petition",
        is_denunciation=written.matter == "denunciation",
    )
    clerk = dataclasses.replace(actor, channel=CHANNEL)
    report, _pin = submit_report(
        clerk, ward, submission, secret=secret, code=sheet.number, pin_digest=sheet.pin_digest
    )
    report.helper_id = entry.entered_by
    if entry.received_on < clock.today():
        set_due(clerk, report, start=clock.start_of_day(entry.received_on), reason="submitted")
    note_consent(entry, report, secret=secret)
    return report
