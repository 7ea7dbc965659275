"""The signature on a sheet as the consent to a team member's help, once the sheet is a case."""

from __future__ import annotations

from citizen_app.accounts.actors import acting_as
from citizen_app.core import ids
from citizen_app.core.actor import Actor
from citizen_app.core.errors import NotAllowed
from citizen_app.feedback.models import Report
from citizen_app.paper.models import Entry
from citizen_app.teams.commands.consents import ConsentTaken, record_consent, text_mark
from citizen_app.teams.models import ConsentKind, Purpose
from citizen_app.teams.queries import team_for


def note_consent(entry: Entry, report: Report, *, secret: str) -> bool:
    """Store who helped and how the person agreed, for them to see and to end; False where no team did.

    Officers who enter a sheet at the desk are no helpers; a member who has left the team since is not
    named any more. The picture stays with the sheet (docs/adr/0027), so the consent has none of its own.
    """
    clerk, booklet = entry.clerk, entry.sheet.booklet
    place = booklet.neighbourhood or report.neighbourhood
    if clerk.surface != "resident" or place is None:
        return False
    helper = acting_as(Actor(channel=report.channel), clerk)
    try:
        team = team_for(helper, place)
    except NotAllowed:
        return False
    taken = ConsentTaken(kind=ConsentKind.SLIP, neighbourhood=place, taken_at=entry.entered_at)
    consent = record_consent(
        helper,
        team,
        taken,
        report,
        purpose=Purpose.REPORT,
        key=ids.keyed_digest(secret, "paper consent", entry.sheet.number),
        said=text_mark(secret, entry.entered_by, report.text),
    )
    # Our own clock said when it was entered: days in between are the second person's.
    consent.is_time_doubtful = False
    return True
