"""Saying how many voters a ward has."""

from __future__ import annotations

import datetime as dt

from citizen_app.core import clock
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.permissions import Permission
from citizen_app.wards.events import VotersCounted
from citizen_app.wards.models import Ward
from citizen_app.wards.models_voters import VoterCount
from citizen_app.wards.voters import voters_of


def count_voters(
    actor: Actor, ward: Ward, *, number: int, as_of: dt.date, source: str
) -> VoterCount:
    """Enter the number of voters on a day with its source; it holds from now on, earlier ones stay."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    lock_wards([ward.id])
    if number < 1:
        raise Invalid("number", _l("Please type a number above 0."))
    if as_of > clock.today():
        raise Invalid("as_of", _l("This day is still to come."))
    if not nfc(source).strip():
        raise Invalid("source", _l("Please say where it is written."))
    before = voters_of(ward.id)
    if before is not None and as_of < before.as_of:
        raise Invalid("as_of", _l("A newer number is there already. Please type a later day."))
    counted = VoterCount(
        ward_id=ward.id,
        number=number,
        as_of=as_of,
        source=nfc(source).strip(),
        entered_at=clock.now(),
    )
    db.session.add(counted)
    db.session.flush()
    fact = VotersCounted(
        number=number,
        number_before=before.number if before else None,
        as_of=as_of.isoformat(),
        source=counted.source,
    )
    record(fact, actor=actor, ward_id=ward.id, subject=counted)
    return counted
