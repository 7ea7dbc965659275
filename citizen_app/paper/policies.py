"""Who may do what with sheets: never the same person twice, and a helper only in their neighbourhood."""

from __future__ import annotations

from citizen_app.core.actor import Actor
from citizen_app.paper.models import Booklet, Entry, Sheet
from citizen_app.permissions import Permission


def is_second_person(actor: Actor, sheet: Sheet) -> bool:
    """Return whether the actor is somebody else than who entered the sheet."""
    entry = sheet.entry
    return (
        actor.account_id is not None and entry is not None and entry.entered_by != actor.account_id
    )


def was_handed_out(_actor: Actor, sheet: Sheet) -> bool:
    """Return whether the sheet's booklet has left the office."""
    return sheet.booklet.handed_out_at is not None


def was_kept(actor: Actor, sheet: Sheet) -> bool:
    """Return whether the sheet's booklet never left the office."""
    return not was_handed_out(actor, sheet)


def reaches(actor: Actor, booklet: Booklet) -> bool:
    """Return whether the actor may enter sheets of a booklet: a helper's role may be of some places only."""
    for grant in actor.grants:
        if Permission.REPORT_ON_BEHALF not in grant.permissions:
            continue
        if grant.ward_id not in (None, booklet.ward_id):
            continue
        places = grant.neighbourhood_ids
        if not places or booklet.neighbourhood_id is None or booklet.neighbourhood_id in places:
            return True
    return False


def may_see_paper(actor: Actor, entry: Entry) -> bool:
    """Return whether the actor may look at the picture of a sheet: who checks, and who entered it."""
    ward_id = entry.sheet.ward_id
    is_own = entry.checked_by is None and entry.entered_by == actor.account_id
    return is_own or (
        actor.is_staff
        and actor.may(Permission.PAPER_KEEP, ward_id)
        and actor.may(Permission.REPORT_READ_CONTACT, ward_id)
    )
