"""Writing down what teams did: visits, training, help points; correcting and taking back one's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from citizen_app.core import clock, ids
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed, StaleVersion
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.permissions import Permission
from citizen_app.plain_help.commands.difficulties import check_names_nobody
from citizen_app.plain_help.events import (
    OutingCorrected,
    OutingRecorded,
    OutingsExported,
    OutingTakenBack,
)
from citizen_app.plain_help.models import PURPOSES, Outing
from citizen_app.plain_help.policies import DAYS_BACK, earliest_day, may_change
from citizen_app.teams.models import Team
from citizen_app.teams.queries import team_for
from citizen_app.wards.models import Neighbourhood, Ward


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is written down of an outing: counts, no names."""

    day: dt.date
    purpose: str
    people: int
    helpers: int
    neighbourhood: Neighbourhood | None
    note: str

    @property
    def fields(self) -> dict[str, object]:
        """Return it as the row holds it."""
        place = self.neighbourhood
        return {
            "day": self.day,
            "purpose": self.purpose,
            "people": self.people,
            "helpers": self.helpers,
            "neighbourhood_id": place.id if place is not None else None,
            "note": nfc(self.note).strip(),
        }


def record_outing(actor: Actor, ward: Ward, told: Told, *, key: str) -> Outing:
    """Write down a visit, a training or a help point; the same form sent twice counts once.

    A member of a team writes for the neighbourhoods of their own memberships, and the entry is their team's.
    """
    team = _team_of(actor, ward, told.neighbourhood)
    _check(ward, told)
    digest = ids.token_digest(f"outing\x1f{key}")
    same_form = select(Outing).where(Outing.form_digest == digest)
    known = db.session.scalar(same_form)
    if known is not None:
        return known
    row = Outing(
        ward_id=ward.id,
        recorded_by=actor.account_id,
        form_digest=digest,
        team_id=team.id if team is not None else None,
        **told.fields,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:  # the same form at two servers at once
        return db.session.scalars(same_form).one()
    fact = OutingRecorded(row.purpose, row.people, row.neighbourhood_id, row.team_id)
    record(fact, actor=actor, ward_id=ward.id, subject=row)
    return row


def correct_outing(actor: Actor, outing: Outing, told: Told, *, version: int) -> None:
    """Set one's own entry right. The log of events keeps what stood there, and gets what stands there now.

    Raises StaleVersion when it was changed meanwhile; the same correction sent twice changes nothing.
    """
    if not may_change(actor, outing):
        raise NotAllowed()
    team = _team_of(actor, outing.ward, told.neighbourhood)
    _check(outing.ward, told)
    fields = {**told.fields, "team_id": team.id if team is not None else None}
    if all(getattr(outing, name) == value for name, value in fields.items()):
        return
    if version != outing.version:
        raise StaleVersion(
            _l("You changed this entry in another window meanwhile. Compare, then save again.")
        )
    for name, value in fields.items():
        setattr(outing, name, value)
    db.session.flush()
    fact = OutingCorrected(outing.purpose, outing.people, outing.neighbourhood_id, outing.team_id)
    record(fact, actor=actor, ward_id=outing.ward_id, subject=outing)


def take_back_outing(actor: Actor, outing: Outing) -> None:
    """Take one's own entry back: it counts nowhere any more. A second press changes nothing."""
    if outing.taken_back_at is not None and outing.recorded_by == actor.account_id:
        return
    if not may_change(actor, outing):
        raise NotAllowed()
    outing.taken_back_at = clock.now()
    db.session.flush()
    fact = OutingTakenBack(outing.purpose, outing.people, outing.neighbourhood_id, outing.team_id)
    record(fact, actor=actor, ward_id=outing.ward_id, subject=outing)


def _team_of(actor: Actor, ward: Ward, place: Neighbourhood | None) -> Team | None:
    """Return whose entry it is: None for the ward's staff; raise NotAllowed for who may not write it."""
    if actor.is_staff:
        authorize(actor, Permission.HELP_KEEP, ward.id)
        return None
    if place is None:
        raise Invalid("neighbourhood", _l("Please choose a neighbourhood."))
    return team_for(actor, place)


def _check(ward: Ward, told: Told) -> None:
    if told.neighbourhood is not None and told.neighbourhood.ward_id != ward.id:
        raise Invalid("neighbourhood", _l("This neighbourhood is not in the ward."))
    if told.purpose not in PURPOSES:
        raise Invalid("purpose", _l("Please choose what it was for."))
    if told.day > clock.today():
        raise Invalid("day", _l("This day lies in the future."))
    if told.day < earliest_day():
        words = _l("It can lie at most %(days)s days back. Please check the day.", days=DAYS_BACK)
        raise Invalid("day", words)
    check_names_nobody(nfc(told.note).strip())


def note_export(actor: Actor, ward: Ward, *, first: dt.date, last: dt.date) -> None:
    """Record that the log left the system."""
    authorize(actor, Permission.HELP_KEEP, ward.id)
    fact = OutingsExported(first.isoformat(), last.isoformat())
    record(fact, actor=actor, ward_id=ward.id, subject=ward)
