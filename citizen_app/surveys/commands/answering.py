"""Giving an answer: once by person, into the sealed box, and out of it only together with others.

No actor is handed in, on purpose: who answers is nobody's business here. Nothing is recorded in the log.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.surveys import policies, sealing
from citizen_app.surveys.doors import Door
from citizen_app.surveys.models import Answer, Box, Card, SensitiveCount, UsedPass, Wave
from citizen_app.surveys.questionnaire import questionnaire, rules
from citizen_app.wards.models import Neighbourhood

log = logging.getLogger(__name__)
ID_BITS = 62


@dataclass(frozen=True)
class Reply:
    """What somebody chose, by question, and what they said of themselves, if they did."""

    choices: Mapping[str, str]
    neighbourhood_id: int | None = None
    sex: str = ""
    age_group: str = ""


def give_answer(wave: Wave, reply: Reply, door: Door, *, form_key: str, secret: str) -> bool:
    """Take an answer; False when this person or this very form has answered before.

    Raises Invalid when nothing was chosen, InvalidTransition when the wave takes none or the card is full.
    """
    box = lock_box(wave)
    if box is None or not policies.takes_answers(wave):
        raise InvalidTransition(_l("This survey is closed. Thank you for your interest."))
    asked = questionnaire(wave.questionnaire)
    chosen = asked.asked(reply.choices)
    if not chosen:
        raise Invalid("", _l("Please answer at least one question."))
    digest = door.digest(wave, form_key, secret)
    if db.session.get(UsedPass, (wave.id, digest)) is not None:
        return False
    channel = _use_card(wave, door.card) if door.card else door.channel
    db.session.add(UsedPass(wave_id=wave.id, digest=digest))
    hidden = {question.code for question in asked.sensitive}
    answer = {
        "channel": channel,
        "choices": {code: choice for code, choice in chosen.items() if code not in hidden},
        **_about(wave, reply),
    }
    contents = open_box(wave, box, secret)
    contents.add(answer, {code: chosen[code] for code in chosen if code in hidden})
    box.counts = {**box.counts, channel: box.counts.get(channel, 0) + 1}
    box.waiting = len(contents.answers)
    if box.waiting >= rules().batch:
        empty_box(wave, contents)
        contents, box.waiting = sealing.Contents(), 0
    box.sealed = sealing.seal(contents, secret=secret, key=wave.key)
    return True


def lock_box(wave: Wave) -> Box | None:
    """Wait for one's turn with the wave's box; what the wave looks like is read again behind it."""
    query = select(Box).where(Box.wave_id == wave.id).with_for_update()
    box = db.session.scalars(query.execution_options(populate_existing=True)).first()
    db.session.refresh(wave)
    return box


def open_box(wave: Wave, box: Box, secret: str) -> sealing.Contents:
    """Return what is in the box; what another secret key sealed is lost, and that is said in the log."""
    contents = sealing.unseal(box.sealed, secret=secret, key=wave.key)
    if contents is None:
        log.error("survey: %s waiting answers cannot be read, SECRET_KEY has changed", box.waiting)
        return sealing.Contents()
    return contents


def empty_box(wave: Wave, contents: sealing.Contents) -> None:
    """Write the answers of several people at once, in mixed order under random numbers."""
    mixed = list(contents.answers)
    secrets.SystemRandom().shuffle(mixed)
    for answer in mixed:
        db.session.add(Answer(id=secrets.randbits(ID_BITS), wave_id=wave.id, **answer))
    for question, counts in sorted(contents.sensitive.items()):
        for choice, people in sorted(counts.items()):
            _count(wave, question, choice, people)


def _count(wave: Wave, question: str, choice: str, people: int) -> None:
    key = (wave.ward.code, wave.quarter, question, choice)
    row = db.session.get(SensitiveCount, key)
    if row is None:
        code, quarter = key[:2]
        row = SensitiveCount(
            ward_code=code, quarter=quarter, question=question, choice=choice, people=0
        )
        db.session.add(row)
    row.people += people


def _use_card(wave: Wave, code: str) -> str:
    """Count one answer of a card and return its channel."""
    query = select(Card).where(Card.wave_id == wave.id, Card.code == code).with_for_update()
    card = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if card is None or card.used >= card.most:
        raise InvalidTransition(
            _l("This card takes no more answers. Please ask at the counter for a new one.")
        )
    card.used += 1
    return card.channel


def _about(wave: Wave, reply: Reply) -> dict[str, Any]:
    """Return what somebody said of themselves, as far as it can be."""
    number = reply.neighbourhood_id
    place = db.session.get(Neighbourhood, number) if number is not None else None
    is_here = place is not None and place.ward_id == wave.ward_id
    return {
        "neighbourhood_id": number if is_here else None,
        "sex": reply.sex if reply.sex in rules().sexes else "",
        "age_group": reply.age_group if reply.age_group in rules().age_groups else "",
    }
