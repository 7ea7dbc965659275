"""Planning, opening and closing a wave, by staff or by the clock."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from sqlalchemy import delete, select, update

from citizen_app.core import clock
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import Fact, lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import check_version
from citizen_app.permissions import Permission
from citizen_app.surveys import queries
from citizen_app.surveys.commands.answering import empty_box, lock_box, open_box
from citizen_app.surveys.counting import figures_of, told_counts
from citizen_app.surveys.events import SurveyClosed, SurveyOpened, SurveyPlanned
from citizen_app.surveys.models import Answer, Box, UsedPass, Wave, WaveResult
from citizen_app.surveys.questionnaire import CURRENT, questionnaire, rules
from citizen_app.surveys.sealing import Contents
from citizen_app.surveys.workflow import machine
from citizen_app.wards.models import Ward

MONTHS = 3


def quarter_of(day: dt.date) -> str:
    """Return the quarter of a day: 2026-q4."""
    return f"{day.year}-q{(day.month - 1) // MONTHS + 1}"


def plan_wave(actor: Actor, ward: Ward, *, opens_on: dt.date, closes_on: dt.date) -> Wave:
    """Plan the wave of the quarter in which it opens; one a quarter."""
    authorize(actor, Permission.SURVEY_RUN, ward.id)
    lock_wards([ward.id])
    _check_days(ward, opens_on, closes_on)
    wave = Wave(
        ward_id=ward.id,
        quarter=quarter_of(opens_on),
        questionnaire=CURRENT,
        opens_on=opens_on,
        closes_on=closes_on,
    )
    db.session.add(wave)
    fact = SurveyPlanned(wave.quarter, opens_on.isoformat(), closes_on.isoformat())
    _record(fact, actor, wave)
    return wave


def _check_days(ward: Ward, opens_on: dt.date, closes_on: dt.date) -> None:
    if opens_on < clock.today():
        raise Invalid("opens_on", _l("Please choose today or a later day."))
    lasts = (closes_on - opens_on).days + 1
    shortest, longest = rules().shortest_days, rules().longest_days
    if not shortest <= lasts <= longest:
        words = _l(
            "A survey lasts from %(shortest)s to %(longest)s days.",
            shortest=shortest,
            longest=longest,
        )
        raise Invalid("closes_on", words)
    others = db.session.scalars(select(Wave).where(Wave.ward_id == ward.id)).all()
    if any(wave.quarter == quarter_of(opens_on) for wave in others):
        raise Invalid("opens_on", _l("This quarter has its survey already."))
    if any(opens_on <= wave.closes_on and wave.opens_on <= closes_on for wave in others):
        raise Invalid("opens_on", _l("Another survey runs on these days."))


def open_wave(actor: Actor, wave: Wave, *, version: int | None = None) -> None:
    """Take answers from now on, under a key that only this wave has."""
    lock_wards([wave.ward_id])
    check_version(wave, version)
    machine.apply(actor, wave, "open")
    wave.key = secrets.token_hex(32)
    wave.opened_on = clock.today()
    db.session.add(Box(wave_id=wave.id, counts={}))
    _record(SurveyOpened(wave.quarter), actor, wave)


def close_wave(actor: Actor, wave: Wave, *, secret: str, version: int | None = None) -> None:
    """Take no more answers, publish, and forget what could lead to a person.

    Gone for good: the key, the digests of used invitations, the box, and neighbourhood, sex and age.
    """
    lock_wards([wave.ward_id])
    box = lock_box(wave)
    check_version(wave, version)
    contents = open_box(wave, box, secret) if box is not None else Contents()
    machine.apply(actor, wave, "close")
    # With the state, before anything is asked: the database lets no closed wave keep its key.
    wave.key, wave.closed_on = "", clock.today()
    empty_box(wave, contents)
    db.session.flush()
    figures = _figures(wave)
    db.session.add(WaveResult(wave_id=wave.id, method=rules().method, figures=figures))
    db.session.execute(delete(Box).where(Box.wave_id == wave.id))
    db.session.execute(delete(UsedPass).where(UsedPass.wave_id == wave.id))
    emptied: dict[str, Any] = {"neighbourhood_id": None, "sex": "", "age_group": ""}
    db.session.execute(update(Answer).where(Answer.wave_id == wave.id).values(emptied))
    is_early = clock.today() < wave.closes_on
    _record(SurveyClosed(wave.quarter, is_early, told_counts(figures, rules())), actor, wave)


def _figures(wave: Wave) -> dict[str, Any]:
    return figures_of(
        questionnaire(wave.questionnaire),
        queries.answers_of(wave),
        queries.sensitive_counts(wave),
        queries.population_of(wave.ward_id),
        rules(),
    )


def _record(fact: Fact, actor: Actor, wave: Wave) -> None:
    db.session.flush()
    record(fact, actor=actor, ward_id=wave.ward_id, subject=wave)
