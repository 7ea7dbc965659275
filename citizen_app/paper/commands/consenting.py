"""The signature on a sheet as the consent to a team member's help, once the sheet is a case."""

from __future__ import annotations

from citizen_app.accounts.actors import acting_as
from citizen_app.core import ids
from citizen_app.core.actor import Actor
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback.models import Report
from citizen_app.paper.models import Booklet, Entry
from citizen_app.teams.commands.consents import ConsentTaken, record_consent, text_mark
from citizen_app.teams.models import ConsentKind, Purpose, Team
from citizen_app.teams.queries import team_for
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Neighbourhood


def helping_for(
    actor: Actor, booklet: Booklet, written_place: str
) -> tuple[Team, Neighbourhood] | None:
    """Return for which team and where a helper enters a sheet; None for staff at the desk.

    The place is the booklet's, or what stands on the sheet (an id, "" for none) where the booklet is the
    whole ward's. Raises Invalid at "neighbourhood" where the helper serves neither: a sheet entered by
    nobody's team would have no consent, and no supervisor would see it.
    """
    if actor.is_staff:
        return None
    places = wards.list_neighbourhoods(booklet.ward)
    place = booklet.neighbourhood or next((n for n in places if str(n.id) == written_place), None)
    if place is not None:
        try:
            return team_for(actor, place), place
        except NotAllowed:
            pass
    raise Invalid(
        "neighbourhood",
        _l(
            "Please choose the neighbourhood. If it is not one in which you help, hand the sheet to the "
            "ward: it is entered there."
        ),
    )


def note_consent(entry: Entry, report: Report, *, secret: str) -> bool:
    """Store who helped and how the person agreed, for them to see and to end; False where no team did.

    Officers who enter a sheet at the desk are no helpers. Team and place are those of the entry: a member
    who has left the team since did help. The picture stays with the sheet (docs/adr/0027), so the consent
    has none of its own.
    """
    if entry.team is None or entry.neighbourhood is None:
        return False
    helper = acting_as(Actor(channel=report.channel), entry.clerk)
    taken = ConsentTaken(
        kind=ConsentKind.SLIP, neighbourhood=entry.neighbourhood, taken_at=entry.entered_at
    )
    consent = record_consent(
        helper,
        entry.team,
        taken,
        report,
        purpose=Purpose.REPORT,
        key=ids.keyed_digest(secret, "paper consent", entry.sheet.number),
        said=text_mark(secret, entry.entered_by, report.text),
    )
    # Our own clock said when it was entered: days in between are the second person's.
    consent.is_time_doubtful = False
    return True
