"""Ordering, handing out, blocking and freeing booklets."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from citizen_app.core import clock, ids
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition, StaleVersion
from citizen_app.core.events import Fact, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.feedback.commands.submit import PREFIX as CASE_PREFIX
from citizen_app.paper.events import (
    BookletBlocked,
    BookletHandedOut,
    BookletOrdered,
    BookletUnblocked,
    SheetReleased,
)
from citizen_app.paper.models import Booklet, Sheet
from citizen_app.paper.workflow import UNUSED, machine
from citizen_app.permissions import Permission
from citizen_app.wards.models import Neighbourhood, Ward

PREFIX = "QG"
MOST_SHEETS = 50


def order_booklet(
    actor: Actor, ward: Ward, *, sheets: int, neighbourhood: Neighbourhood | None, secret: str
) -> Booklet:
    """Make a booklet with its numbers and PINs, ready to be printed."""
    authorize(actor, Permission.PAPER_KEEP, ward.id)
    if not 1 <= sheets <= MOST_SHEETS:
        raise Invalid("sheets", _l("Please type a number from 1 to %(most)s.", most=MOST_SHEETS))
    if neighbourhood is not None and neighbourhood.ward_id != ward.id:
        raise Invalid("neighbourhood", _l("This neighbourhood is not in the ward."))
    booklet = Booklet(
        code=ids.new_code(PREFIX),
        ward_id=ward.id,
        neighbourhood=neighbourhood,
        sheet_count=sheets,
        key=ids.new_token(),
        ordered_by=actor.account_id,
        ordered_at=clock.now(),
    )
    for place in range(1, sheets + 1):
        number = ids.new_code(CASE_PREFIX)
        pin = pin_of(booklet, number, secret=secret)
        digest = ids.keyed_digest(secret, number, pin)
        booklet.sheets.append(Sheet(number=number, ward_id=ward.id, place=place, pin_digest=digest))
    db.session.add(booklet)
    db.session.flush()
    fact = BookletOrdered(booklet.code, sheets, booklet.neighbourhood_id)
    record(fact, actor=actor, ward_id=ward.id, subject=booklet)
    return booklet


def pin_of(booklet: Booklet, number: str, *, secret: str) -> str:
    """Return the PIN of a sheet while its booklet is still to be printed."""
    if not booklet.key:
        raise InvalidTransition(_l("This booklet was handed out and cannot be printed again."))
    return ids.pin_for(secret, f"paper {booklet.key} {number}")


def hand_out(actor: Actor, booklet: Booklet, *, holder: str, version: int | None = None) -> None:
    """Note who has a booklet from now on; its PINs are forgotten and it cannot be printed again."""
    booklet = _held(actor, booklet, version)
    who = nfc(holder).strip()
    if not who:
        raise Invalid("holder", _l("Please write who gets the booklet."))
    if booklet.handed_out_at is not None or booklet.blocked_at is not None:
        raise InvalidTransition(_l("This booklet is not in the office any more."))
    sheets = _move(actor, booklet, "hand_out", {"printed"})
    booklet.holder, booklet.handed_out_at, booklet.key = who, clock.now(), ""
    _record(BookletHandedOut(booklet.code, len(sheets)), actor, booklet)


def block(actor: Actor, booklet: Booklet, *, reason: str, version: int | None = None) -> None:
    """Block what is not entered yet of a lost booklet; what is a case stays one.

    A blocked booklet can be blocked again while a sheet of it that was let in waits; the day stays the first.
    """
    booklet = _held(actor, booklet, version)
    booklet.block_note = _reason(reason)
    sheets = _move(actor, booklet, "block", UNUSED)
    if booklet.blocked_at is not None and not sheets:
        raise InvalidTransition(_l("This booklet is blocked already."))
    booklet.blocked_at = booklet.blocked_at or clock.now()
    _record(BookletBlocked(booklet.code, len(sheets)), actor, booklet)


def unblock(actor: Actor, booklet: Booklet, *, reason: str, version: int | None = None) -> None:
    """Let a booklet that was found be used again, with the reason."""
    booklet = _held(actor, booklet, version)
    booklet.block_note = _reason(reason)
    if booklet.blocked_at is None:
        raise InvalidTransition(_l("This booklet is not blocked."))
    step = "unblock" if booklet.handed_out_at is not None else "unblock_kept"
    sheets = _move(actor, booklet, step, {"blocked"})
    booklet.blocked_at = None
    _record(BookletUnblocked(booklet.code, len(sheets)), actor, booklet)


def release_sheet(actor: Actor, sheet: Sheet, *, reason: str) -> None:
    """Let one sheet of a blocked booklet in: somebody brought it in good faith. The others stay blocked.

    Nobody can bring one of a booklet that never left the office, and its PINs can still be read there.
    """
    authorize(actor, Permission.PAPER_KEEP, sheet.ward_id)
    if sheet.booklet.handed_out_at is None:
        raise InvalidTransition(
            _l(
                "The booklet of this sheet never left the office, so nobody can bring the sheet in. Take the "
                "block of the booklet away and hand it out."
            )
        )
    sheet.note = _reason(reason)
    machine.apply(actor, sheet, "release")
    record(SheetReleased(sheet.number), actor=actor, ward_id=sheet.ward_id, subject=sheet)


def _held(actor: Actor, booklet: Booklet, version: int | None) -> Booklet:
    """Return the booklet locked, as it is now; refuse a page that shows an older one."""
    authorize(actor, Permission.PAPER_KEEP, booklet.ward_id)
    held = db.session.scalars(
        select(Booklet)
        .where(Booklet.id == booklet.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if version is not None and version != held.version:
        raise StaleVersion(_l("Somebody else changed this booklet while you were working on it."))
    return held


def _move(
    actor: Actor, booklet: Booklet, step: str, states: Sequence[str] | frozenset[str] | set[str]
) -> list[Sheet]:
    moved = [sheet for sheet in booklet.sheets if sheet.state in states]
    for sheet in moved:
        machine.apply(actor, sheet, step)
    return moved


def _reason(typed: str) -> str:
    reason = nfc(typed).strip()
    if not reason:
        raise Invalid("reason", _l("Please write the reason."))
    return reason


def _record(fact: Fact, actor: Actor, booklet: Booklet) -> None:
    db.session.flush()
    record(fact, actor=actor, ward_id=booklet.ward_id, subject=booklet)
