"""Cards with a QR code, and the numbers that answers are weighted to."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete

from citizen_app.core import ids
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition, NotAllowed
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.permissions import Permission
from citizen_app.surveys import policies
from citizen_app.surveys.events import SurveyCardMade, SurveyPopulationSet
from citizen_app.surveys.models import Card, PopulationCount, Wave
from citizen_app.surveys.questionnaire import rules
from citizen_app.wards.models import Ward

PREFIX = "KS"


def make_card(actor: Actor, wave: Wave, *, channel: str, place: str) -> Card:
    """Make a card of a wave that is planned or open; `place` says where it stands."""
    authorize(actor, Permission.SURVEY_RUN, wave.ward_id)
    if wave.state == "closed":
        raise InvalidTransition(_l("This survey is closed."))
    card = Card(
        code=ids.new_code(PREFIX),
        wave_id=wave.id,
        channel=channel,
        place=nfc(place).strip(),
        most=rules().most_of_a_card,
    )
    db.session.add(card)
    db.session.flush()
    fact = SurveyCardMade(wave.quarter, channel)
    record(fact, actor=actor, ward_id=wave.ward_id, subject=card)
    return card


def set_population(
    actor: Actor, ward: Ward, counts: Mapping[tuple[str, str], int], *, source: str
) -> None:
    """Enter how many adults belong to each group, by (variable, group); whatever stood there goes."""
    if not policies.may_set_population(actor, ward.id):
        raise NotAllowed()
    if counts and not nfc(source).strip():
        raise Invalid("source", _l("Please say where the numbers come from."))
    db.session.execute(delete(PopulationCount).where(PopulationCount.ward_id == ward.id))
    for (variable, group), people in sorted(counts.items()):
        row = PopulationCount(
            ward_id=ward.id,
            variable=variable,
            group_code=group,
            people=people,
            source=nfc(source).strip(),
        )
        db.session.add(row)
    db.session.flush()
    fact = SurveyPopulationSet(len(counts), nfc(source).strip())
    record(fact, actor=actor, ward_id=ward.id, subject=ward)
